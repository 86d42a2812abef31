package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.sync.OwnerDiedException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What all views of one lock in this process share. While a thread holds a reentrant lock it stays reachable, also
 * without any view: the next view must know the owner.
 */
final class LockCore {

  /** Refers to a core while it is held; then the value keeps the weak key, and what hangs on it, from going. */
  private static final class Anchor {
    @Nullable LockCore held; // written by the owner only, read by the garbage collector
  }

  private static final Map<LockCore, Anchor> ANCHORS = Collections.synchronizedMap(new WeakHashMap<>());

  final RobustMutex mutex;

  /**
   * The thread of this process that holds a reentrant lock. Racy: a thread compares it with itself only, and only it
   * sets it.
   */
  @Nullable Thread owner;

  long holds; // of the owner; written and read by the owner only

  private final Anchor anchor;

  LockCore(SharedWords words) {
    mutex = new RobustMutex(words, LockDescriptor.MUTEX_OFFSET);
    anchor = new Anchor();
    ANCHORS.put(this, anchor);
  }

  static LockCore of(Segment segment) {
    return segment.local(LockCore.class, () -> new LockCore(new SharedWords(segment)));
  }

  /** Notes that this thread holds the reentrant lock. */
  void own(long times) {
    holds = times;
    owner = Thread.currentThread();
    anchor.held = this;
  }

  /** Frees the reentrant lock. The owner goes first: once the word is free, another thread sets its own. */
  void free() {
    anchor.held = null;
    owner = null;
    mutex.unlock();
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
