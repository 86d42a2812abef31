package io.multiprocessing.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LineProcessTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void answersLineByLineAndSaysWhenNoneComes() throws Exception {
    LineProcess echo = new LineProcess("an echo", List.of("cat"));
    try {
      echo.send("one");
      assertThat(echo.await(LONG)).isEqualTo("one");
      assertThatIOException()
          .isThrownBy(() -> echo.await(Duration.ofMillis(20)))
          .withMessage("an echo did not answer: limit=PT0.02S");
    } finally {
      echo.close();
    }
    assertThatIOException().isThrownBy(() -> echo.await(LONG)).withMessageStartingWith("an echo ended early");
    echo.close();
  }

  @Test
  void aProcessThatEndsByItselfIsReportedWithItsCode() throws Exception {
    try (LineProcess failing = new LineProcess("a shell", List.of("sh", "-c", "exit 3"))) {
      assertThatIOException()
          .isThrownBy(() -> failing.await(LONG))
          .withMessage("a shell ended early; its standard error says why: exitCode=3");
    }
  }
}
