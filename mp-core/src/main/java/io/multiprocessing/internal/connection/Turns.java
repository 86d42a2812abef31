package io.multiprocessing.internal.connection;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Acquires locks in the manner of {@code java.io}: an interrupt is an {@link InterruptedIOException}, and its flag
 * stays set.
 */
final class Turns {

  private Turns() {}

  /**
   * Takes the lock, to be given back by {@code unlock}. An interrupt only ends a wait, it doesn't forbid a free lock.
   */
  static void take(ReentrantLock lock) throws InterruptedIOException {
    if (lock.tryLock()) {
      return;
    }
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Takes the lock before the deadline, to be given back by {@code unlock} if the result is true. */
  static boolean take(ReentrantLock lock, Deadline deadline) throws InterruptedIOException {
    if (lock.tryLock()) {
      return true;
    }
    try {
      return lock.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Sets the flag of this thread, and gives the exception to throw. */
  static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("the thread was interrupted while it waited");
  }
}
