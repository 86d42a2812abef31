package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.sync.InterProcessCondition;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.OwnerDiedException;
import java.io.Serial;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A view of a condition, and of its lock. */
final class SharedCondition extends SharedObject implements InterProcessCondition {

  @Serial private static final long serialVersionUID = 1L;

  private final transient ConditionCore core;
  private final transient AbstractSharedLock lock;
  private final transient boolean ownsLock;

  /**
   * @param ownsLock whether the lock was made with this condition, and is closed and unlinked with it
   */
  SharedCondition(Segment segment, AbstractSharedLock lock, boolean ownsLock) {
    super(segment);
    this.core = ConditionCore.of(segment);
    this.lock = lock;
    this.ownsLock = ownsLock;
  }

  @Override
  public InterProcessLock getLock() {
    requireOpen();
    return lock;
  }

  @Override
  public void await() throws InterruptedException {
    await(WaitBudget.interruptible());
  }

  @Override
  public void awaitUninterruptibly() {
    try {
      awaitSignal(WaitBudget.uninterruptible());
    } catch (InterruptedException e) {
      throw new AssertionError("an uninterruptible wait was interrupted", e);
    }
  }

  @Override
  public long awaitNanos(long nanosTimeout) throws InterruptedException {
    WaitBudget budget = WaitBudget.interruptible(nanosTimeout);
    await(budget);
    return budget.leftNanos();
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return await(WaitBudget.interruptible(WaitBudget.nanos(time, unit)));
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    return await(WaitBudget.interruptible(timeout));
  }

  @Override
  public boolean awaitUntil(Date deadline) throws InterruptedException {
    long end = Objects.requireNonNull(deadline, "deadline").getTime();
    long now = System.currentTimeMillis();
    return await(end > now ? end - now : 0, TimeUnit.MILLISECONDS);
  }

  @Override
  public void awaitFor(BooleanSupplier predicate) throws InterruptedException {
    awaitFor(predicate, WaitBudget.interruptible());
  }

  @Override
  public boolean awaitFor(BooleanSupplier predicate, Duration timeout) throws InterruptedException {
    return awaitFor(predicate, WaitBudget.interruptible(timeout));
  }

  private boolean awaitFor(BooleanSupplier predicate, WaitBudget budget) throws InterruptedException {
    Objects.requireNonNull(predicate, "predicate");
    requireHeld("waited for");
    boolean holds = predicate.getAsBoolean();
    while (!holds && budget.leftNanos() > 0) {
      await(budget);
      holds = predicate.getAsBoolean();
    }
    return holds;
  }

  private boolean await(WaitBudget budget) throws InterruptedException {
    requireHeld("waited for");
    WaitBudget.requireNoInterrupt();
    return awaitSignal(budget);
  }

  private boolean awaitSignal(WaitBudget budget) throws InterruptedException {
    requireHeld("waited for");
    int place = core.enter();
    long released = lock.release();
    boolean signalled = false;
    InterruptedException interrupt = null;
    try {
      signalled = core.sleep(place, budget);
    } catch (InterruptedException e) {
      interrupt = e;
    } catch (RuntimeException | Error e) {
      lock.core.mutex.lock(); // whoever calls holds it again, whatever happened; e matters more than a dead owner
      lock.restore(released);
      core.abandon(place);
      throw e;
    }
    boolean ownerDied = lock.core.mutex.lock();
    lock.restore(released);
    if (signalled) {
      core.leave(place);
    }
    return outcome(signalled, ownerDied, interrupt);
  }

  private boolean outcome(boolean signalled, boolean ownerDied, @Nullable InterruptedException interrupt)
      throws InterruptedException {
    if (ownerDied) {
      if (interrupt != null) {
        Thread.currentThread().interrupt();
      }
      throw new OwnerDiedException(
          "a process ended while it held the lock of a condition; this thread holds it now, and what it protects may be"
              + " half changed: condition=" + this, lock.core.mutex.diedPid());
    }
    if (interrupt != null) {
      throw interrupt;
    }
    return signalled;
  }

  @Override
  public void signal() {
    signal(1);
  }

  @Override
  public void signal(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count must be at least 0: count=" + count);
    }
    requireHeld("signalled");
    core.signal(count);
  }

  @Override
  public void signalAll() {
    requireHeld("signalled");
    core.signalAll();
  }

  private void requireHeld(String verb) {
    requireOpen();
    if (!lock.isHeld()) {
      throw new IllegalMonitorStateException(
          "a condition can be " + verb + " only while its lock is held: condition=" + this + ", lock=" + lock
              + ", holderPid=" + lock.core.mutex.ownerPid());
    }
  }

  @Override
  Object writeReplace() {
    return new ConditionHandle(send(), lock.send(), ownsLock);
  }

  @Override
  public void close() {
    super.close();
    if (ownsLock) {
      lock.close();
    }
  }

  @Override
  public void unlink() {
    super.unlink();
    if (ownsLock) {
      lock.unlink();
    }
  }
}
