package io.multiprocessing.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.process.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodesTest {

  @ParameterizedTest
  @CsvSource({
    "0, -1, 0", "1, -1, 1", "128, -1, 128", "129, -1, -1", "137, -1, -9", "139, -1, -11", "143, -1, -15", "192, -1, -64",
    "193, -1, 193", "255, -1, 255", // left without a farewell
    "0, 0, 0", "8, 0, 8", "137, 0, 137", "143, 0, 143", // chose to exit
    "143, 15, -15", "130, 2, -2", "129, 1, -1", // asked to by a signal
    "7, 15, 7", "0, 15, 0", "137, 15, 137" // asked to by a signal, but a shutdown hook halted
  })
  void tellsSignalsFromChoices(int exitValue, int farewell, int exitCode) {
    assertThat(ExitCodes.status(exitValue, farewell)).isEqualTo(new ExitStatus(exitCode));
  }

  @Test
  void anEndThatWasAskedForIsASignalsAlsoWhereThereAreNone() {
    assertThat(ExitCodes.withoutSignals(new ExitStatus(1), true, false)).isEqualTo(new ExitStatus(-9));
    assertThat(ExitCodes.withoutSignals(new ExitStatus(1), false, true)).isEqualTo(new ExitStatus(-15));
    assertThat(ExitCodes.withoutSignals(new ExitStatus(1), false, false)).isEqualTo(new ExitStatus(1));
    assertThat(ExitCodes.withoutSignals(new ExitStatus(8), true, true)).isEqualTo(new ExitStatus(8));
  }
}
