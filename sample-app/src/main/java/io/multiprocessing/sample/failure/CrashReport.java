package io.multiprocessing.sample.failure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The head of a report that a crashed JVM left behind (hs_err). It names the signal that the JVM met; the process
 * itself ends with SIGABRT, because the JVM aborts once it has written the report.
 */
final class CrashReport {

  private static final Logger log = LoggerFactory.getLogger(CrashReport.class);
  private static final int HEAD_LINES = 30;
  private static final Pattern SIGNAL = Pattern.compile("^#\\s+(SIG[A-Z]+) \\(0x");
  private static final String FRAME_TITLE = "# Problematic frame:";

  private final List<String> head;

  private CrashReport(List<String> head) {
    this.head = head;
  }

  /** Reads the head of the report at {@code path}; empty if it can't be read. */
  static Optional<CrashReport> read(String path) {
    try (BufferedReader reader = Files.newBufferedReader(Path.of(path), StandardCharsets.ISO_8859_1)) {
      return Optional.of(new CrashReport(reader.lines().limit(HEAD_LINES).toList()));
    } catch (IOException e) {
      log.warn("The crash report of a worker can't be read: path={}, error={}", path, e.toString());
      return Optional.empty();
    }
  }

  /** The signal, e.g. {@code SIGSEGV}. */
  Optional<String> signal() {
    return head.stream().map(SIGNAL::matcher).filter(Matcher::find).map(found -> found.group(1)).findFirst();
  }

  /** The frame it happened in, e.g. {@code V  [libjvm.so+0xe5a2c0]  Unsafe_PutLong+0x90}. */
  Optional<String> frame() {
    return IntStream.range(0, head.size() - 1)
        .filter(line -> head.get(line).startsWith(FRAME_TITLE))
        .mapToObj(line -> head.get(line + 1).replaceFirst("^#\\s*", ""))
        .findFirst();
  }
}
