package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes and threads that run out: {@code ulimit -u} limits how many of both a user has, unless it is the superuser.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExhaustedProcessesTest {

  /** Enough for a parent and two workers. */
  private static final int ROOM = 200;

  /** The number of a user who has no process. */
  private static final String NOBODY = "54321";

  private static final Path OWN_STATUS = Path.of("/proc/self/status");

  @TempDir Path folder;

  @Test
  void processesThatRunOutAreAClearErrorThatPassesWithoutABusyLoop() throws Exception {
    List<String> command = new ArrayList<>(limited());
    boolean limits = !command.isEmpty();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-Dmultiprocessing.run-directory=" + folder,
            "-Dmultiprocessing.shared-directory=" + folder,
            "-cp", System.getProperty("java.class.path"), CrowdedParent.class.getName()));
    Process crowded = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(crowded.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(crowded.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(output).contains("warm: code 0", "enough: code 0", "healed: 2", "nothing stays");
      if (limits) {
        assertThat(output)
            .contains("crowded: true")
            .containsPattern("none: refused a child process could not be started: name=.*, reason=.*ulimit -u, pids.max")
            .contains("left: 1, answers 5");
      }
      MatchResult busy = Pattern.compile("busy: (\\d+)").matcher(output).results().findFirst().orElseThrow();
      assertThat(Integer.parseInt(busy.group(1))).as("milliseconds of processor time in a second").isLessThan(500);
    } finally {
      crowded.descendants().forEach(ProcessHandle::destroyForcibly);
      crowded.destroyForcibly();
    }
  }

  /** What to put before a command so that it has little room; empty where nothing limits: the rest alone is tested. */
  private List<String> limited() throws IOException, InterruptedException {
    if (!Files.isReadable(OWN_STATUS)) {
      return List.of();
    }
    String user = userId(Files.readString(OWN_STATUS));
    if (!user.equals("0")) {
      List<String> limit = List.of("prlimit", "--nproc=" + (tasksOf(user) + ROOM));
      return works(limit) ? limit : List.of();
    }
    List<String> other = // the superuser has no limit: another user, who may read the class path all the same
        List.of(
            "setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--bounding-set=-all,+dac_override",
            "--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "prlimit",
            "--nproc=" + ROOM);
    if (!works(other)) {
      return List.of();
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx")); // that user's run directory
    return other;
  }

  private static boolean works(List<String> prefix) throws InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add("true");
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  private static int tasksOf(String user) throws IOException {
    int tasks = 0;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        String status = statusOf(process);
        if (user.equals(userId(status))) {
          tasks += Integer.parseInt(field(status, "Threads"));
        }
      }
    }
    return tasks;
  }

  private static String statusOf(Path process) throws IOException {
    try {
      return Files.readString(process.resolve("status"));
    } catch (NoSuchFileException e) {
      return ""; // it has ended meanwhile
    }
  }

  private static String userId(String status) {
    return field(status, "Uid");
  }

  private static String field(String status, String name) {
    Matcher matcher = Pattern.compile("(?m)^" + name + ":\\s+(\\d+)").matcher(status);
    return matcher.find() ? matcher.group(1) : "";
  }
}
