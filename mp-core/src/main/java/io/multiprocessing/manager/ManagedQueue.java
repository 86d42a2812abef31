package io.multiprocessing.manager;

import io.multiprocessing.queue.InterProcessQueue;
import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A shared first-in-first-out queue in a manager's process: a {@link BlockingQueue}, and an {@link InterProcessQueue}
 * that works over a network too. Elements are copies and not null. Who waits longest is served first. A call that waits
 * costs the manager no thread.
 *
 * <p><b>Death.</b> An element that was taken by a client which was gone before the manager could answer it stays in the
 * queue, at its old place. One that the manager had sent is lost with the client.
 *
 * <p>An interrupt ends a call that waits, with {@link InterruptedException}; nothing was put or taken then. Iterators
 * and {@code toArray} go over a snapshot. {@link #close()} gives this proxy up and doesn't end waits that have begun;
 * {@link #unlink()} removes the queue for all. Safe for use by several threads. Python: {@code SyncManager.Queue}.
 *
 * @param <E> the elements
 */
public interface ManagedQueue<E> extends BlockingQueue<E>, InterProcessQueue<E>, RemoteObject {

  @Override
  void put(E element) throws InterruptedException;

  @Override
  boolean offer(E element);

  @Override
  boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException;

  @Override
  E take() throws InterruptedException;

  @Override
  @Nullable E poll();

  @Override
  @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException;

  @Override
  int drainTo(Collection<? super E> target);

  @Override
  int drainTo(Collection<? super E> target, int maxElements);

  @Override
  int size();

  @Override
  boolean isEmpty();

  @Override
  int remainingCapacity();

  @Override
  void close();
}
