package io.multiprocessing.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class MainTest {

  private static final String NO_IMAGES = "multiprocessing.worker-image";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  @Test
  void measuresRealWorkersAndWritesJson() throws Exception {
    JsonNode report = measure("--no-python", "--only=apply");
    JsonNode figure = report.path("figures").path(0);
    assertThat(figure.path("title").asString()).isEqualTo("apply, p50");
    assertThat(figure.path("ours").path("median").asDouble()).isPositive();
    assertThat(figure.path("theirs").isNull()).isTrue();
    assertThat(report.path("peers").size()).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("| apply, p50");
  }

  @Test
  void comparesWithCPython() throws Exception {
    assumeTrue(
        PythonInterpreter.find(PythonInterpreter.DEFAULT_NAME).isPresent(),
        "skipped: there is no python3 on the PATH to compare with");
    JsonNode report = measure("--workers=1", "--only=apply");
    assertThat(report.path("figures").size()).isEqualTo(2);
    report.path("figures").forEach(figure -> {
      assertThat(figure.path("theirs").path("median").asDouble()).isPositive();
      assertThat(figure.path("ratio").asDouble()).isPositive();
      assertThat(figure.path("verdict").asString()).containsPattern("^[0-9.]+x (faster|slower)$");
    });
    assertThat(report.path("peers").size()).isEqualTo(2);
  }

  @Test
  void measuresStartsFromTheExecutableJar() throws Exception {
    System.setProperty(NO_IMAGES, "false"); // they take seconds to make, and other tests look at them
    try {
      JsonNode report = measure("--no-python", "--only=spawn-executable-jar");
      assertThat(report.path("figures").path(0).path("ours").path("median").asDouble()).isPositive();
    } finally {
      System.clearProperty(NO_IMAGES);
    }
  }

  @Test
  void aSampleThatDoesNotStartIsReportedWithItsOutput() throws Exception {
    Path jar = Files.writeString(folder.resolve("sample.jar"), "no jar");
    assertThat(run("--quick", "--no-python", "--only=spring-worker", "--sample=" + jar)).isEqualTo(Main.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("failed: the sample did not get as far as its web server")
        .contains("alive=false")
        .contains("Invalid or corrupt jarfile");
  }

  @Test
  void helpListsTheBenchmarks() {
    assertThat(run("--help")).isEqualTo(Main.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("--python=PATH", "imap-unordered");
  }

  @Test
  void wrongUsageIsOneLineAndAnExitCodeOfItsOwn() {
    assertThat(run("--only=nothing")).isEqualTo(Main.WRONG_USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("no such benchmark: --only=nothing").hasLineCount(1);
  }

  private JsonNode measure(String first, String second) throws Exception {
    Path file = folder.resolve("figures.json");
    int code = run("--quick", "--out=" + file, first, second);
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(Main.OK);
    return JsonMapper.shared().readTree(file);
  }

  private int run(String... arguments) {
    return new Main(
            new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(arguments);
  }
}
