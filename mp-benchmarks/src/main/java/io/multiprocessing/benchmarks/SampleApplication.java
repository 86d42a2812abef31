package io.multiprocessing.benchmarks;

import io.multiprocessing.pool.LaunchSnapshot.Image;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The sample application, run by {@code java -jar} with its own settings. What it measures itself is read from its
 * actuator. For use by one thread, but {@link #close()} may be called by any.
 */
final class SampleApplication implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(100); // asking takes time from what is measured
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int TAIL_LINES = 20;

  private final ScratchFolder folder = new ScratchFolder();
  private final Path output = folder.path().resolve("output");
  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private @Nullable String root;

  /** How many workers have become ready, and how long that took all of them together. */
  private record Starts(int count, double totalSeconds) {}

  SampleApplication(Path jar, @Nullable Path workerJava, boolean image) throws IOException {
    List<String> command = new ArrayList<>(folder.java(image));
    command.addAll(List.of("-jar", jar.toString(), "--server.port=0"));
    if (workerJava != null) {
      command.add("--multiprocessing.pools.documents.java-executable=" + workerJava.toAbsolutePath());
    }
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    } catch (IOException e) {
      folder.close();
      throw e;
    }
  }

  /** Waits until the pool has all its workers, one that stands by, and their image, if there will be one. */
  void awaitWorkers() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (root == null) {
      Matcher port = PORT.matcher(Files.readString(output));
      if (port.find()) {
        root = "http://127.0.0.1:" + port.group(1) + "/actuator/";
      } else {
        pause(deadline, "its web server");
      }
    }
    JsonNode documents = documents();
    while (documents.at("/pool/liveWorkers").asInt() < documents.at("/pool/processes").asInt()
        || documents.at("/pool/standingBy").asInt() < 1
        || imageIs(Image.MAKING, documents)) {
      pause(deadline, "its workers and their image");
      documents = documents();
    }
    if (imageIs(Image.FAILED, documents)) {
      throw new IOException("no image of the workers' classes could be made: output=" + tail());
    }
  }

  private static boolean imageIs(Image state, JsonNode documents) {
    return documents.at("/launch/image").asString().equalsIgnoreCase(state.name());
  }

  /** Kills a worker; returns the nanoseconds from the launch of the one that replaces it until that had its beans. */
  long replaceWorker() throws IOException, InterruptedException {
    Starts before = starts();
    long victim = documents().at("/workers/0/pid").asLong();
    ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    Starts after = starts();
    while (after.count() == before.count()) {
      pause(deadline, "a worker for the killed one");
      after = starts();
    }
    if (after.count() != before.count() + 1) {
      throw new IOException("one worker must be started for a killed one: before=" + before + ", after=" + after);
    }
    return Math.round((after.totalSeconds() - before.totalSeconds()) * NANOS_PER_SECOND);
  }

  private JsonNode documents() throws IOException, InterruptedException {
    JsonNode documents = get("multiprocessing/documents");
    if (documents == null) {
      throw new IOException("the sample has no pool of this name: documents");
    }
    return documents;
  }

  private Starts starts() throws IOException, InterruptedException {
    JsonNode timer = get("metrics/multiprocessing.worker.startup?tag=pool:documents");
    int count = 0;
    double total = 0;
    if (timer != null) {
      for (JsonNode measurement : timer.path("measurements")) {
        switch (measurement.path("statistic").asString()) {
          case "COUNT" -> count = measurement.path("value").asInt();
          case "TOTAL_TIME" -> total = measurement.path("value").asDouble();
          default -> { } // the longest of late
        }
      }
    }
    return new Starts(count, total);
  }

  private @Nullable JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(root + path)).timeout(LIMIT).build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() == NOT_FOUND) {
      return null;
    }
    if (response.statusCode() != OK) {
      throw new IOException("the sample's actuator failed: path=" + path + ", status=" + response.statusCode());
    }
    return JsonMapper.shared().readTree(response.body());
  }

  private void pause(long deadline, String awaited) throws IOException, InterruptedException {
    if (!process.isAlive() || System.nanoTime() - deadline > 0) {
      throw new IOException("the sample did not get as far as " + awaited + ": limit=" + LIMIT + ", alive="
          + process.isAlive() + ", output=" + tail());
    }
    Thread.sleep(POLL_INTERVAL.toMillis());
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  /** Stops it in order, or kills it if that takes too long; its workers end with it. Idempotent. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly); // one that makes an image may outlive it for a while
    folder.close();
  }
}
