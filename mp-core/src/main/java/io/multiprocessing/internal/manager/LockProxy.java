package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.sync.InterProcessCondition;
import io.multiprocessing.sync.InterProcessLock;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A proxy of a lock. The caller's process and thread travel with each call. */
class LockProxy extends SyncProxy implements InterProcessLock {

  @Serial private static final long serialVersionUID = 1L;

  LockProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public final void lock() {
    invoke("lock");
  }

  @Override
  public final void lockInterruptibly() throws InterruptedException {
    waitFor("lock");
  }

  @Override
  public final boolean tryLock() {
    return this.<Boolean>invoke("tryLock");
  }

  @Override
  public final boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    return this.<Boolean>waitFor("tryLock", Waits.nanos(time, unit));
  }

  @Override
  public final boolean tryLock(Duration timeout) throws InterruptedException {
    return this.<Boolean>waitFor("tryLock", Waits.nanos(timeout));
  }

  @Override
  public final void unlock() {
    invoke("unlock");
  }

  @Override
  public final boolean isLocked() {
    return this.<Boolean>invoke("isLocked");
  }

  @Override
  public final InterProcessCondition newCondition() {
    requireOpen();
    try {
      Handle handle = link().create("Condition", null, this);
      return (InterProcessCondition) Proxies.of(InterProcessCondition.class, handle, link());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new ManagerException("no condition can be made of a lock: lock=" + describe(), e);
    }
  }
}
