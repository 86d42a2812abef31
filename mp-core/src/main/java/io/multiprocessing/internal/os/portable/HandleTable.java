package io.multiprocessing.internal.os.portable;

import io.multiprocessing.internal.os.ProcessTable;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks {@link ProcessHandle}. Two JVMs may read start times that differ, because each adds ticks to its own idea of
 * when the system was booted; so they count as the same within two seconds, and one that can't be read counts as the
 * same.
 */
public final class HandleTable implements ProcessTable {

  private static final long MILLIS_PER_HUNDREDTH = 10;
  private static final long TOLERANCE_HUNDREDTHS = 200;

  private final long self;

  public HandleTable() {
    ProcessHandle handle = ProcessHandle.current();
    self = ProcessTable.stamp(handle.pid(), start(handle).orElse(0L));
  }

  @Override
  public int stampKind() {
    return 2; // the time of day
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
    Optional<ProcessHandle> found = ProcessHandle.of(ProcessTable.pid(stamp));
    return found.isPresent() && found.get().isAlive() && started(found.get(), stamp & START_MASK);
  }

  private static boolean started(ProcessHandle handle, long expected) {
    Optional<Long> start = start(handle);
    if (start.isEmpty() || expected == 0) {
      return true;
    }
    long apart = start.get() - expected & START_MASK;
    return apart <= TOLERANCE_HUNDREDTHS || apart >= START_MASK + 1 - TOLERANCE_HUNDREDTHS;
  }

  private static Optional<Long> start(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toEpochMilli).map(millis -> millis / MILLIS_PER_HUNDREDTH);
  }
}
