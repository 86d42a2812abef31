package io.multiprocessing.internal.pool;

import java.time.Duration;

/** Limits in the unit that locks and timers take. */
final class Nanos {

  /** About 146 years; half of what fits, so that adding it to the time of {@link System#nanoTime()} can't overflow. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  private Nanos() {}

  /** The limit in nanoseconds: 0 for a negative one, {@link #LONGEST} for a longer one. */
  static long of(Duration limit) {
    if (limit.isNegative()) {
      return 0;
    }
    return limit.compareTo(LONGEST) < 0 ? limit.toNanos() : LONGEST.toNanos();
  }
}
