package io.multiprocessing.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.sample.samples.Sample;
import io.multiprocessing.sample.samples.SampleDocuments;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The executable jar as somebody runs it: from a path with spaces, also extracted, with an exit code, ended by a
 * signal.
 */
@Timeout(300)
class ExecutableJarIT {

  /** What the JVM returns when SIGTERM ended it. */
  private static final int TERMINATED = 143;

  private static final String FORKSERVER = "--multiprocessing.start-method=forkserver";

  @TempDir private Path temp;
  private Path home;
  private Path jar;
  private Path in;
  private Path out;

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectories(temp.resolve("a path with späces"));
    jar = Files.copy(Path.of(System.getProperty("sample.jar")), home.resolve("document service.jar"));
    in = Files.createDirectories(home.resolve("my documents"));
    out = home.resolve("what came of them");
  }

  @Test
  void rendersAFolderInOtherProcessesAndSkipsTheBrokenOnes() throws Exception {
    Files.createDirectories(in.resolve("more of them"));
    for (Sample sample : new SampleDocuments().all()) {
      Files.write(in.resolve(sample.name().startsWith("L") ? "more of them" : "").resolve(sample.name()), sample.pdf());
    }
    try (JarRun run = start("--in=" + in, "--out=" + out, "--pages=2")) {
      assertThat(run.awaitExit()).as(run.output()).isZero();
      assertThat(run.output()).contains("Rendered 6 of 8 files", "Damaged scan.pdf: It is damaged",
          "Locked contract.pdf: It needs a password", "Rendering: 8 of 8 files");
      JsonNode summary = new JsonMapper().readTree(Files.readString(out.resolve("summary.json")));
      assertThat(summary.get("rendered").intValue()).isEqualTo(6);
      assertThat(summary.get("notReached").intValue()).isZero();
      assertThat(summary.get("files")).filteredOn(file -> file.has("workerPid")).hasSize(6)
          .allMatch(file -> file.get("workerPid").longValue() != run.pid());
    }
    assertThat(out.resolve("Field guide to clouds.pdf")).isDirectoryContaining("glob:**/page-002.png")
        .isDirectoryNotContaining("glob:**/page-003.png");
    assertThat(out.resolve("more of them/Letter.pdf/text.txt")).content().contains("Dear reader,");
  }

  @Test
  void saysSoWhenNothingWorkedInTheWorkersOfAnExtractedJar() throws Exception {
    Files.writeString(in.resolve("broken.pdf"), "no PDF");
    Path extracted = home.resolve("the jär, extracted");
    try (JarRun tool = JarRun.extract(jar, home, extracted)) {
      assertThat(tool.awaitExit()).as(tool.output()).isZero();
    }
    try (JarRun run = JarRun.start(
        extracted.resolve(jar.getFileName()), home, FORKSERVER, "--in=" + in, "--out=" + out)) {
      assertThat(run.awaitExit()).as(run.output()).isEqualTo(1);
      assertThat(run.output()).contains("Rendered 0 of 1 files", "broken.pdf: It is damaged");
    }
  }

  @Test
  void saysSoWhenThereIsNothingToDo() throws Exception {
    try (JarRun run = start("--in=" + in, "--out=" + out)) {
      assertThat(run.awaitExit()).as(run.output()).isEqualTo(2);
      assertThat(run.output()).contains("There are no PDF files in the folder or its subfolders: --in=" + in)
          .doesNotContain("Exception");
    }
  }

  @Test
  void leavesNoProcessWhenItIsEndedInTheMiddleOfAFolder() throws Exception {
    byte[] guide = new SampleDocuments().all().stream()
        .filter(sample -> sample.name().startsWith("Field")).findFirst().orElseThrow().pdf();
    for (int i = 0; i < 400; i++) {
      Files.write(in.resolve(i + ".pdf"), guide);
    }
    try (JarRun run = start("--in=" + in, "--out=" + out)) {
      Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> Files.exists(out.resolve("0.pdf/text.txt")));
      assertEndsWithItsChildren(run);
    }
  }

  @Test
  void servesThePageWithASpareAndLeavesNoProcessWhenItIsEndedWhileItWorks() throws Exception {
    try (JarRun run = start("--server.port=0", FORKSERVER)) {
      String root = "http://127.0.0.1:" + run.awaitLine("Tomcat started on port (\\d+)").group(1);
      HttpClient http = HttpClient.newHttpClient();
      HttpRequest pool = HttpRequest.newBuilder(URI.create(root + "/actuator/multiprocessing/documents")).build();
      Awaitility.await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
        JsonNode documents = new JsonMapper().readTree(http.send(pool, BodyHandlers.ofString()).body());
        assertThat(documents.at("/pool/liveWorkers").intValue()).isEqualTo(2);
        assertThat(documents.at("/pool/standingBy").intValue()).isZero();
        assertThat(documents.at("/launch/sparesReady").intValue()).isEqualTo(1);
      });
      List<String> work =
          List.of("documents/samples", "poison/native-crash", "documents/samples", "poison/endless-loop");
      for (String what : work) {
        assertThat(http.send(HttpRequest.newBuilder(URI.create(root + "/api/" + what))
            .POST(BodyPublishers.noBody()).build(), BodyHandlers.discarding()).statusCode()).isEqualTo(202);
      }
      assertEndsWithItsChildren(run);
    }
  }

  private JarRun start(String... arguments) throws IOException {
    return JarRun.start(jar, home, arguments);
  }

  private static void assertEndsWithItsChildren(JarRun run) throws Exception {
    List<ProcessHandle> children = run.children();
    assertThat(children).as("the workers").isNotEmpty();
    run.terminate();
    assertThat(run.awaitExit()).as(run.output()).isEqualTo(TERMINATED);
    // One that rehearses for the image belongs to no pool: it sees the end of its parent and follows.
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
  }
}
