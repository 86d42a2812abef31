package io.multiprocessing.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of queues, over all kinds, with futexes and without. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueContractTest {

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
  @EnumSource
  void holdsOnThePortableBranch(QueueVariant variant) throws Exception {
    Multiprocessing portable = Multiprocessing.get()
        .with(LaunchOptions.builder().jvmArguments("-Dmultiprocessing.portable=true").build());
    ChildProcess child = portable.process(new AllScenes(variant));
    child.start();
    assertThat(child.join(Duration.ofSeconds(150))).isTrue();
    assertThat(child.exitCode()).hasValue(0);
  }

  private record AllScenes(QueueVariant variant) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      for (QueueScenario scenario : QueueScenario.values()) {
        scenario.play(variant);
      }
    }
  }
}
