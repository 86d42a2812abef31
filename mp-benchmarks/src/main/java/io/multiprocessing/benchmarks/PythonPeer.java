package io.multiprocessing.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * CPython's multiprocessing. A Python process runs {@code benchmark.py} and keeps its pool through all rounds; requests
 * and answers are lines of JSON on its standard input and output. It ends when its standard input does.
 */
final class PythonPeer implements Peer {

  private static final String SCRIPT = "benchmark.py";
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(3);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path folder;
  private final LineProcess process;
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
    process =
        new LineProcess(
            "CPython's side", List.of(interpreter.toString(), script.toString(), Integer.toString(workers)));
    try {
      JsonNode hello = parse(process.await(START_LIMIT));
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
    String id = benchmark.pythonId();
    if (id == null) {
      return Map.of();
    }
    process.send(JSON.writeValueAsString(Map.of(
        "benchmark", id, "seconds", effort.time().toNanos() / 1e9, "minSamples", effort.minSamples())));
    JsonNode answer = parse(process.await(ANSWER_LIMIT.plus(effort.time())));
    if (answer.has("error")) {
      throw new IOException("CPython's side failed: benchmark=" + benchmark.id() + ", error=" + answer.path("error").asString());
    }
    Map<String, Double> values = new HashMap<>();
    answer.path("values").properties().forEach(entry -> values.put(entry.getKey(), entry.getValue().asDouble()));
    return values;
  }

  private static JsonNode parse(String line) throws IOException {
    try {
      return JSON.readTree(line);
    } catch (JacksonException e) {
      throw new IOException("CPython's side answered with something that is not JSON: lengthChars=" + line.length(), e);
    }
  }

  @Override
  public synchronized void close() {
    process.close();
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
