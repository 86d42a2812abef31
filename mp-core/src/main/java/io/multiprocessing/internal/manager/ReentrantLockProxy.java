package io.multiprocessing.internal.manager;

import io.multiprocessing.sync.InterProcessReentrantLock;
import java.io.Serial;

/** A proxy of a lock that belongs to one thread of one process. */
final class ReentrantLockProxy extends LockProxy implements InterProcessReentrantLock {

  @Serial private static final long serialVersionUID = 1L;

  ReentrantLockProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public boolean isHeldByCurrentThread() {
    return this.<Boolean>invoke("isHeldByCurrentThread");
  }

  @Override
  public int getHoldCount() {
    return this.<Integer>invoke("getHoldCount");
  }
}
