package io.multiprocessing.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.testing.Processes;
import io.multiprocessing.testing.TestJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Behaviour 47 for shared memory: whoever ends how, nothing is left of it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedDirectoryInOtherJvmsTest {

  private static final Duration GONE = Duration.ofSeconds(5);

  @TempDir Path folder;

  private TestJvm jvm(Path base, String part) throws IOException {
    return TestJvm.start(
        SharingParent.class,
        List.of("-Dmultiprocessing.shared-directory=" + base, "-Dmultiprocessing.run-directory=" + folder),
        Map.of(),
        part);
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  @Test
  void anExitRemovesEverythingAlsoWhatHooksMakeLate() throws Exception {
    try (TestJvm parent = jvm(folder, "run"); TestJvm late = jvm(folder, "late")) {
      assertThat(parent.awaitExit()).isZero();
      assertThat(late.awaitExit()).isZero();
      assertThat(late.awaitLine("still ", 1)).as("usable in the application's own hooks").isEqualTo("true");
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void whatAKilledJvmLeavesIsSweptByTheNextStart() throws Exception {
    try (TestJvm killed = jvm(folder, "wait")) {
      Path made = Path.of(killed.awaitLine("made ", 1));
      Processes.send("KILL", killed.pid());
      killed.awaitExit();
      assertThat(made).as("nobody was there to remove it").exists();
    }
    try (TestJvm next = jvm(folder, "run")) {
      assertThat(next.awaitExit()).isZero();
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void aChildsOwnMemoryGoesWithItAndAllOfTheTreesWithItsRoot() throws Exception {
    try (TestJvm parent = jvm(folder, "children")) {
      assertThat(parent.awaitLine("after an exit ", 1)).as("only what was sent").isEqualTo("1");
      assertThat(parent.awaitLine("after a halt ", 1)).as("only what was sent").isEqualTo("2");
      parent.awaitLine("child made", 1);
      Processes.send("KILL", parent.pid());
      parent.awaitExit();
    }
    await().atMost(GONE).until(() -> left().isEmpty());
  }

  @Test
  void fullMemoryIsAClearErrorThatLeavesNothingAndEndsWhenSomeIsFreed() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()))
        .as("this test mounts a small file system, which takes root")
        .isZero();
    try (TestJvm parent = jvm(disk, "fill")) {
      assertThat(parent.awaitLine("refused: ", 1))
          .contains("shared memory can't be had", "length=", "No space left on device", "-Dmultiprocessing.shared-directory");
      String counts = parent.awaitLine("kept ", 1);
      assertThat(counts).matches("(\\d+), files \\1");
      parent.awaitLine("again", 1);
      assertThat(parent.awaitExit()).isZero();
      try (Stream<Path> entries = Files.list(disk)) {
        assertThat(entries).isEmpty();
      }
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private static int run(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().transferTo(OutputStream.nullOutputStream());
      return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1; // no such command here
    }
  }
}
