package io.multiprocessing.process;

import static io.multiprocessing.testing.Processes.isRunning;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.serialization.SerializationException;
import io.multiprocessing.testing.Processes;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bad input to a start: a clear error or exit code, and no process left behind. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChildProcessStartFailuresTest {

  private static final Duration LIMIT = Duration.ofSeconds(40);

  @TempDir Path folder;

  private static ChildProcess child(LaunchOptions.Builder options, RemoteRunnable target) {
    return Multiprocessing.get().with(options.build()).process(target);
  }

  private static ChildProcess ended(ChildProcess child) throws InterruptedException {
    child.start();
    if (!child.join(LIMIT)) {
      child.kill();
      throw new AssertionError("the child did not end: " + child);
    }
    return child;
  }

  private static long childCount() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
  }

  private Path script(String body) throws Exception {
    Path script = folder.resolve("java");
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aTargetThatCannotTravelIsNamedAndNothingIsLaunched() {
    long before = childCount();
    Thread captured = new Thread();
    ChildProcess child = Multiprocessing.get().process(() -> captured.join());

    assertThatThrownBy(child::start)
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("java.lang.Thread");
    assertThat(child.pid()).isEmpty();
    assertThat(child.isAlive()).isFalse();
    assertThat(childCount()).isEqualTo(before);
    assertThat(Multiprocessing.activeChildren()).doesNotContain(child);
  }

  @Test
  void aFieldThatCannotTravelIsNamed() {
    class Holder extends ChildProcess {
      @Serial private static final long serialVersionUID = 1L;

      @SuppressWarnings("serial") // that is the mistake under test
      private final Object lockedFile = Thread.currentThread();

      @Override
      public void run() {
        System.out.println(lockedFile);
      }
    }

    assertThatThrownBy(new Holder()::start)
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("Thread")
        .hasMessageContaining("lockedFile");
  }

  @Test
  void aNullTargetIsRefusedAtOnce() {
    assertThatThrownBy(() -> Multiprocessing.get().process(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("target");
  }

  @Test
  void aProcessWithoutATargetDoesNothing() throws Exception {
    assertThat(ended(new ChildProcess(Multiprocessing.get(), null, null)).exitCode()).hasValue(0);
  }

  @Test
  void aMissingJavaExecutableIsNamed() {
    Path missing = folder.resolve("no-java");
    long before = childCount();

    assertThatThrownBy(child(LaunchOptions.builder().javaExecutable(missing), () -> {})::start)
        .isInstanceOf(ProcessStartException.class)
        .hasMessageContaining("javaExecutable=" + missing);
    assertThat(childCount()).isEqualTo(before);
  }

  @Test
  void aFileThatIsNoProgramIsNamed() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "not a program");

    assertThatThrownBy(child(LaunchOptions.builder().javaExecutable(text), () -> {})::start)
        .isInstanceOf(ProcessStartException.class)
        .hasMessageContaining(text.toString());

    Files.writeString(text, "#!/no/such/interpreter");
    Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rwx------"));
    ChildProcess child = child(LaunchOptions.builder().javaExecutable(text), () -> {});
    assertThatThrownBy(child::start)
        .isInstanceOf(ProcessStartException.class)
        .hasMessageContaining(child.getName())
        .hasMessageContaining(text.toString());
  }

  @Test
  void aWorkingDirectoryThatIsMissingIsNamed() throws Exception {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> LaunchOptions.builder().workingDirectory(missing).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("workingDirectory=" + missing);

    Path vanishing = Files.createDirectory(folder.resolve("vanishing"));
    ChildProcess child = child(LaunchOptions.builder().workingDirectory(vanishing), () -> {});
    Files.delete(vanishing);
    assertThatThrownBy(child::start).isInstanceOf(ProcessStartException.class).hasMessageContaining(vanishing.toString());
  }

  @Test
  void startsInTheChosenWorkingDirectoryWithARelativeExecutable() throws Exception {
    Path relative = Path.of("").toAbsolutePath().relativize(Path.of(System.getProperty("java.home"), "bin", "java"));
    String expected = folder.toRealPath().toString();
    ChildProcess child = child(
        LaunchOptions.builder().workingDirectory(folder).javaExecutable(relative),
        () -> System.exit(System.getProperty("user.dir").equals(expected) ? 0 : 9));

    assertThat(ended(child).exitCode()).hasValue(0);
  }

  @Test
  void anUnknownJvmOptionEndsTheChildWithCodeOneAndTheJvmsOwnWords() throws Exception {
    try (CapturedOutput captured = CapturedOutput.start()) {
      ChildProcess child = ended(child(LaunchOptions.builder().jvmArguments("-XX:NoSuchFlag"), () -> {}));

      assertThat(child.exitCode()).hasValue(1);
      assertThat(captured.error()).contains("Unrecognized VM option 'NoSuchFlag'");
    }
  }

  @Test
  void aJvmThatEndsWithoutRunningTheTargetIsNoSuccess() throws Exception {
    assertThat(ended(child(LaunchOptions.builder().jvmArguments("-version"), () -> {})).exitCode()).hasValue(76);
  }

  @Test
  void classPathOptionsAreRefused() {
    for (String option : new String[] {"-cp", "-classpath", "-jar", "--class-path", "--class-path=x", "Main", ""}) {
      assertThatThrownBy(() -> LaunchOptions.builder().jvmArguments(option).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + option + "'");
    }
  }

  @Test
  void aCollectorInTheEnvironmentOrTheOptionsReplacesOurs() throws Exception {
    LaunchOptions.Builder byEnvironment =
        LaunchOptions.builder().environment(Map.of("JAVA_TOOL_OPTIONS", "-Dx=y -XX:+UseParallelGC"));
    LaunchOptions.Builder byOption = LaunchOptions.builder().jvmArguments("-XX:+UseG1GC");

    assertThat(ended(child(byEnvironment, () -> {})).exitCode()).hasValue(0);
    assertThat(ended(child(byOption, () -> {})).exitCode()).hasValue(0);
  }

  @Test
  void aStartLimitThatPassesKillsTheChild() throws Exception {
    Path silent = script("exec sleep 300");
    ChildProcess child =
        child(LaunchOptions.builder().javaExecutable(silent).startTimeout(Duration.ofMillis(300)), () -> {});

    assertThat(ended(child).exitCode()).hasValue(-9);
    assertThat(isRunning(child.pid().orElseThrow())).isFalse();
  }

  @Test
  void aStartLimitEndsAlsoAChildThatWasStoppedAndWhatItsScriptStarted() throws Exception {
    Path script = script("sleep 300 & echo $! > '" + folder.resolve("pid.working") + "'; mv '"
        + folder.resolve("pid.working") + "' '" + folder.resolve("pid") + "'; wait");
    ChildProcess child =
        child(LaunchOptions.builder().javaExecutable(script).startTimeout(Duration.ofSeconds(2)), () -> {});
    child.start();
    long sleeping = Long.parseLong(Processes.awaitReport(folder.resolve("pid"), LIMIT).strip());
    Processes.stop(child.pid().orElseThrow());

    assertThat(child.join(LIMIT)).isTrue();

    assertThat(child.exitCode()).hasValue(-9);
    Processes.awaitGone(sleeping, Duration.ofSeconds(5));
  }

  @Test
  void aSigtermThatHitsTheJvmInItsInitializationIsStillASigterm() throws Exception {
    Path up = folder.resolve("up");
    // What HotSpot does then: it fails with the internal error "Bad level: 2" and code 1.
    Path failing = script("trap 'exit 1' TERM; touch '" + up + "'; while :; do sleep 0.05; done");
    ChildProcess child = child(LaunchOptions.builder().javaExecutable(failing), () -> {});
    child.start();
    Processes.awaitReport(up, LIMIT);

    child.terminate();

    assertThat(child.join(LIMIT)).isTrue();
    assertThat(child.exitCode()).hasValue(-15);
  }

  @Test
  void aStartLimitOfCenturiesIsNoLimit() throws Exception {
    LaunchOptions.Builder endless = LaunchOptions.builder().startTimeout(Duration.ofSeconds(Long.MAX_VALUE));

    assertThat(ended(child(endless, () -> {})).exitCode()).hasValue(0);
  }

  @Test
  void aTargetTooLargeForTheChildsHeapGivesExitCodeOne() throws Exception {
    byte[] large = new byte[48 << 20];
    try (CapturedOutput captured = CapturedOutput.start()) {
      ChildProcess child =
          ended(child(LaunchOptions.builder().maxHeapBytes(16L << 20), () -> System.out.println(large.length)));

      assertThat(child.exitCode()).hasValue(1);
      assertThat(captured.error()).contains("OutOfMemoryError", child.getName());
    }
  }

  @Test
  void aStartThatFailedCanBeTriedAgain() throws Exception {
    Path java = folder.resolve("java");
    ChildProcess child = child(LaunchOptions.builder().javaExecutable(java), () -> {});
    assertThatThrownBy(child::start).isInstanceOf(ProcessStartException.class);

    script("exec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' \"$@\"");

    assertThat(ended(child).exitCode()).hasValue(0);
  }
}
