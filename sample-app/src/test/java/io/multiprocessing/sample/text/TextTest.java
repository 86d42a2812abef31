package io.multiprocessing.sample.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 s", "40, 0.0 s", "412, 0.4 s", "3000, 3 s", "9999, 10.0 s", "20000, 20 s", "59999, 59 s", "125000, 2 min 5 s"
  })
  void durationsReadAsAPersonSaysThem(long millis, String words) {
    assertThat(Durations.inWords(Duration.ofMillis(millis))).isEqualTo(words);
  }

  @Test
  void aNameKeepsItsLastPartOnly() {
    assertThat(FileNames.readable("C:\\Users\\eve\\report.pdf")).isEqualTo("report.pdf");
    assertThat(FileNames.readable("../../etc/report.pdf")).isEqualTo("report.pdf");
  }

  @Test
  void markupInANameStaysAsTheTextItIs() {
    assertThat(FileNames.readable("<b>bold<b>.pdf")).isEqualTo("<b>bold<b>.pdf");
  }

  @Test
  void aNameCanNeitherControlATerminalNorTurnTextAround() {
    assertThat(FileNames.readable("in\u001b[31mvoice\u202Efdp.exe\n.pdf")).isEqualTo("in[31mvoicefdp.exe.pdf");
  }

  @Test
  void anEmptyNameIsReplacedAndALongOneCut() {
    assertThat(FileNames.readable(" \t")).isEqualTo("unnamed.pdf");
    assertThat(FileNames.readable("x".repeat(500))).hasSize(160).endsWith("…");
    assertThat(FileNames.readable("x".repeat(158) + "😀😀")).endsWith("x…");
  }
}
