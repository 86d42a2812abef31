package io.multiprocessing.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * CPython's multiprocessing. A Python process runs {@code benchmark.py} and keeps its pool through all rounds; requests and
 * answers are lines of JSON on its standard input and output. It ends when its standard input does.
 */
final class PythonPeer implements Peer {

  private static final String SCRIPT = "benchmark.py";
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path folder;
  private final Process process;
  private final BufferedWriter requests;
  private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();
  private final Map<String, String> facts = new LinkedHashMap<>();

  /**
   * Starts the interpreter and waits until its pool is there.
   *
   * @throws IOException if it can't be started, or is too old
   */
  PythonPeer(Path interpreter, int workers) throws IOException, InterruptedException {
    folder = Files.createTempDirectory("mp-benchmarks-");
    Path script = folder.resolve(SCRIPT);
    try (InputStream source = PythonPeer.class.getResourceAsStream(SCRIPT)) {
      Files.copy(source, script);
    }
    process = new ProcessBuilder(interpreter.toString(), script.toString(), Integer.toString(workers))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    Thread reader = new Thread(this::readAnswers, "python-answers");
    reader.setDaemon(true);
    reader.start();
    try {
      JsonNode hello = parse(awaitAnswer(START_LIMIT));
      for (String fact : List.of("version", "implementation", "startMethod")) {
        facts.put(fact, hello.path(fact).asString());
      }
      facts.put("executable", interpreter.getFileName().toString());
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    }
  }

  @Override
  public String title() {
    return facts.get("implementation") + " " + facts.get("version");
  }

  @Override
  public Map<String, String> facts() {
    return Map.copyOf(facts);
  }

  @Override
  public Map<String, Double> measure(Benchmark benchmark, Effort effort) throws IOException, InterruptedException {
    requests.write(JSON.writeValueAsString(Map.of(
        "benchmark", benchmark.id(),
        "seconds", effort.time().toNanos() / 1e9,
        "minSamples", effort.minSamples())));
    requests.newLine();
    requests.flush();
    JsonNode answer = parse(awaitAnswer(ANSWER_LIMIT.plus(effort.time())));
    if (answer.has("error")) {
      throw new IOException("CPython's side failed: benchmark=" + benchmark.id() + ", error=" + answer.path("error").asString());
    }
    Map<String, Double> values = new HashMap<>();
    answer.path("values").properties().forEach(entry -> values.put(entry.getKey(), entry.getValue().asDouble()));
    return values;
  }

  private String awaitAnswer(Duration limit) throws IOException, InterruptedException {
    Optional<String> answer = answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (answer == null) {
      throw new IOException("CPython's side did not answer: limit=" + limit);
    }
    if (answer.isEmpty()) {
      String code = process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS) ? "" + process.exitValue() : "none yet";
      throw new IOException("CPython's side ended early; its standard error says why: exitCode=" + code);
    }
    return answer.get();
  }

  private static JsonNode parse(String line) throws IOException {
    try {
      return JSON.readTree(line);
    } catch (JacksonException e) {
      throw new IOException("CPython's side answered with something that is not JSON: lengthChars=" + line.length(), e);
    }
  }

  private void readAnswers() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        answers.add(Optional.of(line));
      }
    } catch (IOException e) {
      System.err.println("reading the answers of CPython's side ended: " + e.getMessage());
    } finally {
      answers.add(Optional.empty());
    }
  }

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
    deleteScript();
  }

  private void deleteScript() {
    try {
      Files.deleteIfExists(folder.resolve(SCRIPT));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      System.err.println("could not delete a temporary file: " + e.getMessage());
    }
  }
}
