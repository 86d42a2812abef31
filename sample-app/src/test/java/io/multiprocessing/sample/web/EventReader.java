package io.multiprocessing.sample.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A page's side of the live updates: applies them as the page does. */
final class EventReader implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;
  private final JsonMapper json;
  private final Map<String, JsonNode> documents = new LinkedHashMap<>();

  EventReader(HttpResponse<InputStream> response, JsonMapper json) {
    this.response = response;
    this.json = json;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  HttpResponse<InputStream> response() {
    return response;
  }

  /** The next update, as it came. */
  JsonNode next() throws IOException {
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("data:")) {
        data.append(line.substring("data:".length()));
      } else if (line.isEmpty() && !data.isEmpty()) {
        JsonNode update = json.readTree(data.toString());
        apply(update);
        return update;
      }
    }
    throw new IOException("the stream ended");
  }

  /**
   * Reads on until the document looks as expected; updates come all the time, and an interrupt doesn't end the reading.
   */
  JsonNode awaitDocument(String id, Predicate<JsonNode> expected) throws IOException {
    long start = System.nanoTime();
    while (documents.get(id) == null || !expected.test(documents.get(id))) {
      assertThat(System.nanoTime() - start).as("the wait for %s", documents.get(id)).isLessThan(PATIENCE.toNanos());
      next();
    }
    return documents.get(id);
  }

  /** Reads on until the document is done or failed. */
  JsonNode awaitEnd(String id) throws IOException {
    return awaitDocument(id, one -> !one.get("finishedAt").isNull());
  }

  private void apply(JsonNode update) {
    if (update.get("full").booleanValue()) {
      documents.clear();
    }
    update.get("documents").forEach(one -> documents.put(one.get("id").stringValue(), one));
    update.get("removed").forEach(id -> assertThat(documents.remove(id.stringValue())).isNotNull());
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
