package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.sync.RobustMutex.Outcome;
import io.multiprocessing.sync.InterProcessCondition;
import io.multiprocessing.sync.InterProcessLock;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the two kinds of locks have in common: all but who may lock again, and who may unlock. */
abstract class AbstractSharedLock extends SharedObject implements InterProcessLock {

  @Serial private static final long serialVersionUID = 1L;

  final transient LockCore core;

  AbstractSharedLock(Segment segment) {
    super(segment);
    core = LockCore.of(segment);
  }

  /** Locks once more if this thread holds the lock and may do so. */
  abstract boolean relock();

  /** Notes that this thread has taken the lock. */
  abstract void locked();

  /** Whether this thread may wait for, or signal, a condition of this lock. */
  abstract boolean isHeld();

  /** Frees the lock whole, and returns what {@link #restore} needs. */
  abstract long release();

  /** Notes that this thread has taken the lock again after {@link #release}. */
  abstract void restore(long released);

  @Override
  public final void lock() {
    requireOpen();
    if (!relock()) {
      if (core.mutex.lock()) {
        throw core.giveUp(this);
      }
      locked();
    }
  }

  @Override
  public final void lockInterruptibly() throws InterruptedException {
    requireOpen();
    WaitBudget.requireNoInterrupt();
    if (!relock()) {
      if (!core.mutex.tryLock() && core.mutex.lock(WaitBudget.interruptible()) == Outcome.OWNER_DIED) {
        throw core.giveUp(this);
      }
      locked();
    }
  }

  @Override
  public final boolean tryLock() {
    requireOpen();
    if (!relock()) {
      if (!core.mutex.tryLock()) {
        if (core.mutex.takeOverNowAndThen()) {
          throw core.giveUp(this);
        }
        return false;
      }
      locked();
    }
    return true;
  }

  @Override
  public final boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    return tryLockNanos(WaitBudget.nanos(time, unit));
  }

  @Override
  public final boolean tryLock(Duration timeout) throws InterruptedException {
    return tryLockNanos(WaitBudget.nanos(timeout));
  }

  private boolean tryLockNanos(long nanos) throws InterruptedException {
    requireOpen();
    WaitBudget.requireNoInterrupt();
    if (!relock()) {
      if (!core.mutex.tryLock()) {
        Outcome outcome = core.mutex.lock(WaitBudget.interruptible(nanos));
        if (outcome == Outcome.OWNER_DIED) {
          throw core.giveUp(this);
        }
        if (outcome == Outcome.TIMED_OUT) {
          return false;
        }
      }
      locked();
    }
    return true;
  }

  @Override
  public final boolean isLocked() {
    requireOpen();
    return core.mutex.isLocked();
  }

  @Override
  public final InterProcessCondition newCondition() {
    requireOpen();
    return SyncObjects.condition(this);
  }
}
