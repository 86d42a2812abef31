package io.multiprocessing.internal.manager;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Time limits as they are sent: nanoseconds. */
final class Waits {

  /** About 146 years. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  private Waits() {}

  /** Not negative, and not so long that adding it to a time overflows. */
  static long nanos(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout");
    if (timeout.isNegative()) {
      return 0;
    }
    return timeout.compareTo(LONGEST) < 0 ? timeout.toNanos() : LONGEST.toNanos();
  }

  static long nanos(long time, TimeUnit unit) {
    return Math.max(0, Math.min(Objects.requireNonNull(unit, "unit").toNanos(time), Long.MAX_VALUE / 2));
  }

  /** What a method that an interrupt ends does first. */
  static void requireNoInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the thread was interrupted before it could wait");
    }
  }
}
