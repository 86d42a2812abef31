package io.multiprocessing.internal.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The crash reports (hs_err) that the JVMs of children write into the run directory. */
final class CrashReports {

  private static final Logger log = LoggerFactory.getLogger(CrashReports.class);
  private static final int HEADLINE_LINES = 12;

  private final Path directory;

  CrashReports(Path directory) {
    this.directory = directory;
  }

  /** The value of {@code -XX:ErrorFile}; the JVM puts its pid in. */
  String pattern() {
    return directory.resolve("hs_err_pid%p.log").toString();
  }

  /** The report of this process, or null if it wrote none. It is removed when this JVM exits. */
  @Nullable Path find(long pid) {
    Path report = directory.resolve("hs_err_pid" + pid + ".log");
    if (!Files.exists(report)) {
      return null;
    }
    report.toFile().deleteOnExit();
    return report;
  }

  /** Its first words of substance, e.g. {@code SIGSEGV (0xb) at pc=0x00007f...}, or {@code unknown}. */
  String headline(Path report) {
    try (Stream<String> lines = Files.lines(report, StandardCharsets.ISO_8859_1)) {
      return lines
          .limit(HEADLINE_LINES)
          .map(line -> line.startsWith("#") ? line.substring(1).strip() : "")
          .filter(line -> !line.isEmpty() && !line.startsWith("A fatal error has been detected"))
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      log.debug("a crash report could not be read: path={}", report, e);
      return "unknown";
    }
  }
}
