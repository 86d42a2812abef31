package io.multiprocessing.internal.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much physical memory a process holds, where the platform has {@code /proc}. */
public final class ResidentMemory {

  /** The platform doesn't tell, or the process is gone. */
  public static final long UNKNOWN = -1;

  private static final String FIELD = "VmRSS:";

  private ResidentMemory() {}

  /** Whether this system tells. */
  public static boolean isKnown() {
    return of(ProcessHandle.current().pid()) != UNKNOWN;
  }

  /** The resident set of a process in bytes, or {@link #UNKNOWN}. Reads one small file. */
  public static long of(long pid) {
    return of(Path.of("/proc"), pid);
  }

  static long of(Path proc, long pid) {
    try {
      return parse(Files.readString(proc.resolve(Long.toString(pid)).resolve("status"), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return UNKNOWN; // no /proc here, or the process has ended
    }
  }

  /** The field has the form {@code VmRSS:    12345 kB}; a zombie has none. */
  static long parse(String status) {
    int start = status.indexOf(FIELD);
    if (start < 0) {
      return UNKNOWN;
    }
    long kibibytes = 0;
    for (int i = start + FIELD.length(); i < status.length() && status.charAt(i) != '\n'; i++) {
      int digit = status.charAt(i) - '0';
      if (digit >= 0 && digit <= 9) {
        kibibytes = kibibytes * 10 + digit;
      }
    }
    return kibibytes * 1024;
  }
}
