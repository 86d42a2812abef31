package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.sync.InterProcessReentrantLock;
import java.io.Serial;

/** A lock that belongs to one thread. Which one, and how often it has locked, is kept in {@link LockCore}. */
final class SharedReentrantLock extends AbstractSharedLock implements InterProcessReentrantLock {

  @Serial private static final long serialVersionUID = 1L;

  SharedReentrantLock(Segment segment) {
    super(segment);
  }

  @Override
  boolean relock() {
    if (!isHeld()) {
      return false;
    }
    core.holds++;
    return true;
  }

  @Override
  void locked() {
    restore(1);
  }

  @Override
  boolean isHeld() {
    return core.owner == Thread.currentThread();
  }

  @Override
  long release() {
    long holds = core.holds;
    core.free();
    return holds;
  }

  @Override
  void restore(long released) {
    core.own(released);
  }

  @Override
  public void unlock() {
    requireOpen();
    if (!isHeld()) {
      throw new IllegalMonitorStateException(
          "only the thread that holds a reentrant lock can unlock it: lock=" + this + ", thread="
              + Thread.currentThread().getName() + ", holderPid=" + core.mutex.ownerPid()
              + "; use lock() of Multiprocessing for a lock that others unlock");
    }
    if (core.holds > 1) {
      core.holds--;
    } else {
      core.free();
    }
  }

  @Override
  public boolean isHeldByCurrentThread() {
    requireOpen();
    return isHeld();
  }

  @Override
  public int getHoldCount() {
    requireOpen();
    return isHeld() ? (int) Math.min(core.holds, Integer.MAX_VALUE) : 0;
  }
}
