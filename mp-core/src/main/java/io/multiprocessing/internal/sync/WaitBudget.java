package io.multiprocessing.internal.sync;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * How long a wait may still take, and whether an interrupt ends it. Waits are made of slices: after each, the waiter
 * looks whether the owner of what it waits for is alive and whether it was interrupted, and a wake-up that got lost
 * with a killed process costs one slice at most.
 */
public final class WaitBudget {

  /** The longest time in which a sleeper doesn't look around. */
  public static final long SLICE_NANOS = 50_000_000;

  private static final long FOREVER = Long.MAX_VALUE;

  private final long startNanos = System.nanoTime();
  private final long limitNanos;
  private final boolean interruptible;
  private boolean wasInterrupted;

  private WaitBudget(long limitNanos, boolean interruptible) {
    this.limitNanos = Math.max(0, limitNanos); // far below zero, the difference in leftNanos would overflow
    this.interruptible = interruptible;
  }

  /** Waits until it is over or the thread is interrupted. */
  public static WaitBudget interruptible() {
    return new WaitBudget(FOREVER, true);
  }

  /** Waits at most {@code limitNanos}, or until the thread is interrupted; zero or less is no wait at all. */
  public static WaitBudget interruptible(long limitNanos) {
    return new WaitBudget(limitNanos, true);
  }

  /** As {@link #interruptible(long)}; a limit too long for a long of nanoseconds is none. */
  public static WaitBudget interruptible(Duration limit) {
    return new WaitBudget(nanos(limit), true);
  }

  /** Waits until it is over, whatever interrupts come; {@link #finish} restores the interrupt status. */
  public static WaitBudget uninterruptible() {
    return new WaitBudget(FOREVER, false);
  }

  /** Where the JDK's interfaces ask for it: before anything is taken. */
  static void requireNoInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** A limit in nanoseconds; the longest there is for one that a long can't hold. */
  static long nanos(Duration timeout) {
    try {
      return Objects.requireNonNull(timeout, "timeout").toNanos();
    } catch (ArithmeticException e) {
      return timeout.isNegative() ? 0 : FOREVER;
    }
  }

  /** As {@link #nanos(Duration)}. */
  static long nanos(long time, TimeUnit unit) {
    return Objects.requireNonNull(unit, "unit").toNanos(time);
  }

  /** How long the next sleep may be: at most a slice, at most what is left, 0 if nothing is left. */
  public long nextSliceNanos() {
    if (limitNanos == FOREVER) {
      return SLICE_NANOS;
    }
    return Math.max(0, Math.min(SLICE_NANOS, leftNanos()));
  }

  /** What is left of the limit; zero or negative if it is over. */
  public long leftNanos() {
    return limitNanos == FOREVER ? FOREVER : limitNanos - (System.nanoTime() - startNanos);
  }

  /** Before each sleep. An uninterruptible wait takes the thread's interrupt status away, or it could not sleep. */
  public void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      if (interruptible) {
        throw new InterruptedException();
      }
      wasInterrupted = true;
    }
  }

  /** At the end of the wait, whatever its outcome. */
  public void finish() {
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
