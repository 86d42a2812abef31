package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import java.io.Serial;

/** A lock that anybody may unlock. */
final class SharedLock extends AbstractSharedLock {

  @Serial private static final long serialVersionUID = 1L;

  SharedLock(Segment segment) {
    super(segment);
  }

  @Override
  boolean relock() {
    return false;
  }

  @Override
  void locked() {}

  @Override
  boolean isHeld() {
    return core.mutex.isHeldByThisProcess();
  }

  @Override
  long release() {
    core.mutex.unlock();
    return 1;
  }

  @Override
  void restore(long released) {}

  @Override
  public void unlock() {
    requireOpen();
    if (!core.mutex.unlock()) {
      throw new IllegalMonitorStateException(
          "only a lock that somebody holds can be unlocked, and nobody does: lock=" + this
              + "; unlock once for each lock()");
    }
  }
}
