package io.multiprocessing.queue;

import io.multiprocessing.Multiprocessing;
import java.io.Serializable;

/** The kinds of queue over which the contract is played. */
enum QueueVariant {
  UNBOUNDED,
  BOUNDED,
  JOINABLE,
  BOUNDED_JOINABLE,
  SIMPLE;

  static final int CAPACITY = 3;

  boolean isBounded() {
    return this == BOUNDED || this == BOUNDED_JOINABLE;
  }

  /** A queue of this kind; null for a simple one, which has another interface. */
  <E> InterProcessQueue<E> make() {
    Multiprocessing context = Multiprocessing.get();
    switch (this) {
      case UNBOUNDED:
        return context.queue();
      case BOUNDED:
        return context.queue(CAPACITY);
      case JOINABLE:
        return context.joinableQueue();
      case BOUNDED_JOINABLE:
        return context.joinableQueue(CAPACITY);
      default:
        throw new IllegalStateException("a simple queue is not an InterProcessQueue");
    }
  }

  /** What every kind can do. */
  <E> Ends<E> ends() {
    if (this == SIMPLE) {
      SimpleQueue<E> simple = Multiprocessing.get().simpleQueue();
      return new SimpleEnds<>(simple);
    }
    return new QueueEnds<>(make());
  }

  /** Putting, taking and giving up. */
  interface Ends<E> extends Serializable {
    void put(E element) throws Exception;

    E take() throws Exception;

    boolean isEmpty();

    void close();

    void unlink();
  }

  private record SimpleEnds<E>(SimpleQueue<E> queue) implements Ends<E> {
    @Override
    public void put(E element) {
      queue.put(element);
    }

    @Override
    public E take() throws Exception {
      return queue.take();
    }

    @Override
    public boolean isEmpty() {
      return queue.isEmpty();
    }

    @Override
    public void close() {
      queue.close();
    }

    @Override
    public void unlink() {
      queue.unlink();
    }
  }

  private record QueueEnds<E>(InterProcessQueue<E> queue) implements Ends<E> {
    @Override
    public void put(E element) throws Exception {
      queue.put(element);
    }

    @Override
    public E take() throws Exception {
      return queue.take();
    }

    @Override
    public boolean isEmpty() {
      return queue.isEmpty();
    }

    @Override
    public void close() {
      queue.close();
    }

    @Override
    public void unlink() {
      queue.unlink();
    }
  }
}
