package io.multiprocessing.sample.web;

import static io.multiprocessing.sample.web.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.sample.samples.SampleDocuments;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The service with worker processes switched off. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "multiprocessing.enabled=false")
@Timeout(120)
class WithoutWorkersTest {

  @LocalServerPort private int port;
  @Autowired private SampleDocuments samples;
  private TestClient client;

  @BeforeEach
  void connect() {
    client = new TestClient(port);
  }

  @Test
  void rendersDocumentsItself() throws Exception {
    try (EventReader events = client.events()) {
      String id = json(client.upload("a.pdf", samples.all().get(0).pdf())).get("ids").get(0).stringValue();

      JsonNode done = events.awaitEnd(id);
      assertThat(done.get("state").stringValue()).isEqualTo("done");
      assertThat(done.get("workerPid").longValue()).isEqualTo(ProcessHandle.current().pid());
      JsonNode update = events.next();
      while (update.at("/work/byProcess").isEmpty()) {
        update = events.next();
      }
      assertThat(update.at("/work/byProcess/0/pid").longValue()).isEqualTo(ProcessHandle.current().pid());
    }
  }

  @Test
  void takesNoPoison() throws Exception {
    HttpResponse<byte[]> refused = client.post("api/poison/exit");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(json(refused).get("detail").stringValue()).contains("the poison would take the service itself down");
    assertThat(json(client.get("api/service")).get("workers").booleanValue()).isFalse();
  }
}
