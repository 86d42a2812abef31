package io.multiprocessing.sync;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A point at which a fixed number of threads, of any processes, wait for each other, again and again; in the shape of
 * {@link java.util.concurrent.CyclicBarrier}. Made by {@code Multiprocessing.barrier(int)}.
 *
 * <p>The last to arrive runs the action, if there is one, then all go on. If one of the threads can't, the barrier is
 * <em>broken</em>, and all who wait or come get a {@link BrokenBarrierException} until somebody calls {@link #reset}:
 * when a wait is interrupted or its time is over, when the action fails, on {@link #abort}, and when a process dies
 * whose thread waits or runs the action. In that case the exception's cause is an {@link OwnerDiedException}; it is
 * noticed within a tenth of a second. A thread whose process dies outside {@code await} just doesn't arrive: use time
 * limits where that can happen.
 *
 * <p>A thread that comes while the last generation's action still runs, or while too many of the last generation's
 * threads haven't left, has not arrived yet: it isn't counted by {@link #getNumberWaiting}, and if its limit or an
 * interrupt ends that, or its process dies, the barrier isn't broken. Python does the same while a barrier drains.
 *
 * <p>Each view runs its own copy of the action, in the process whose thread arrives last. An interrupt is noticed
 * within 50 ms. What was written before {@code await} is seen by all after it. Safe for use by several threads. Python:
 * {@code multiprocessing.Barrier}.
 *
 * <p>A manager's, made by {@code SyncManager.barrier(int)}, runs its one action in the manager's process.
 */
public interface InterProcessBarrier extends InterProcessObject {

  /**
   * Waits until all have arrived; if the barrier was made with a time limit, not longer. Python: {@code wait()}.
   *
   * @return who this was: {@code getParties() - 1} for the first to arrive, 0 for the last. In Python the first is 0
   * @throws InterruptedException if the thread is or gets interrupted; the barrier is broken for the others, unless
   *     this thread had come and not arrived yet
   * @throws BrokenBarrierException if the barrier is or gets broken. The cause, if any, says why: an {@link
   *     OwnerDiedException}, the {@link TimeoutException} of the barrier's own limit, or a checked exception of the
   *     action; unchecked ones are thrown as they are to the one who ran it
   */
  int await() throws InterruptedException, BrokenBarrierException;

  /**
   * Waits until all have arrived, but not longer than this. Python: {@code wait(timeout)}.
   *
   * @param time how long to wait; zero or less doesn't wait
   * @throws TimeoutException if the time is over; the barrier is broken for the others, unless this thread had not
   *     arrived yet
   */
  int await(long time, TimeUnit unit) throws InterruptedException, BrokenBarrierException, TimeoutException;

  /** As {@link #await(long, TimeUnit)}. */
  int await(Duration timeout) throws InterruptedException, BrokenBarrierException, TimeoutException;

  /**
   * Makes the barrier as new; those who wait get a {@link BrokenBarrierException}. Doesn't block. Python: {@code
   * reset()}.
   */
  void reset();

  /** Breaks the barrier, until it is reset. Doesn't block. Python: {@code abort()}. */
  void abort();

  /** Whether the barrier is broken. Doesn't block. Python: {@code broken}. */
  boolean isBroken();

  /** How many have to arrive. Python: {@code parties}. */
  int getParties();

  /** How many wait at this moment. Doesn't block. Python: {@code n_waiting}. */
  int getNumberWaiting();
}
