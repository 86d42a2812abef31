package io.multiprocessing.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that is asked in lines on its standard input and answers each with a line on its standard output. It ends
 * when its standard input does. For use by one thread, but {@link #close()} may be called by any and ends a wait.
 */
final class LineProcess implements AutoCloseable {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final String name;
  private final Process process;
  private final BufferedWriter requests;
  private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

  /**
   * Starts it; its standard error goes to this process's.
   *
   * @param name what messages call it
   */
  LineProcess(String name, List<String> command) throws IOException {
    this.name = name;
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    Thread reader = new Thread(this::readAnswers, "answers-of-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  void send(String request) throws IOException {
    requests.write(request);
    requests.newLine();
    requests.flush();
  }

  /**
   * Waits for the next line.
   *
   * @throws IOException if there is none within {@code limit}, or the process has ended
   */
  String await(Duration limit) throws IOException, InterruptedException {
    Optional<String> answer = answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (answer == null) {
      throw new IOException(name + " did not answer: limit=" + limit);
    }
    if (answer.isEmpty()) {
      boolean ended = process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      throw new IOException(
          name + " ended early; its standard error says why: exitCode=" + (ended ? process.exitValue() : "none yet"));
    }
    return answer.get();
  }

  private void readAnswers() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        answers.add(Optional.of(line));
      }
    } catch (IOException e) {
      System.err.println("reading the answers of " + name + " ended: " + e.getMessage());
    } finally {
      answers.add(Optional.empty());
    }
  }

  /** Ends it with all that it has started; in order, if it does so soon. Idempotent. */
  @Override
  public synchronized void close() {
    List<ProcessHandle> children = process.descendants().toList();
    try {
      requests.close();
    } catch (IOException e) {
      // The process is gone already, and with it the reader of this pipe.
      process.destroyForcibly();
    }
    try {
      process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
