package io.multiprocessing.process;

import static io.multiprocessing.testing.Processes.awaitReport;
import static io.multiprocessing.testing.Processes.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.multiprocessing.Multiprocessing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The key: inherited, settable, and seen by nobody. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuthKeyTest {

  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final String SECRET = "a-key-that-nobody-may-see";

  @TempDir Path folder;

  @Test
  void isInheritedDownTheTree() throws Exception {
    String file = folder.resolve("keys").toString();
    ChildProcess child = Multiprocessing.get().process(() -> {
      AuthKey own = Multiprocessing.currentProcess().authKey();
      AuthKey next = Multiprocessing.get().process(() -> {}).getAuthKey();
      report(file, HexFormat.of().formatHex(own.toByteArray()) + " " + own.equals(next));
    });
    assertThat(child.getAuthKey()).isEqualTo(Multiprocessing.currentProcess().authKey());
    child.start();

    assertThat(child.join(LIMIT)).isTrue();

    String expected = HexFormat.of().formatHex(Multiprocessing.currentProcess().authKey().toByteArray());
    assertThat(Path.of(file)).hasContent(expected + " true");
    assertThat(expected).hasSize(64);
  }

  @Test
  void mayBeSetToAnyBytesAndIsNeverPrintedNorInArgumentsOrEnvironment() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/cmdline")), "there is no /proc here");
    String file = folder.resolve("key").toString();
    byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
    ChildProcess child = Multiprocessing.get().process(() -> {
      byte[] own = Multiprocessing.currentProcess().authKey().toByteArray();
      report(file, new String(own, StandardCharsets.UTF_8));
      TimeUnit.MINUTES.sleep(5);
    });
    child.setAuthKey(AuthKey.of(secret));
    child.start();
    try {
      assertThat(awaitReport(Path.of(file), LIMIT)).isEqualTo(SECRET);

      Path process = Path.of("/proc", Long.toString(child.pid().orElseThrow()));
      String visible = read(process.resolve("cmdline")) + read(process.resolve("environ"));
      for (String argument : read(process.resolve("cmdline")).split("\0")) {
        if (argument.startsWith("@")) {
          visible += Files.readString(Path.of(argument.substring(1)));
        }
      }
      assertThat(visible).contains("WorkerMain");
      for (String form : List.of(SECRET, HexFormat.of().formatHex(secret), Base64.getEncoder().encodeToString(secret))) {
        assertThat(visible).doesNotContainIgnoringCase(form);
      }
      assertThat(child.getAuthKey() + " " + child + " " + Multiprocessing.currentProcess()).doesNotContain(SECRET);
    } finally {
      child.kill();
      child.join();
    }
  }

  @Test
  void mayBeEmptyOrLong() throws Exception {
    for (int length : new int[] {0, 50_000}) {
      ChildProcess child = Multiprocessing.get().process(() ->
          System.exit(Multiprocessing.currentProcess().authKey().toByteArray().length == length ? 0 : 9));
      child.setAuthKey(AuthKey.of(new byte[length]));
      child.start();
      assertThat(child.join(LIMIT)).isTrue();
      assertThat(child.exitCode()).hasValue(0);
    }
  }

  private static String read(Path file) throws java.io.IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
