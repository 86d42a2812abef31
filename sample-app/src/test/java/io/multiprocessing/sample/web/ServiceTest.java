package io.multiprocessing.sample.web;

import static io.multiprocessing.sample.web.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.sample.samples.Sample;
import io.multiprocessing.sample.samples.SampleDocuments;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The service over HTTP, with real workers. */
@WebServiceTest
class ServiceTest {

  @LocalServerPort private int port;
  @Autowired private SampleDocuments samples;
  @Autowired private EventStream stream;
  private TestClient client;

  @BeforeEach
  void connect() {
    client = new TestClient(port);
  }

  @Test
  void rendersAnUploadInAnotherProcess() throws Exception {
    try (EventReader events = client.events()) {
      JsonNode done = events.awaitEnd(accepted(client.upload("Brief für Zoë.pdf", sample("Letter.pdf"))));

      assertThat(done.get("state").stringValue()).isEqualTo("done");
      assertThat(done.get("name").stringValue()).isEqualTo("Brief für Zoë.pdf");
      assertThat(done.get("pageCount").intValue()).isEqualTo(1);
      assertThat(done.get("workerPid").longValue()).isNotEqualTo(ProcessHandle.current().pid());
    }
  }

  @Test
  void servesImagesAndTextThatABrowserMayKeepButNotReinterpret() throws Exception {
    String id;
    try (EventReader events = client.events()) {
      id = accepted(client.upload("letter.pdf", sample("Letter.pdf")));
      events.awaitEnd(id);
    }
    HttpResponse<byte[]> image = client.get("api/documents/" + id + "/pages/1");
    assertThat(image.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(image.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(image.headers().firstValue("Cache-Control")).hasValueSatisfying(
        value -> assertThat(value).contains("private", "immutable"));
    assertThat(Arrays.copyOf(image.body(), 4)).containsExactly(0x89, 'P', 'N', 'G');
    HttpResponse<byte[]> text = client.get("api/documents/" + id + "/text");
    assertThat(text.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
    assertThat(new String(text.body(), StandardCharsets.UTF_8)).contains("Dear reader,");
    assertRefused(client.get("api/documents/" + id + "/pages/2"), 404, "There is no image of page 2.");
    assertRefused(client.get("api/documents/unknown/text"), 404, "no longer remembered");
  }

  @Test
  void givesTheWholeBoardToEveryPageThatConnects() throws Exception {
    String id;
    try (EventReader events = client.events()) {
      id = accepted(client.upload("letter.pdf", sample("Letter.pdf")));
      events.awaitEnd(id);
    }
    try (EventReader again = client.events()) {
      assertThat(again.response().headers().firstValue("Content-Type")).hasValue("text/event-stream");
      JsonNode first = again.next();
      assertThat(first.get("full").booleanValue()).isTrue();
      assertThat(first.get("documents")).anyMatch(one -> one.get("id").stringValue().equals(id));
    }
  }

  @Test
  void refusesWhatIsNoPdfWhateverItSaysItIs() throws Exception {
    byte[] text = "hello".getBytes(StandardCharsets.UTF_8);
    assertRefused(client.upload("<script>.pdf", text), 415, "<script>.pdf is not a PDF.");
    assertRefused(client.upload("empty.pdf", new byte[0]), 415, "empty.pdf is not a PDF.");
  }

  @Test
  void refusesAFileThatIsTooLargeAndSaysTheLimit() throws Exception {
    assertRefused(client.upload("large.pdf", new byte[3 << 20]), 413, "The file is too large: the limit is 1 MB.");
  }

  @Test
  void saysWhyADocumentCannotBeRendered() throws Exception {
    try (EventReader events = client.events()) {
      JsonNode locked = events.awaitEnd(accepted(client.upload("locked.pdf", sample("Locked contract.pdf"))));
      assertThat(locked.get("failure").get("title").stringValue()).isEqualTo("It needs a password");
      JsonNode damaged = events.awaitEnd(accepted(client.upload("damaged.pdf", sample("Damaged scan.pdf"))));
      assertThat(damaged.get("failure").get("title").stringValue()).isEqualTo("It is damaged");
      assertThat(damaged.get("failure").get("lostWorker").booleanValue()).isFalse();
    }
  }

  @Test
  void forgetsWhatIsFinishedWhenToldTo() throws Exception {
    try (EventReader events = client.events()) {
      String id = accepted(client.upload("letter.pdf", sample("Letter.pdf")));
      events.awaitEnd(id);
      assertThat(client.delete("api/documents").statusCode()).isEqualTo(204);
      assertThat(client.get("api/documents/" + id + "/pages/1").statusCode()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void refusesWhatAnotherSiteMakesABrowserSend(String site) throws Exception {
    assertThat(client.post("api/poison/exit", "Sec-Fetch-Site", site).statusCode()).isEqualTo(403);
  }

  @Test
  void refusesPoisonThatItDoesNotHave() throws Exception {
    assertRefused(client.post("api/poison/arsenic"), 404, "There is no poison of this name.");
  }

  @Test
  void tellsBrowsersToRunNothingFromElsewhere() throws Exception {
    HttpResponse<byte[]> page = client.get("");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy")).hasValueSatisfying(
        policy -> assertThat(policy).contains("default-src 'none'", "script-src 'self'").doesNotContain("unsafe"));
    assertThat(new String(page.body(), StandardCharsets.UTF_8))
        .doesNotContain("http://", "https://", "<script>", "style=");
  }

  @Test
  void connectsOnlySoManyPagesAtATimeAndLetsGoOfThoseThatLeft() throws Exception {
    awaitViewers(0);
    try (EventReader first = client.events();
        EventReader second = client.events();
        EventReader third = client.events()) {
      first.next();
      second.next();
      third.next();
      assertRefused(client.get("api/events"), 503, "As many pages are open");
    }
    awaitViewers(0);
  }

  private void awaitViewers(int count) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> stream.viewers() == count);
  }

  private byte[] sample(String name) {
    return samples.all().stream().filter(one -> one.name().equals(name)).map(Sample::pdf).findFirst().orElseThrow();
  }

  private static String accepted(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).isEqualTo(202);
    return json(response).get("ids").get(0).stringValue();
  }

  private static void assertRefused(HttpResponse<byte[]> response, int status, String words) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(json(response).get("detail").stringValue()).contains(words);
  }
}
