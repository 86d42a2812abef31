package io.multiprocessing.queue;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.testing.Portable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of queues, over all kinds, with futexes and without. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueContractTest {

  private Pool portable;

  @BeforeAll
  void startPortableProcess() {
    portable = Portable.worker();
  }

  @AfterAll
  void endPortableProcess() {
    portable.close();
  }

  static Stream<Arguments> scenes() {
    return Stream.of(QueueScenario.values())
        .flatMap(scenario -> Stream.of(QueueVariant.values()).map(variant -> Arguments.of(scenario, variant)));
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void holdsInThisJvm(QueueScenario scenario, QueueVariant variant) throws Exception {
    scenario.play(variant);
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void holdsOnThePortableBranch(QueueScenario scenario, QueueVariant variant) throws Exception {
    portable.run(new Scene(scenario, variant));
  }

  private record Scene(QueueScenario scenario, QueueVariant variant) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      scenario.play(variant);
    }
  }
}
