package io.multiprocessing.shared;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.shared.SharedScenarios.Scenario;
import io.multiprocessing.testing.Portable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shared data between processes, over what the system offers and over plain Java. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class SharedScenariosTest {

  private Pool portable;

  @BeforeAll
  void startPortableProcess() {
    portable = Portable.worker();
  }

  @AfterAll
  void endPortableProcess() {
    portable.close();
  }

  @ParameterizedTest
  @EnumSource
  void betweenProcesses(Scenario scenario) throws Exception {
    SharedScenarios.run(scenario);
  }

  @ParameterizedTest
  @EnumSource
  void betweenPortableProcesses(Scenario scenario) throws Exception {
    portable.run(scenario);
  }
}
