package io.multiprocessing.sample.web;

import static io.multiprocessing.sample.web.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.sample.poison.Poison;
import io.multiprocessing.sample.poison.PoisonTaster;
import io.multiprocessing.sample.samples.SampleDocuments;
import io.multiprocessing.sample.statistics.Statistics;
import io.multiprocessing.sample.statistics.Tally;
import io.multiprocessing.sample.statistics.Work;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Takes the workers down, for real, over HTTP. */
@WebServiceTest
class PoisonTest {

  private static final Map<Poison, String> TITLES = Map.of(
      Poison.NATIVE_CRASH, "The worker crashed (SIGSEGV)",
      Poison.OUT_OF_MEMORY, "The worker ran out of memory",
      Poison.ENDLESS_LOOP, "Stopped after 5 s",
      Poison.EXIT, "The worker exited (code 3)");

  @LocalServerPort private int port;
  @Autowired private SampleDocuments samples;
  @Autowired private Statistics statistics;
  @Autowired private Board board;
  private TestClient client;

  @BeforeEach
  void connect() {
    client = new TestClient(port);
  }

  @ParameterizedTest
  @EnumSource
  void aPoisonCostsItselfAndNothingElse(Poison poison) throws Exception {
    await().atMost(Duration.ofSeconds(60)).until(board::isQuiet);
    Tally before = statistics.read().total();
    try (EventReader events = client.events()) {
      String poisoned = id(client.post("api/poison/" + poison.slug()));
      List<String> documents = new ArrayList<>();
      json(client.post("api/documents/samples")).get("ids").forEach(one -> documents.add(one.stringValue()));

      JsonNode victim = events.awaitDocument(poisoned, one -> !one.get("recovery").isNull());

      assertThat(victim.get("failure").get("title").stringValue()).isEqualTo(TITLES.get(poison));
      assertThat(victim.get("recovery").get("afterMillis").longValue()).isNotNegative();
      long rendered = 0;
      for (String document : documents) {
        JsonNode end = events.awaitEnd(document);
        assertThat(end.at("/failure/lostWorker").asBoolean(false)).isFalse();
        rendered += end.get("state").stringValue().equals("done") ? 1 : 0;
      }
      assertThat(rendered).isEqualTo(samples.all().size() - 2);
      Work work = statistics.read();
      assertThat(work.total().documents()).as("whole documents only").isEqualTo(before.documents() + rendered);
      assertThat(work.total().pages()).isGreaterThan(before.pages() + rendered);
      assertThat(work.byProcess()).extracting(Work.OfProcess::pid).doesNotContain(ProcessHandle.current().pid());
      await().atMost(Duration.ofSeconds(30)).until(() -> board.everything().work().equals(work));
    }
  }

  @Test
  void theServiceItselfTakesNoPoison() {
    assertThatThrownBy(() -> new PoisonTaster().taste(Poison.EXIT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("poison is taken in worker processes only");
  }

  private static String id(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).isEqualTo(202);
    return json(response).get("ids").get(0).stringValue();
  }
}
