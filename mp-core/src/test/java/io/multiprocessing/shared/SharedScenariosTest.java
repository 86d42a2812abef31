package io.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.shared.SharedScenarios.Scenario;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shared data between processes, over what the system offers and over plain Java. */
@Timeout(120)
class SharedScenariosTest {

  @ParameterizedTest
  @EnumSource
  void betweenProcesses(Scenario scenario) throws Exception {
    SharedScenarios.run(scenario);
  }

  @ParameterizedTest
  @EnumSource
  void betweenPortableProcesses(Scenario scenario) throws Exception {
    ChildProcess main = Multiprocessing.get().with(SharedScenarios.portableOptions()).process(scenario);
    main.start();
    main.join();
    assertThat(main.exitCode()).hasValue(0);
  }
}
