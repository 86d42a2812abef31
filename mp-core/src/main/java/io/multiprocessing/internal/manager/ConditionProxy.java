package io.multiprocessing.internal.manager;

import io.multiprocessing.sync.InterProcessCondition;
import io.multiprocessing.sync.InterProcessLock;
import java.io.Serial;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A proxy of a condition. */
final class ConditionProxy extends SyncProxy implements InterProcessCondition {

  @Serial private static final long serialVersionUID = 1L;

  private transient volatile @Nullable InterProcessLock lock;

  ConditionProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public InterProcessLock getLock() {
    InterProcessLock known = lock;
    if (known == null) {
      known = this.<InterProcessLock>invoke("getLock");
      lock = known;
    }
    return known;
  }

  /** A wait that is interrupted has ended in the manager before its thread has the lock again. */
  private boolean await(@Nullable Object... limit) throws InterruptedException {
    if (Thread.currentThread().isInterrupted()) {
      invoke("#requireHeld");
      Waits.requireNoInterrupt();
    }
    try {
      return this.<Boolean>invokeInterruptibly("await", limit);
    } catch (InterruptedException e) {
      try {
        invoke("#relock");
      } catch (RuntimeException failure) { // the lock's holder died, or the manager can't be reached: that matters more
        failure.addSuppressed(e);
        Thread.currentThread().interrupt();
        throw failure;
      }
      throw e;
    }
  }

  @Override
  public void await() throws InterruptedException {
    await(new @Nullable Object[0]);
  }

  @Override
  public void awaitUninterruptibly() {
    invoke("await");
  }

  @Override
  public long awaitNanos(long nanosTimeout) throws InterruptedException {
    long start = System.nanoTime();
    awaitFor(Math.max(0, nanosTimeout));
    return nanosTimeout - (System.nanoTime() - start);
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return awaitFor(Waits.nanos(time, unit));
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    return awaitFor(Waits.nanos(timeout));
  }

  private boolean awaitFor(long nanos) throws InterruptedException {
    return await(new @Nullable Object[] {nanos});
  }

  @Override
  public boolean awaitUntil(Date deadline) throws InterruptedException {
    long end = Objects.requireNonNull(deadline, "deadline").getTime();
    long now = System.currentTimeMillis();
    return await(end > now ? end - now : 0, TimeUnit.MILLISECONDS);
  }

  @Override
  public void awaitFor(BooleanSupplier predicate) throws InterruptedException {
    Objects.requireNonNull(predicate, "predicate");
    invoke("#requireHeld");
    while (!predicate.getAsBoolean()) {
      await();
    }
  }

  @Override
  public boolean awaitFor(BooleanSupplier predicate, Duration timeout) throws InterruptedException {
    Objects.requireNonNull(predicate, "predicate");
    long left = Waits.nanos(timeout);
    invoke("#requireHeld");
    boolean holds = predicate.getAsBoolean();
    while (!holds && left > 0) {
      left = awaitNanos(left);
      holds = predicate.getAsBoolean();
    }
    return holds;
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
    invoke("signal", count);
  }

  @Override
  public void signalAll() {
    invoke("signalAll");
  }
}
