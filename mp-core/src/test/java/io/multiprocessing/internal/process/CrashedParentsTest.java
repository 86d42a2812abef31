package io.multiprocessing.internal.process;

import static io.multiprocessing.testing.Processes.awaitGone;
import static io.multiprocessing.testing.Processes.isRunning;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.WorkerDiedException;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.testing.Processes;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a worker has started, when nobody has told the worker to end. */
@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux shows the environment of a process")
@SuppressWarnings("serial") // the lambdas use members that only tests see
class CrashedParentsTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  /** One that holds the worker's output, one that doesn't, and one that has another parent already. */
  private static List<Long> startThree() throws Exception {
    List<Long> pids = new ArrayList<>();
    pids.add(new ProcessBuilder("sleep", "300").inheritIO().start().pid());
    pids.add(new ProcessBuilder("sleep", "300").redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start().pid());
    Process shell = new ProcessBuilder("sh", "-c", "sleep 300 > /dev/null 2>&1 & echo $!").start();
    pids.add(Long.parseLong(shell.inputReader().readLine()));
    shell.waitFor();
    return pids;
  }

  @Test
  void whatACrashedWorkerHasStartedEndsAndDoesNotHoldUpTheNews() throws Exception {
    try (Pool pool = Multiprocessing.get().pool(PoolConfig.builder().processes(1).spareWorkers(0).build())) {
      List<Long> left = pool.apply(CrashedParentsTest::startThree);
      assertThat(left).allMatch(pid -> isRunning(pid));

      assertThatThrownBy(() -> pool.run(() -> Runtime.getRuntime().halt(3))).isInstanceOf(WorkerDiedException.class);

      for (long pid : left) {
        awaitGone(pid, SOON);
      }
      List<Long> kept = pool.apply(CrashedParentsTest::startThree);
      pool.shutdown();
      assertThat(pool.join(SOON)).isTrue();
      try {
        assertThat(kept).as("of one that ended in order").allMatch(pid -> isRunning(pid));
      } finally {
        kept.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      }
    }
  }

  @Test
  void whatAChildHasStartedEndsWithItWhenItIsAskedToEnd(@TempDir Path folder) throws Exception {
    String report = folder.resolve("pid").toString();
    ChildProcess child =
        Multiprocessing.get().process(() -> {
          Processes.report(report, Long.toString(new ProcessBuilder("sleep", "300").start().pid()));
          TimeUnit.MINUTES.sleep(5);
        });
    child.start();
    long foreign = Long.parseLong(Processes.awaitReport(Path.of(report), SOON));

    child.terminate();

    assertThat(child.join(SOON)).isTrue();
    assertThat(child.exitCode()).hasValue(-15);
    awaitGone(foreign, SOON);
  }
}
