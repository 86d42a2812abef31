package io.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.StartMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The module's own functions: contexts, start methods, processors. */
@Timeout(60)
class ContextTest {

  @Test
  void listsItsStartMethodsWithTheDefaultFirst() {
    assertThat(Multiprocessing.startMethods()).startsWith(Multiprocessing.startMethod()).contains(StartMethod.SPAWN);
    assertThat(Multiprocessing.get().method()).isEqualTo(Multiprocessing.startMethod());
    assertThat(Multiprocessing.get(StartMethod.SPAWN).method()).isEqualTo(StartMethod.SPAWN);
    assertThat(StartMethod.SPAWN.lowerCaseName()).isEqualTo("spawn");
  }

  @Test
  void letsTheStartMethodBeChosenOnce() {
    Multiprocessing.setStartMethod(StartMethod.SPAWN, true);
    assertThatThrownBy(() -> Multiprocessing.setStartMethod(StartMethod.SPAWN, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("startMethod=spawn");
    assertThat(Multiprocessing.startMethod()).isEqualTo(StartMethod.SPAWN);
  }

  @Test
  void countsTheProcessorsThatTheJvmMayUse() throws Exception {
    assertThat(Multiprocessing.cpuCount()).isEqualTo(Runtime.getRuntime().availableProcessors());
    int exitCode = exitCodeOf(LaunchOptions.builder().jvmArguments("-XX:ActiveProcessorCount=3").build());
    assertThat(exitCode).as("as many as the container, or the flag, allows").isEqualTo(3);
  }

  private static int exitCodeOf(LaunchOptions options) throws InterruptedException {
    ChildProcess child = Multiprocessing.get().with(options).process(() -> System.exit(Multiprocessing.cpuCount()));
    child.start();
    child.join();
    return child.exitCode().orElseThrow();
  }
}
