package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.ExitStatus;
import io.multiprocessing.process.LaunchOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many children come and go: nothing stays, in this JVM or outside. The system property {@code
 * multiprocessing.test.leak-children} sets how many are real; the others are scripts that fail to start.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessLeakTest {

  private static final int REAL = Math.max(10, Integer.getInteger("multiprocessing.test.leak-children", 20));
  private static final int FAILING = 160;

  /** What there is at one moment. */
  private record Count(long processes, long threads, long descriptors, long files) {

    static Count now() throws IOException {
      return new Count(
          ProcessHandle.current().children().count(),
          Thread.getAllStackTraces().keySet().stream().filter(t -> !isCached(t)).count(),
          entries(Path.of("/proc/self/fd")),
          runFiles());
    }

    private static boolean isCached(Thread thread) {
      return thread.getName().startsWith("process reaper") || thread.getName().startsWith("awaitility");
    }

    private static long entries(Path folder) throws IOException {
      if (!Files.exists(folder)) {
        return 0;
      }
      try (Stream<Path> entries = Files.list(folder)) {
        return entries.count();
      }
    }

    private static long runFiles() throws IOException {
      long count = 0;
      for (String name : System.getProperty("io.multiprocessing.own-run-directories", "").split(" ")) {
        count += entries(Path.of(System.getProperty("java.io.tmpdir"), name.isEmpty() ? "none" : name));
      }
      return count;
    }

    boolean atMost(Count other) {
      return processes <= other.processes && threads <= other.threads && descriptors <= other.descriptors
          && files <= other.files;
    }
  }

  @Test
  void nothingStaysOfManyChildren(@TempDir Path folder) throws Exception {
    Path script = Files.writeString(folder.resolve("java"), "#!/bin/sh\ncat > /dev/null; exit 4\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Multiprocessing real = Multiprocessing.get();
    Multiprocessing failing = real.with(LaunchOptions.builder().javaExecutable(script).build());
    runAll(real, 2, 0);
    runAll(failing, 2, 4);
    Count before = Count.now();

    runAll(real, REAL, 0);
    runAll(failing, FAILING, 4);

    await("as before: " + before)
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(Count.now()).matches(now -> now.atMost(before), "no more than " + before));
    assertThat(Multiprocessing.activeChildren()).isEmpty();
  }

  private static void runAll(Multiprocessing context, int count, int exitCode) throws Exception {
    Semaphore places = new Semaphore(4);
    List<CompletableFuture<ExitStatus>> ends =
        IntStream.range(0, count).mapToObj(i -> startOne(context, places)).toList();
    for (CompletableFuture<ExitStatus> end : ends) {
      assertThat(end.get(60, TimeUnit.SECONDS).exitCode()).isEqualTo(exitCode);
    }
  }

  private static CompletableFuture<ExitStatus> startOne(Multiprocessing context, Semaphore places) {
    places.acquireUninterruptibly();
    ChildProcess child = context.process(() -> {});
    child.start();
    return child.sentinel().whenComplete((status, failure) -> places.release());
  }
}
