package io.multiprocessing.sync;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * A {@link Lock} for all threads of all processes that have it. Made by {@code Multiprocessing.lock()}; it is not
 * reentrant: a thread that locks it twice waits for itself.
 *
 * <pre>{@code
 * InterProcessLock lock = Multiprocessing.get().lock();
 * lock.lock();
 * try {
 *   ...
 * } finally {
 *   lock.unlock();
 * }
 * }</pre>
 *
 * <p><b>Who unlocks.</b> Any thread of any process may, as in Python; {@link InterProcessReentrantLock} is stricter.
 *
 * <p><b>If the holder's process dies</b>, one of those who wait, or the next one to come, takes the lock from it within
 * a tenth of a second, frees it, and throws {@link OwnerDiedException}: it doesn't hold the lock then, so that the
 * usual {@code lock(); try {} finally} stays right. Whoever can check or mend what the lock protects catches it and
 * locks again; all others simply get the lock. A thread that ends without unlocking is not noticed, as with the locks
 * of the JDK.
 *
 * <p><b>Waiting</b> sleeps after a moment of looking. The order in which waiters get the lock is not defined. What was
 * written to shared memory before {@code unlock()} is seen after the {@code lock()} that follows it. Safe for use by
 * several threads.
 *
 * <p><b>A manager's</b>, made by {@code SyncManager.lock()}, gives waiters the lock in the order of their coming, and
 * notices interrupts and the death of a holder at once.
 *
 * <p>Python: {@code multiprocessing.Lock}.
 */
public interface InterProcessLock extends Lock, InterProcessObject {

  /**
   * Takes the lock, however long that takes; an interrupt doesn't end it, and is kept for later. Python: {@code
   * acquire()}.
   *
   * @throws OwnerDiedException if its holder's process has ended; the lock is free again
   */
  @Override
  void lock();

  /**
   * Takes the lock, unless the thread is or gets interrupted; an interrupt is noticed within 50 ms.
   *
   * @throws InterruptedException if that happens; the lock is not taken
   * @throws OwnerDiedException if its holder's process has ended; the lock is free again
   */
  @Override
  void lockInterruptibly() throws InterruptedException;

  /**
   * Takes the lock if it is free. Doesn't block. Whether a holder in another process is alive is looked at now and then
   * only, at most once in 50 ms. Python: {@code acquire(False)}.
   *
   * @throws OwnerDiedException if its holder's process has ended; the lock is free again
   */
  @Override
  boolean tryLock();

  /**
   * Takes the lock if it becomes free in time. Python: {@code acquire(True, timeout)}.
   *
   * @param time how long to wait; zero or less doesn't wait
   * @throws InterruptedException if the thread is or gets interrupted; the lock is not taken
   * @throws OwnerDiedException if its holder's process has ended; the lock is free again
   */
  @Override
  boolean tryLock(long time, TimeUnit unit) throws InterruptedException;

  /** As {@link #tryLock(long, TimeUnit)}. */
  boolean tryLock(Duration timeout) throws InterruptedException;

  /**
   * Frees the lock. Doesn't block. Python: {@code release()}.
   *
   * @throws IllegalMonitorStateException if it is free; Python raises {@code ValueError}
   */
  @Override
  void unlock();

  /**
   * Whether anybody holds the lock; a holder whose process has died counts until somebody tries to lock. Doesn't block.
   */
  boolean isLocked();

  /** A condition that belongs to this lock. It has shared memory of its own, and is closed on its own. */
  @Override
  InterProcessCondition newCondition();
}
