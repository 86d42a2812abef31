package io.multiprocessing.queue;

import io.multiprocessing.sync.InterProcessObject;

/**
 * A queue with nothing but putting and taking, without a bound. All that {@link InterProcessQueue} says about elements,
 * order, waiting and death holds. Made by {@code Multiprocessing.simpleQueue()}. Python: {@code
 * multiprocessing.SimpleQueue}.
 */
public interface SimpleQueue<E> extends InterProcessObject {

  /**
   * Puts an element. Doesn't wait, so it doesn't care for interrupts. Python: {@code put(item)}, which waits while the
   * pipe is full.
   *
   * @throws NullPointerException if it is null
   * @throws io.multiprocessing.serialization.SerializationException if it can't be encoded; nothing was put
   * @throws io.multiprocessing.api.SharedObjectException if there is no memory for it; nothing was put
   * @throws IllegalStateException if this queue is closed
   */
  void put(E element);

  /**
   * Takes the oldest element, and waits for one if there is none; see {@link InterProcessQueue#take}. Python: {@code
   * get()}.
   */
  E take() throws InterruptedException;

  /** Whether there is no element at this moment. Python: {@code empty()}. */
  boolean isEmpty();

  /** Gives up this view of the queue; see {@link InterProcessQueue#close}. Python: {@code close()}. */
  @Override
  void close();

  /** Removes the names by which processes find the queue's memory; see {@link InterProcessQueue#unlink}. */
  @Override
  void unlink();
}
