package io.multiprocessing.queue;

import java.time.Duration;

/**
 * A queue that counts which of its elements were dealt with: for each element taken, {@link #taskDone} is called once,
 * and {@link #join} waits until that has happened for all that were put. Made by {@code
 * Multiprocessing.joinableQueue()}. Python: {@code multiprocessing.JoinableQueue}.
 *
 * <p>An element belongs to the process that took it until a thread of that process calls {@code taskDone}. Another
 * process may call it instead, but not after the one that took it has ended. Nobody knows then which element was meant:
 * if a process ends meanwhile that has taken elements, all of them for which it didn't call {@code taskDone} itself
 * count as lost, as far as that many aren't dealt with. So {@code join} may return while another process is still busy
 * with an element; it never waits for one that nobody has.
 *
 * <p>At most 255 living processes that take or call {@code taskDone} are told apart. What a further one takes counts as
 * anybody's, and {@code join} doesn't learn of its death; it waits then, as Python's does. A manager's queue, see
 * {@link io.multiprocessing.manager.ManagedJoinableQueue}, tells any number apart.
 */
public interface JoinableQueue<E> extends InterProcessQueue<E> {

  /**
   * Says that an element which was taken has been dealt with. Doesn't wait. Python: {@code task_done()}.
   *
   * @throws IllegalStateException if it was called more often than elements were put, or this queue is closed
   */
  void taskDone();

  /**
   * Waits until all elements have been taken and dealt with. Python: {@code join()}.
   *
   * @throws io.multiprocessing.sync.OwnerDiedException if a process has ended that had taken elements and not
   *     called {@code taskDone} for them: they are lost, and count as dealt with from now on. It is thrown at
   *     most once for each such process, to one caller, and to nobody if that caller is killed just then; calling
   *     {@code join} again waits for the rest. In Python {@code join} never
   *     returns then
   * @throws IllegalStateException if this queue is closed, also while it waits
   * @throws InterruptedException if the thread is interrupted
   */
  void join() throws InterruptedException;

  /**
   * As {@link #join()}, for at most {@code timeout}.
   *
   * @return whether all elements have been dealt with
   */
  boolean join(Duration timeout) throws InterruptedException;
}
