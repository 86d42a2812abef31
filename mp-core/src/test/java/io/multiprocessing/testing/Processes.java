package io.multiprocessing.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Looks at processes and sends them signals, by their id. */
public final class Processes {

  private Processes() {}

  /** Sends {@code signal}, e.g. {@code STOP}, to a process that the test has started. */
  public static void send(String signal, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IOException("kill failed: signal=" + signal + ", pid=" + pid);
    }
  }

  /** Stops a process that the test has started, and waits until none of its threads runs; {@code CONT} continues it. */
  public static void stop(long pid) throws IOException, InterruptedException {
    send("STOP", pid); // each thread goes on until it is told, which takes its time on a busy machine
    await("process " + pid + " stopped")
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(30))
        .until(() -> threadStates(pid).stream().allMatch(state -> state == 'T'));
  }

  private static List<Character> threadStates(long pid) throws IOException {
    List<Character> states = new ArrayList<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : threads) {
        states.add(state(thread.resolve("stat")));
      }
    }
    return states;
  }

  /** As the letter that {@code /proc} has for it. */
  private static char state(Path statFile) throws IOException {
    String stat = Files.readString(statFile, StandardCharsets.ISO_8859_1);
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  /** Whether the process runs or could: one that has ended and was not collected by its parent doesn't count. */
  public static boolean isRunning(long pid) {
    if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
      return false;
    }
    try {
      return state(Path.of("/proc", Long.toString(pid), "stat")) != 'Z';
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return ProcessHandle.of(pid).isPresent(); // no /proc here, or it went away while it was read
    }
  }

  /** Waits until the process is gone. */
  public static void awaitGone(long pid, Duration limit) {
    await("process " + pid + " gone").pollInterval(Duration.ofMillis(10)).atMost(limit).until(() -> !isRunning(pid));
  }

  /** Waits until a child has written the whole of a file, by {@link #report}. */
  public static String awaitReport(Path file, Duration limit) {
    await("report " + file).pollInterval(Duration.ofMillis(10)).atMost(limit).until(() -> Files.exists(file));
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException("the report could not be read: file=" + file, e);
    }
  }

  /** Writes a file that appears with its whole content. */
  public static void report(String file, String text) throws IOException {
    Path working = Path.of(file + ".working");
    Files.writeString(working, text);
    Files.move(working, Path.of(file));
  }
}
