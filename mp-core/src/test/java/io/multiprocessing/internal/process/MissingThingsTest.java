package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolBrokenException;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.WorkerDiedException;
import io.multiprocessing.pool.WorkerSnapshot.State;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.testing.TestJvm;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JDK or a jar that goes away under a running application, and descriptors that run out. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MissingThingsTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  private Path java() throws IOException {
    Path java = folder.resolve("java");
    Files.writeString(java, "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' \"$@\"\n");
    return Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
  }

  private static void die(Pool pool) {
    assertThatThrownBy(() -> pool.run(() -> Runtime.getRuntime().halt(3))).isInstanceOf(WorkerDiedException.class);
  }

  private static void awaitBothIdle(Pool pool) {
    await()
        .atMost(SOON)
        .until(() -> pool.snapshot().workers().stream().filter(worker -> worker.state() == State.IDLE).count() == 2);
  }

  @Test
  void aPoolGoesOnWithWhatItHasWhileItsJdkIsGoneAndHealsWhenItIsBack() throws Exception {
    LaunchOptions options = LaunchOptions.builder().javaExecutable(java()).build();
    try (Pool pool = Multiprocessing.get().pool(PoolConfig.builder().processes(2).spareWorkers(0).launch(options).build())) {
      awaitBothIdle(pool); // a pool none of whose workers is ready gives up soon
      Files.delete(folder.resolve("java"));
      die(pool);
      assertThat(pool.<Integer>apply(() -> 5)).isEqualTo(5);

      java();

      awaitBothIdle(pool);
      Files.delete(folder.resolve("java"));
      die(pool);
      await().atMost(SOON).until(() -> pool.snapshot().workers().size() == 1);
      die(pool); // the last one: now it gives up, after a few attempts
      assertThatThrownBy(() -> pool.apply(() -> 5))
          .isInstanceOf(PoolBrokenException.class)
          .hasMessageContaining("javaExecutable=" + folder.resolve("java"));
    }
  }

  @Test
  void aClassPathEntryThatIsGoneIsNamed() throws Exception {
    StringBuilder classPath = new StringBuilder();
    Path gone = folder.resolve("classes");
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      boolean ours = Path.of(entry).endsWith(Path.of("target", "classes"));
      classPath.append(ours ? Files.createSymbolicLink(gone, Path.of(entry)) : entry).append(File.pathSeparator);
    }
    try (TestJvm parent =
        TestJvm.start(
            TreeParent.class,
            List.of("-Dmultiprocessing.run-directory=" + folder, "-cp", classPath.toString()), Map.of(), "again")) {
      parent.say("start");
      assertThat(parent.awaitLine("code ", 1)).as(parent.output()).isEqualTo("0");
      parent.say("fail"); // loads what errors need
      parent.awaitLine("refused: ", 1);

      Files.delete(gone);
      parent.say("start");

      assertThat(parent.awaitLine("code ", 2)).isEqualTo("1");
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(parent.output())
                      .contains("a child ended before it could run anything")
                      .contains("class path entries that are not there: missing=[" + gone + "]; restart the application"));
    }
  }

  @Test
  void descriptorsThatRunOutAreAClearErrorThatPasses() throws Exception {
    Path noProgram = Files.writeString(folder.resolve("no-program"), "text");
    Files.setPosixFilePermissions(noProgram, PosixFilePermissions.fromString("rwx------"));
    Process hungry =
        new ProcessBuilder(
                "sh", "-c", "ulimit -n 256; exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-Dmultiprocessing.run-directory=" + folder, "-cp",
                System.getProperty("java.class.path"), HungryParent.class.getName(), noProgram.toString())
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(hungry.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(hungry.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(output)
          .contains("warm: code 0")
          .containsPattern("(?s)none: refused a child process could not be started: name=Process-\\d+, reason=.*?\\(ulimit -n")
          .containsPattern("(?s)few: (code \\d+|refused .*?\\(ulimit -n)") // what a start needs depends on the JDK
          .contains("enough: code 0")
          .contains("nothing stays");
    } finally {
      hungry.descendants().forEach(ProcessHandle::destroyForcibly);
      hungry.destroyForcibly();
    }
  }
}
