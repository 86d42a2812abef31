package io.multiprocessing.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The share of all processors' time that went to others while something was measured: to processes that this one did
 * not start, and to other guests of the same host. They disturb the measurement. From Linux's {@code /proc}.
 *
 * @param totalTicks the time of all processors since boot
 * @param busyTicks what of it was not idle
 * @param ownTicks what of it this process and its descendants used, also those that have ended
 */
record ForeignLoad(long totalTicks, long busyTicks, long ownTicks) {

  private static final Path MACHINE = Path.of("/proc/stat");
  // Fields of the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal.
  private static final int IDLE = 3;
  private static final int IOWAIT = 4;
  private static final int MACHINE_FIELDS = 8;
  // Fields of /proc/PID/stat behind the name: utime, stime, cutime, cstime.
  private static final int FIRST_TIME = 11;
  private static final int LAST_TIME = 14;

  /** The state now, or nothing where the platform doesn't tell. */
  static Optional<ForeignLoad> read() throws IOException {
    if (!Files.isReadable(MACHINE)) {
      return Optional.empty();
    }
    String[] fields;
    try (Stream<String> lines = Files.lines(MACHINE)) {
      fields = lines.findFirst().orElse("").replaceFirst("cpu +", "").split(" ");
    }
    long total = 0;
    long idle = 0;
    for (int i = 0; i < Math.min(fields.length, MACHINE_FIELDS); i++) {
      long ticks = Long.parseLong(fields[i]);
      total += ticks;
      idle += i == IDLE || i == IOWAIT ? ticks : 0;
    }
    ProcessHandle self = ProcessHandle.current();
    long own = ticksOf(self.pid());
    for (ProcessHandle descendant : self.descendants().toList()) {
      own += ticksOf(descendant.pid());
    }
    return Optional.of(new ForeignLoad(total, total - idle, own));
  }

  private static long ticksOf(long pid) throws IOException {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    } catch (NoSuchFileException e) {
      return 0; // it has ended meanwhile, and its parent's line has its time
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int i = FIRST_TIME; i <= LAST_TIME; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks;
  }

  /** The others' share between this earlier state and a later one, from 0 to 1. */
  double shareUntil(ForeignLoad later) {
    long total = later.totalTicks - totalTicks;
    long others = (later.busyTicks - busyTicks) - (later.ownTicks - ownTicks);
    return total <= 0 ? 0 : Math.max(0, Math.min(1, (double) others / total));
  }
}
