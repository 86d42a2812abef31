package io.multiprocessing.sync;

/**
 * An {@link InterProcessLock} that the thread which holds it may lock again, and that is free when it was unlocked as
 * often. Only that thread can unlock it. Everything else, the death of a holder too, is as there. Made by {@code
 * Multiprocessing.reentrantLock()}.
 *
 * <p>Python: {@code multiprocessing.RLock}.
 */
public interface InterProcessReentrantLock extends InterProcessLock {

  /**
   * Undoes one {@code lock()}, and frees the lock with the last of them. Doesn't block. Python: {@code release()}.
   *
   * @throws IllegalMonitorStateException if this thread doesn't hold the lock; Python raises {@code AssertionError}
   */
  @Override
  void unlock();

  /** Whether this thread holds the lock. Doesn't block. */
  boolean isHeldByCurrentThread();

  /** How often this thread has locked it without unlocking; 0 if it doesn't hold the lock. Doesn't block. */
  int getHoldCount();
}
