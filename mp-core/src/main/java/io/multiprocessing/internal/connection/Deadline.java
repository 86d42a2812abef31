package io.multiprocessing.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A moment until which something is waited for, or none. Immutable. */
final class Deadline {

  /** No limit. */
  static final Deadline NEVER = new Deadline(true, 0);

  /** Longer limits are cut: {@link System#nanoTime} compares only what lies within 292 years. */
  private static final Duration LONGEST = Duration.ofDays(365L * 100);

  private final boolean never;
  private final long atNanos;

  private Deadline(boolean never, long atNanos) {
    this.never = never;
    this.atNanos = atNanos;
  }

  static Deadline after(Duration limit) {
    Duration cut = limit.compareTo(LONGEST) < 0 ? limit : LONGEST;
    return new Deadline(false, System.nanoTime() + (cut.isNegative() ? 0 : cut.toNanos()));
  }

  boolean hasPassed() {
    return !never && System.nanoTime() - atNanos >= 0;
  }

  /** What is left, at least zero. */
  long remainingNanos() {
    return never ? Long.MAX_VALUE : Math.max(0, atNanos - System.nanoTime());
  }

  /**
   * For {@code Selector.select}: rounded up so that a wait doesn't end early and turn into a busy loop; 0 means no
   * limit.
   */
  long selectMillis() {
    return never ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos() + 999_999));
  }
}
