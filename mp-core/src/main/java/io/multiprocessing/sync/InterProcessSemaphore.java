package io.multiprocessing.sync;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A number of permits for all threads of all processes that have it, with the method names of {@link
 * java.util.concurrent.Semaphore}. Made by {@code Multiprocessing.semaphore(int)}. Any process may release, also one
 * that hasn't acquired.
 *
 * <p><b>If a process ends with permits</b>, killed or not, they come back within a tenth of a second, as soon as
 * somebody waits or fails to acquire: as many as it acquired more than it released, and others released in its stead,
 * but never so many that the available ones and those held by living processes together exceed the initial number. So a
 * semaphore that is used for signals, with an initial number of zero, makes none up.
 *
 * <p>The order in which waiters get permits is not defined. An interrupt is noticed within 50 ms. What was written
 * before a {@code release()} is seen after the {@code acquire()} that got its permit. At most 512 processes can have
 * acquired or released more than the other at a time. Safe for use by several threads. Python: {@code
 * multiprocessing.Semaphore}.
 *
 * <p>A manager's, made by {@code SyncManager.semaphore(int)}, serves waiters in the order of their coming, knows no
 * limit of processes, and gives the permits of a dead process back at once.
 */
public interface InterProcessSemaphore extends InterProcessObject {

  /**
   * Takes a permit, and waits for one if there is none. Python: {@code acquire()}.
   *
   * @throws InterruptedException if the thread is or gets interrupted; no permit is taken
   * @throws IllegalStateException if 512 other processes hold permits
   */
  void acquire() throws InterruptedException;

  /** As {@link #acquire()}, but an interrupt doesn't end it and is kept for later. */
  void acquireUninterruptibly();

  /**
   * Takes a permit if there is one. Doesn't block. Whether a holder in another process is alive is looked at now and
   * then only, at most once in 50 ms. Python: {@code acquire(False)}.
   */
  boolean tryAcquire();

  /**
   * Takes a permit if there is one in time. Python: {@code acquire(True, timeout)}.
   *
   * @param time how long to wait; zero or less doesn't wait
   * @throws InterruptedException if the thread is or gets interrupted; no permit is taken
   */
  boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException;

  /** As {@link #tryAcquire(long, TimeUnit)}. */
  boolean tryAcquire(Duration timeout) throws InterruptedException;

  /**
   * Gives a permit back, or adds one. Doesn't block. Python: {@code release()}.
   *
   * @throws IllegalStateException if there would be more than a bounded semaphore, or an int, can count, or if this
   *     process has no entry in the semaphore's table and 512 other processes have one; nothing has changed
   */
  void release();

  /** How many permits there are at this moment. Doesn't block. Python: {@code get_value()}. */
  int availablePermits();
}
