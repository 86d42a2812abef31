package io.multiprocessing.queue;

import io.multiprocessing.sync.InterProcessObject;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A first-in-first-out queue that many processes and threads put into and take from at the same time. Its methods are
 * named as those of {@link java.util.concurrent.BlockingQueue}. Made by {@code Multiprocessing.queue()}; it is sent as
 * anything else is: captured by a task, as an argument, a result, in another queue. Python: {@code
 * multiprocessing.Queue}.
 *
 * <pre>{@code
 * InterProcessQueue<List<Object>> queue = Multiprocessing.get().queue();
 * ChildProcess child = Multiprocessing.get().process(() -> queue.put(Arrays.asList(42, null, "hello")));
 * child.start();
 * queue.take();   // [42, null, hello]
 * }</pre>
 *
 * <p><b>Elements</b> are copies, encoded by the thread that puts and decoded by the thread that takes. An element is in
 * the queue, whole, when the method that put it returns: there is no thread that feeds a pipe in the background. So a
 * process may end, and be joined, at once after it has put any number of elements; they wait in shared memory. Large
 * byte arrays and buffers are copied once on each side. Null is not an element, because {@code poll} returns it for an
 * empty queue; it may be inside one. One element has at most about 2 GiB.
 *
 * <p>An element with a connection of a pipe in it holds that end open until it is taken and decoded, or given up
 * because it wasn't put or because a queue is closed that was never sent. One that stays in a queue that was sent,
 * also after {@link #unlink}, holds the end open as long as the process lives that put it: take what is left before.
 *
 * <p><b>Order.</b> Elements that one thread puts are taken in that order. What a thread did before it put an element
 * happened before the element is taken, as far as memory is shared at all.
 *
 * <p><b>Bounds.</b> A queue without a capacity holds as many elements as there is shared memory for, and at most
 * 2,147,483,647. When memory runs out, putting throws {@link io.multiprocessing.api.SharedObjectException}, nothing is
 * put, and the queue stays usable.
 *
 * <p><b>Waiting</b> ends with {@link InterruptedException} when the thread is interrupted; nothing was put or taken
 * then. A limit of zero or less doesn't wait. A waiting thread sleeps; it looks around twenty times a second.
 *
 * <p><b>Death.</b> A process that is killed while it puts or takes damages its own element at most: what it was putting
 * is there or not, whole; what it was taking is taken or not. The others go on, within a decisecond.
 *
 * <p>A manager's queue is one of these too, see {@link io.multiprocessing.manager.ManagedQueue}: its elements are in
 * the heap of the manager's process, {@code close()} gives up the proxy only, and {@code unlink()} removes the queue
 * for all.
 */
public interface InterProcessQueue<E> extends InterProcessObject {

  /**
   * Puts an element, and waits for a free place if the queue is full. Python: {@code put(obj)}.
   *
   * @throws NullPointerException if it is null
   * @throws io.multiprocessing.serialization.SerializationException if it can't be encoded and no {@link
   *     UnencodableHandler} took it; nothing was put
   * @throws io.multiprocessing.api.SharedObjectException if there is no memory for it; nothing was put
   * @throws IllegalStateException if this queue is closed, also while it waits
   * @throws InterruptedException if the thread is interrupted; nothing was put
   */
  void put(E element) throws InterruptedException;

  /**
   * Puts an element if the queue isn't full. Doesn't wait. Throws as {@link #put} does. Python: {@code
   * put_nowait(obj)}.
   *
   * @return whether it was put, or taken by the {@link UnencodableHandler}; false where Python raises {@code
   *     queue.Full}
   */
  boolean offer(E element);

  /**
   * As {@link #offer(Object)}, but waits at most {@code timeout} for a free place. Python: {@code put(obj, True,
   * timeout)}.
   */
  boolean offer(E element, Duration timeout) throws InterruptedException;

  /** As {@link #offer(Object, Duration)}. */
  default boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
    return offer(element, Duration.ofNanos(Objects.requireNonNull(unit, "unit").toNanos(timeout)));
  }

  /**
   * Takes the oldest element, and waits for one if the queue is empty. Python: {@code get()}.
   *
   * @throws io.multiprocessing.serialization.SerializationException if it can't be decoded here; it is taken all
   *     the same, and the queue stays usable
   * @throws io.multiprocessing.api.SharedObjectException if memory of the queue can't be attached; the message says
   *     whether the element was lost
   * @throws IllegalStateException if this queue is closed, also while it waits
   * @throws InterruptedException if the thread is interrupted; nothing was taken
   */
  E take() throws InterruptedException;

  /**
   * Takes the oldest element if there is one. Doesn't wait. Throws as {@link #take} does. Python: {@code get_nowait()}.
   *
   * @return the element, or null where Python raises {@code queue.Empty}
   */
  @Nullable E poll();

  /** As {@link #poll()}, but waits at most {@code timeout} for an element. Python: {@code get(True, timeout)}. */
  @Nullable E poll(Duration timeout) throws InterruptedException;

  /** As {@link #poll(Duration)}. */
  default @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
    return poll(Duration.ofNanos(Objects.requireNonNull(unit, "unit").toNanos(timeout)));
  }

  /** Takes all elements there are, as {@link #drainTo(Collection, int)} does. */
  default int drainTo(Collection<? super E> target) {
    return drainTo(target, Integer.MAX_VALUE);
  }

  /**
   * Takes at most {@code maxElements} of the elements there are, in rounds of several elements for which the queue is
   * locked once, and adds them to {@code target}. Doesn't wait. Takes no more than a {@link
   * java.util.concurrent.BlockingQueue} has room for when it begins; the rest stays here.
   *
   * <p>If {@code target} refuses an element, what it threw is thrown here, and each element that it refused is lost;
   * the others of the round, at most 256, were offered to it all the same, and no further round was made.
   *
   * @return how many were added
   * @throws io.multiprocessing.serialization.SerializationException if an element can't be decoded; it is lost, the
   *     others of its round were added, and no further round was made
   * @throws io.multiprocessing.api.SharedObjectException if memory of the queue can't be attached; likewise
   * @throws IllegalStateException if this queue is closed
   */
  int drainTo(Collection<? super E> target, int maxElements);

  /** How many elements there are at this moment. Exact, where Python's is approximate. Python: {@code qsize()}. */
  int size();

  /** Whether there are none at this moment. Python: {@code empty()}. */
  boolean isEmpty();

  /** Whether there are as many as there may be, at this moment. Python: {@code full()}. */
  boolean isFull();

  /** How many more elements there may be; {@link Integer#MAX_VALUE} if the queue has no capacity. */
  int remainingCapacity();

  /**
   * Gives up this view of the queue: from now on its methods throw {@link IllegalStateException}, also those that wait.
   * Other views, in this process or another, go on, and elements stay. If the queue was never sent to another process
   * its memory is given back. Doesn't wait for elements to be taken; idempotent. Python: {@code close()}.
   */
  @Override
  void close();

  /**
   * Removes the names by which processes find the queue's memory; for a queue that nobody needs any more. Processes
   * that use it go on with what they have attached: an element that takes more memory is refused with {@link
   * io.multiprocessing.api.SharedObjectException}, and so is taking one that lies where this process hasn't been yet.
   * Idempotent, and allowed after {@link #close}. Python does it when the creator's object is collected.
   */
  @Override
  void unlink();
}
