package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.sync.InterProcessReentrantLock;
import java.io.Serial;

/** A lock that belongs to one thread. Which one, and how often it has locked, is kept in {@link LockState}. */
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
    state.holds++;
    return true;
  }

  @Override
  void locked() {
    restore(1);
  }

  @Override
  boolean isHeld() {
    return state.owner == Thread.currentThread();
  }

  @Override
  long release() {
    long holds = state.holds;
    free();
    return holds;
  }

  @Override
  void restore(long released) {
    state.holds = released;
    state.owner = Thread.currentThread();
  }

  @Override
  public void unlock() {
    requireOpen();
    if (!isHeld()) {
      throw new IllegalMonitorStateException(
          "only the thread that holds a reentrant lock can unlock it: lock=" + this + ", thread="
              + Thread.currentThread().getName() + ", holderPid=" + state.mutex.ownerPid()
              + "; use lock() of Multiprocessing for a lock that others unlock");
    }
    if (state.holds > 1) {
      state.holds--;
    } else {
      free();
    }
  }

  /** The owner goes first: once the word is free, another thread sets its own. */
  private void free() {
    state.owner = null;
    state.mutex.unlock();
  }

  @Override
  public boolean isHeldByCurrentThread() {
    requireOpen();
    return isHeld();
  }

  @Override
  public int getHoldCount() {
    requireOpen();
    return isHeld() ? (int) Math.min(state.holds, Integer.MAX_VALUE) : 0;
  }
}
