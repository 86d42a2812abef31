package io.multiprocessing.internal.process;

import io.multiprocessing.internal.platform.ExitCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The crash reports (hs_err) that the JVMs of children write into the run directory; the last ones are kept. */
final class CrashReports {

  private static final Pattern SIGNAL = Pattern.compile("SIG[A-Z]+ \\(0x([0-9a-f]+)\\).*");

  private static final Logger log = LoggerFactory.getLogger(CrashReports.class);
  private static final int HEADLINE_LINES = 12;
  private static final int MAX_REPORTS = 32;

  /** SIGILL, SIGABRT, SIGBUS, SIGFPE and SIGSEGV. */
  private static final Set<Integer> FAULTS = Set.of(-4, -6, -7, -8, -11);

  private final Path directory;
  private final ArrayDeque<Path> kept = new ArrayDeque<>(); // guarded by this

  CrashReports(Path directory) {
    this.directory = directory;
  }

  /** The value of {@code -XX:ErrorFile}; the JVM puts its pid in. */
  String pattern() {
    return directory.resolve("hs_err_pid%p.log").toString();
  }

  /**
   * The report of this process, or null if it wrote none. It is removed when this JVM exits, or after {@value
   * #MAX_REPORTS} later ones: a service whose workers crash for weeks must not fill the disk.
   */
  @Nullable Path find(long pid) {
    Path report = reportOf(pid);
    if (!Files.exists(report)) {
      return null;
    }
    keep(report);
    return report;
  }

  /**
   * Whether a process that has ended was ended by a fault of its own, going by its report or, if it wrote none, by its
   * signal.
   */
  boolean hasCrashed(Process process) {
    return FAULTS.contains(ExitCodes.status(process.exitValue(), -1).exitCode()) || Files.exists(reportOf(process.pid()));
  }

  private Path reportOf(long pid) {
    return directory.resolve("hs_err_pid" + pid + ".log");
  }

  private synchronized void keep(Path report) {
    report.toFile().deleteOnExit();
    kept.addLast(report);
    if (kept.size() > MAX_REPORTS) {
      Path oldest = kept.removeFirst();
      try {
        Files.deleteIfExists(oldest);
      } catch (IOException e) {
        log.debug("an old crash report could not be removed: path={}", oldest, e);
      }
    }
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
    } catch (IOException | UncheckedIOException e) {
      log.debug("a crash report could not be read: path={}", report, e);
      return "unknown";
    }
  }

  /**
   * The signal that a headline names, or -1. A JVM that may not dump core exits with code 1 after writing its report,
   * so the exit code doesn't tell.
   */
  static int signal(String headline) {
    Matcher matcher = SIGNAL.matcher(headline);
    return matcher.matches() ? Integer.parseInt(matcher.group(1), 16) : -1;
  }
}
