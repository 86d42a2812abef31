package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.internal.platform.FileTree;
import io.multiprocessing.testing.Processes;
import io.multiprocessing.testing.TestJvm;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
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

/** Run directories and class paths of whole JVMs: killed, out of space, in odd places. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunDirectoryInOtherJvmsTest {

  @TempDir Path folder;

  private static TestJvm jvm(Path base, String part) throws IOException {
    return TestJvm.start(TreeParent.class, List.of("-Dmultiprocessing.run-directory=" + base), Map.of(), part);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  @Test
  void whatAKilledJvmLeavesIsSweptByTheNextStart() throws Exception {
    try (TestJvm killed = jvm(folder, "again")) {
      killed.say("start");
      killed.awaitLine("code ", 1);
      assertThat(list(folder)).hasSize(1);
      Processes.send("KILL", killed.pid());
      killed.awaitExit();
      assertThat(list(folder)).as("nobody was there to remove it").hasSize(1);
    }

    try (TestJvm next = jvm(folder, "run")) {
      assertThat(next.awaitExit()).isZero();
    }

    assertThat(list(folder)).isEmpty();
  }

  @Test
  void aRunDirectoryInUseIsNotSweptAndOneThatDisappearedIsMadeAnew() throws Exception {
    try (TestJvm first = jvm(folder, "again")) {
      first.say("start");
      assertThat(first.awaitLine("code ", 1)).isEqualTo("0");
      Path inUse = list(folder).get(0);

      try (TestJvm second = jvm(folder, "run")) {
        assertThat(second.awaitLine("code ", 1)).isEqualTo("0");
        assertThat(second.awaitExit()).isZero();
      }
      assertThat(inUse).isDirectory();

      FileTree.delete(inUse);
      first.say("start");
      assertThat(first.awaitLine("code ", 2)).as(first.output()).isEqualTo("0");
      assertThat(list(folder)).hasSize(1).doesNotContain(inUse);
    }
  }

  @Test
  void aSocketPathThatIsTooLongIsAClearErrorThatLeavesNothing() throws Exception {
    Path deep = Files.createDirectories(folder.resolve("d".repeat(90)));

    try (TestJvm parent = jvm(deep, "run")) {
      assertThat(parent.awaitLine("refused: ", 1)).contains("at most 103 bytes", "path=" + deep, "shorter folder");
      assertThat(parent.awaitLine("children ", 1)).isEqualTo("0");
      assertThat(parent.awaitExit()).isZero();
    }
    assertThat(list(deep)).isEmpty();
  }

  @Test
  void aBaseFolderThatIsMissingIsAClearErrorThatLeavesNothing() throws Exception {
    try (TestJvm parent = jvm(folder.resolve("missing"), "run")) {
      assertThat(parent.awaitLine("refused: ", 1))
          .contains("path=" + folder.resolve("missing"), "set -Dmultiprocessing.run-directory");
      assertThat(parent.awaitLine("children ", 1)).isEqualTo("0");
    }
  }

  @Test
  void aFullDiskIsAClearErrorThatLeavesNoProcess() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", disk.toString()))
        .as("this test mounts a small disk, which takes root")
        .isZero();
    try (TestJvm parent = jvm(fill(disk), "run")) {
      assertThat(parent.awaitLine("refused: ", 1)).contains(disk.toString(), "No space left on device");
      assertThat(parent.awaitLine("children ", 1)).isEqualTo("0");
      assertThat(parent.awaitExit()).isZero();
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private static Path fill(Path disk) {
    byte[] page = new byte[4096];
    try (OutputStream filler = Files.newOutputStream(disk.resolve("filler"))) {
      for (int i = 0; i < 1000; i++) {
        filler.write(page);
      }
    } catch (IOException e) {
      return disk;
    }
    throw new AssertionError("the disk did not fill up");
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

  @Test
  void classPathsMayHaveSpacesAndAnyLettersAndTenThousandCharacters() throws Exception {
    Path odd = Files.createDirectories(folder.resolve("with spaces, ümläuts and 漢字 \"quoted\""));
    StringBuilder classPath = new StringBuilder();
    String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
    for (int i = 0; i < entries.length; i++) {
      Path link = odd.resolve(i + (entries[i].endsWith(".jar") ? ".jar" : ""));
      Files.createSymbolicLink(link, Path.of(entries[i]));
      classPath.append(link).append(File.pathSeparator);
    }
    while (classPath.length() < 12_000) {
      classPath.append(odd.resolve("missing " + classPath.length() + ".jar")).append(File.pathSeparator);
    }
    try (TestJvm parent =
        TestJvm.start(
            TreeParent.class,
            List.of("-Dmultiprocessing.run-directory=" + folder, "-cp", classPath.toString()),
            Map.of("LC_ALL", "C.UTF-8"),
            "methods")) {
      for (int start = 1; start <= 4; start++) {
        assertThat(parent.awaitLine("code ", start)).as(parent.output()).isEqualTo("0");
      }
      assertThat(parent.awaitExit()).isZero();
    } finally {
      FileTree.delete(odd);
    }
    await().atMost(Duration.ofSeconds(3)).until(() -> list(folder).isEmpty());
  }

  @Test
  void aPortOfADebuggerInTheEnvironmentStopsNoChild() throws Exception {
    String debugger = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + freePort();
    try (TestJvm parent =
        TestJvm.start(
            TreeParent.class,
            List.of("-Dmultiprocessing.run-directory=" + folder),
            Map.of("JAVA_TOOL_OPTIONS", debugger + " -XX:+UseSerialGC"),
            "run")) {
      assertThat(parent.awaitLine("code ", 1)).as(parent.output()).isEqualTo("0");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
