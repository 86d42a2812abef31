package io.multiprocessing.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that plays the parent, because a test can't kill itself. Ends with the test, and its children too.
 */
public final class TestJvm implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final Process process;
  private final List<String> lines = new ArrayList<>(); // guarded by itself
  private int open = 2; // guarded by lines: streams that have not ended

  private TestJvm(Process process) {
    this.process = process;
    read(process.getInputStream(), "");
    read(process.getErrorStream(), "err: ");
  }

  /** Starts {@code main} with the test's own class path. */
  public static TestJvm start(Class<?> main, List<String> jvmArguments, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    if (!jvmArguments.contains("-cp")) {
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    }
    command.addAll(jvmArguments);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return new TestJvm(builder.start());
  }

  private void read(InputStream stream, String prefix) {
    Thread thread = new Thread(() -> readLines(stream, prefix), "test-jvm-output");
    thread.setDaemon(true);
    thread.start();
  }

  private void readLines(InputStream stream, String prefix) {
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (lines) {
          lines.add(prefix + line);
          lines.notifyAll();
        }
      }
    } catch (IOException e) {
      synchronized (lines) {
        lines.add("the output ended with " + e);
      }
    } finally {
      synchronized (lines) {
        open--;
        lines.notifyAll();
      }
    }
  }

  public long pid() {
    return process.pid();
  }

  /** The rest of the {@code count}th line that starts with {@code prefix}, once it is there. */
  public String awaitLine(String prefix, int count) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    synchronized (lines) {
      while (true) {
        List<String> found = lines.stream().filter(line -> line.startsWith(prefix)).toList();
        if (found.size() >= count) {
          return found.get(count - 1).substring(prefix.length());
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || open == 0) {
          throw new AssertionError("no line " + count + " that starts with '" + prefix + "' in " + lines);
        }
        lines.wait(left);
      }
    }
  }

  /** The process ids in the first {@code count} lines {@code <word> PID}. */
  public List<Long> awaitPids(String word, int count) throws InterruptedException {
    List<Long> pids = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      pids.add(Long.parseLong(awaitLine(word + " ", i)));
    }
    return pids;
  }

  /** What it has printed so far, lines of standard error with a prefix. */
  public String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  /** Its exit code, once it has ended and its output was read. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the JVM did not end: " + output());
    }
    return process.exitValue();
  }

  /** Sends one line to its standard input. */
  public void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  @Override
  public void close() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }
}
