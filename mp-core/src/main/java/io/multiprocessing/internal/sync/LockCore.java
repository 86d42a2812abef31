package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.sync.OwnerDiedException;
import org.jspecify.annotations.Nullable;

/** What all views of one lock in this process share. */
final class LockCore {

  final RobustMutex mutex;

  /**
   * The thread of this process that holds a reentrant lock. Racy: a thread compares it with itself only, and only it
   * sets it.
   */
  @Nullable Thread owner;

  long holds; // of the owner; written and read by the owner only

  LockCore(SharedWords words) {
    mutex = new RobustMutex(words, LockDescriptor.MUTEX_OFFSET);
  }

  static LockCore of(Segment segment) {
    return segment.local(LockCore.class, () -> new LockCore(new SharedWords(segment)));
  }

  /** After the word was taken from a dead owner: frees it, and says so. */
  OwnerDiedException giveUp(Object lock) {
    long pid = mutex.diedPid();
    mutex.unlock();
    return new OwnerDiedException(
        "a process ended while it held a lock; the lock is free again, and what it protects may be half changed: check"
            + " that, then lock again: lock=" + lock, pid);
  }
}
