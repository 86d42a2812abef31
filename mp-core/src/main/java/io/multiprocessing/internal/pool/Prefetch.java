package io.multiprocessing.internal.pool;

import java.time.Duration;

/**
 * How many tasks a worker is sent ahead of the one it runs. While tasks take microseconds, a worker that has to wait
 * for each message is idle most of the time, so it gets several; when they take longer, one, so that no task waits
 * behind another while a neighbour is idle. Tasks that were sent ahead of one that turns out to be long are {@linkplain
 * #isStalled taken back}. Not thread-safe: guarded by its pool's lock.
 */
final class Prefetch {

  /** The most tasks a worker has, the running one included. */
  static final int MAX_DEPTH = 32;

  /**
   * Only small tasks are sent ahead: all of them together fit into the socket's buffer, so that sending never blocks.
   */
  static final int MAX_TASK_BYTES = 4 * 1024;

  static final int MAX_TOTAL_BYTES = 32 * 1024;

  private static final long SHORT_TASK_NANOS = Duration.ofNanos(300_000).toNanos();
  private static final long STALL_NANOS = Duration.ofMillis(10).toNanos();
  private static final long WEIGHT = 8;

  private long averageNanos = Long.MAX_VALUE / 2;

  /** Learns how long a task took. */
  void record(long nanos) {
    averageNanos = averageNanos > SHORT_TASK_NANOS * 1_000 ? nanos : averageNanos + (nanos - averageNanos) / WEIGHT;
  }

  /** How many tasks a worker may have when this many wait for this many workers; at least 1. */
  int depth(int waiting, int workers) {
    if (averageNanos > SHORT_TASK_NANOS) {
      return 1;
    }
    return Math.max(1, Math.min(MAX_DEPTH, waiting / (2 * workers)));
  }

  /** Whether a task that has run for this long should not keep others waiting behind it. */
  static boolean isStalled(long nanos) {
    return nanos > STALL_NANOS;
  }

  /** How often to look for stalled tasks while some were sent ahead. */
  static Duration checkInterval() {
    return Duration.ofNanos(STALL_NANOS);
  }
}
