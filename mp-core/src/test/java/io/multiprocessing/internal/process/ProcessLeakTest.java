package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.ExitStatus;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.Spares;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.testing.Footprint;
import io.multiprocessing.testing.Small;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Children come and go by each start method: nothing stays, in this JVM or outside. The system property {@code
 * multiprocessing.test.leak-children} sets how many.
 */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessLeakTest {

  private static final int CHILDREN = Integer.getInteger("multiprocessing.test.leak-children", 12);
  private static final int FAILING = 200;

  @ParameterizedTest
  @EnumSource(StartMethod.class)
  void nothingStaysOfChildren(StartMethod method) throws Exception {
    Spares spares = Spares.defaults().withIdleTime(Duration.ofSeconds(1)); // those that wait have to go as well
    LaunchOptions options = Small.options().toBuilder().spares(spares).build();
    Multiprocessing context = Multiprocessing.get(method).with(options);
    Set<Long> others = Footprint.descendants();
    runAll(context, 2, 0);
    Footprint before = Footprint.settled(others);

    runAll(context, CHILDREN, 0);

    before.awaitAgain();
    assertThat(Multiprocessing.activeChildren()).isEmpty();
  }

  @Test
  void nothingStaysOfTwoHundredThatFailToStart(@TempDir Path folder) throws Exception {
    Path script = Files.writeString(folder.resolve("java"), "#!/bin/sh\ncat > /dev/null; exit 4\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Multiprocessing failing = Multiprocessing.get().with(LaunchOptions.builder().javaExecutable(script).build());
    Set<Long> others = Footprint.descendants();
    runAll(failing, 2, 4);
    Footprint before = Footprint.settled(others);

    runAll(failing, FAILING, 4);

    before.awaitAgain();
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
