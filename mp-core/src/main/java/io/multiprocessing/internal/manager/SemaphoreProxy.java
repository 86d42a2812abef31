package io.multiprocessing.internal.manager;

import io.multiprocessing.sync.InterProcessBoundedSemaphore;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A proxy of a semaphore, bounded or not: the type under which it is handed out says which. */
final class SemaphoreProxy extends SyncProxy implements InterProcessBoundedSemaphore {

  @Serial private static final long serialVersionUID = 1L;

  SemaphoreProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public void acquire() throws InterruptedException {
    waitFor("acquire");
  }

  @Override
  public void acquireUninterruptibly() {
    invoke("acquire");
  }

  @Override
  public boolean tryAcquire() {
    return this.<Boolean>invoke("tryAcquire");
  }

  @Override
  public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
    return this.<Boolean>waitFor("tryAcquire", Waits.nanos(time, unit));
  }

  @Override
  public boolean tryAcquire(Duration timeout) throws InterruptedException {
    return this.<Boolean>waitFor("tryAcquire", Waits.nanos(timeout));
  }

  @Override
  public void release() {
    invoke("release");
  }

  @Override
  public int availablePermits() {
    return this.<Integer>invoke("availablePermits");
  }
}
