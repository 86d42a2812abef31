package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashReportsTest {

  @TempDir Path folder;

  @Test
  void findsAReportAndItsHeadline() throws Exception {
    CrashReports reports = new CrashReports(folder);
    Path report = Path.of(reports.pattern().replace("%p", "4711"));
    Files.writeString(report, "#\n# A fatal error has been detected by the Java Runtime:\n#\n#  SIGSEGV (0xb) at pc=0x1\n");

    assertThat(reports.find(4711)).isEqualTo(report);
    assertThat(reports.headline(report)).isEqualTo("SIGSEGV (0xb) at pc=0x1");
    assertThat(reports.find(4712)).isNull();
    assertThat(reports.headline(folder.resolve("missing"))).isEqualTo("unknown");
  }

  @Test
  void keepsTheLastReportsOnly() throws Exception {
    CrashReports reports = new CrashReports(folder);
    for (int pid = 1; pid <= 100; pid++) {
      Files.writeString(Path.of(reports.pattern().replace("%p", Integer.toString(pid))), "# crash");
      assertThat(reports.find(pid)).isNotNull();
    }

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).hasSizeLessThanOrEqualTo(32).contains(folder.resolve("hs_err_pid100.log"));
    }
  }
}
