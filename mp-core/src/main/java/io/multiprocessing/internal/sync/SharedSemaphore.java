package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.sync.InterProcessBoundedSemaphore;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A view of a semaphore, bounded or not: its memory says which, and the type under which it is handed out. */
final class SharedSemaphore extends SharedObject implements InterProcessBoundedSemaphore {

  @Serial private static final long serialVersionUID = 1L;

  private final transient SemaphoreCore core;

  SharedSemaphore(Segment segment) {
    super(segment);
    core = SemaphoreCore.of(segment);
  }

  @Override
  public void acquire() throws InterruptedException {
    requireOpen();
    WaitBudget.requireNoInterrupt();
    if (!core.take()) {
      core.acquire(WaitBudget.interruptible());
    }
  }

  @Override
  public void acquireUninterruptibly() {
    requireOpen();
    if (!core.take()) {
      try {
        core.acquire(WaitBudget.uninterruptible());
      } catch (InterruptedException e) {
        throw new AssertionError("an uninterruptible wait was interrupted", e);
      }
    }
  }

  @Override
  public boolean tryAcquire() {
    requireOpen();
    return core.tryAcquire();
  }

  @Override
  public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
    return tryAcquireNanos(WaitBudget.nanos(time, unit));
  }

  @Override
  public boolean tryAcquire(Duration timeout) throws InterruptedException {
    return tryAcquireNanos(WaitBudget.nanos(timeout));
  }

  private boolean tryAcquireNanos(long nanos) throws InterruptedException {
    requireOpen();
    WaitBudget.requireNoInterrupt();
    return core.take() || core.acquire(WaitBudget.interruptible(nanos));
  }

  @Override
  public void release() {
    requireOpen();
    if (!core.release()) {
      throw new IllegalStateException(
          "a semaphore was released too many times; it can't have more permits than its limit: limit=" + core.limit()
              + ", semaphore=" + this + "; release once for each acquire()");
    }
  }

  @Override
  public int availablePermits() {
    requireOpen();
    return core.available();
  }
}
