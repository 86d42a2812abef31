package io.multiprocessing.sync;

import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/**
 * A {@link Condition} for all threads of all processes that have it. It belongs to a lock, which its caller has to
 * hold: a reentrant one by this thread, a plain one by this process. Made by {@code Multiprocessing.condition()},
 * {@code condition(lock)} and {@link InterProcessLock#newCondition()}.
 *
 * <p>Waiting frees the lock, whole if it was locked several times, and takes it back before the method returns or
 * throws, whatever the reason. A signal reaches the waiters in the order of their coming, and each signal wakes one;
 * one that a process got and died with goes to the next of those who waited when it was given. In rare cases after
 * deaths one more than necessary wakes up, so wait in a loop, or with {@link #awaitFor(BooleanSupplier)}.
 *
 * <p><b>If the lock's holder dies</b> while a waiter wants the lock back, the waiter's method throws {@link
 * OwnerDiedException}. Different from {@code lock()}, the caller <em>holds</em> the lock then, so that the {@code
 * unlock()} in its {@code finally} is right.
 *
 * <p>Interrupts are noticed within 50 ms. An interrupt or the end of the time never swallows a signal. At most 1024
 * threads can wait at a time. Safe for use by several threads. Python: {@code multiprocessing.Condition}.
 *
 * <p>A manager's, made by {@code SyncManager.condition()}, belongs to a lock of the same manager, and knows no limit of
 * waiting threads.
 */
public interface InterProcessCondition extends Condition, InterProcessObject {

  /** The lock it belongs to; this view's own. Python: {@code acquire} and {@code release} are its. */
  InterProcessLock getLock();

  /**
   * Waits for a signal. Python: {@code wait()}.
   *
   * @throws InterruptedException if the thread is or gets interrupted before it is signalled
   * @throws IllegalMonitorStateException if the lock is not held
   * @throws OwnerDiedException if a holder of the lock died; the caller holds it now
   */
  @Override
  void await() throws InterruptedException;

  /** As {@link #await()}, but an interrupt doesn't end it and is kept for later. */
  @Override
  void awaitUninterruptibly();

  /** As {@link #await()} with a limit; returns what is left of it, zero or less if it is over. */
  @Override
  long awaitNanos(long nanosTimeout) throws InterruptedException;

  /** As {@link #await()} with a limit; returns whether a signal came. Python: {@code wait(timeout)}. */
  @Override
  boolean await(long time, TimeUnit unit) throws InterruptedException;

  /** As {@link #await()} with a limit; returns whether a signal came. */
  boolean await(Duration timeout) throws InterruptedException;

  /** As {@link #await()} until a moment; returns whether a signal came. */
  @Override
  boolean awaitUntil(Date deadline) throws InterruptedException;

  /**
   * Waits until {@code predicate} holds; it is asked at once and after each signal, with the lock held. Python: {@code
   * wait_for(predicate)}.
   *
   * @throws InterruptedException if the thread is or gets interrupted while the predicate doesn't hold
   */
  void awaitFor(BooleanSupplier predicate) throws InterruptedException;

  /**
   * Waits until {@code predicate} holds or the time is over. Python: {@code wait_for(predicate, timeout)}.
   *
   * @return what the predicate said last
   * @throws InterruptedException if the thread is or gets interrupted while the predicate doesn't hold
   */
  boolean awaitFor(BooleanSupplier predicate, Duration timeout) throws InterruptedException;

  /**
   * Wakes the one who has waited longest, if anybody waits. Doesn't block. Python: {@code notify()}.
   *
   * @throws IllegalMonitorStateException if the lock is not held
   */
  @Override
  void signal();

  /**
   * Wakes the {@code count} who have waited longest, or all if there are fewer. Python: {@code notify(n)}.
   *
   * @throws IllegalArgumentException if {@code count} is negative
   * @throws IllegalMonitorStateException if the lock is not held
   */
  void signal(int count);

  /** Wakes all who wait. Python: {@code notify_all()}. */
  @Override
  void signalAll();
}
