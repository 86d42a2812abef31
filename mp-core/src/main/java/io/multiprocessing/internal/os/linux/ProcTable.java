package io.multiprocessing.internal.os.linux;

import io.multiprocessing.internal.os.ProcessTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads {@code /proc/PID/stat}, whose start time is in clock ticks since the boot: exact, and the same for every
 * reader.
 */
public final class ProcTable implements ProcessTable {

  private static final char ZOMBIE = 'Z';
  private static final char DEAD = 'X';
  private static final int STATE_FIELD = 3; // counted from 1, as in proc(5)
  private static final int THREADS_FIELD = 20;
  private static final int START_TIME_FIELD = 22;

  private final long self;

  /**
   * @throws IOException if {@code /proc} is not mounted
   */
  public ProcTable() throws IOException {
    String stat = read("self");
    self = ProcessTable.stamp(Long.parseLong(stat.substring(0, stat.indexOf(' '))), startTime(stat));
  }

  @Override
  public int stampKind() {
    return 1; // clock ticks since the boot
  }

  @Override
  public long self() {
    return self;
  }

  @Override
  public boolean isAlive(long stamp) {
    if (stamp == self) {
      return true;
    }
    String pid = Long.toString(ProcessTable.pid(stamp));
    String stat;
    try {
      stat = read(pid);
    } catch (IOException e) {
      // Gone before or while it was read; but if only descriptors ran out, nobody may be taken for dead.
      return !Files.notExists(Path.of("/proc", pid));
    }
    return isAlive(stat, stamp & START_MASK);
  }

  /**
   * What the line says about the process that started then; 0 is a time that its maker couldn't read. A zombie with
   * several threads runs: only its first thread has ended.
   */
  static boolean isAlive(String stat, long start) {
    char state = field(stat, STATE_FIELD).charAt(0);
    if (state == DEAD || state == ZOMBIE && Long.parseLong(field(stat, THREADS_FIELD)) <= 1) {
      return false;
    }
    return start == 0 || (startTime(stat) & START_MASK) == start;
  }

  private static String read(String pid) throws IOException {
    return new String(Files.readAllBytes(Path.of("/proc", pid, "stat")), StandardCharsets.ISO_8859_1);
  }

  private static long startTime(String stat) {
    return Long.parseLong(field(stat, START_TIME_FIELD));
  }

  /** The second field is the command in parentheses, and may itself hold spaces and parentheses. */
  private static String field(String stat, int number) {
    int start = stat.lastIndexOf(')') + 2;
    for (int i = STATE_FIELD; i < number; i++) {
      start = stat.indexOf(' ', start) + 1;
    }
    int end = stat.indexOf(' ', start);
    return stat.substring(start, end);
  }
}
