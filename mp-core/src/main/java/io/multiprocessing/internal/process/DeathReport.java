package io.multiprocessing.internal.process;

import io.multiprocessing.process.ExitStatus;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a process that has ended.
 *
 * @param pid its process id
 * @param status how it ended
 * @param outOfMemory whether its JVM reported that its memory ran out
 * @param crash the first words of its crash report, e.g. {@code SIGSEGV (0xb) at pc=0x...}, or null if it wrote none
 * @param crashReport where that is
 * @param lastErrorLines the last lines of its standard error
 * @param trouble what its start lacked on the disk, if it ended before it had connected; else empty
 */
public record DeathReport(
    long pid,
    ExitStatus status,
    boolean outOfMemory,
    @Nullable String crash,
    @Nullable Path crashReport,
    List<String> lastErrorLines,
    String trouble) {

  /** For messages: how it ended, and where the report is. */
  public String describe() {
    StringBuilder text = new StringBuilder().append(status);
    if (outOfMemory) {
      text.append(", out of memory");
    }
    if (crash != null) {
      text.append(", crashed with ").append(crash).append(", crashReport=").append(crashReport);
    }
    if (status.exitCode() == -9) {
      text.append(" (killed from outside, perhaps by the operating system for want of memory)");
    }
    if (!trouble.isEmpty()) {
      text.append("; ").append(trouble);
    }
    if (!lastErrorLines.isEmpty()) {
      text.append("; last lines of its standard error:");
      for (String line : lastErrorLines) {
        text.append(System.lineSeparator()).append("  ").append(line);
      }
    }
    return text.toString();
  }
}
