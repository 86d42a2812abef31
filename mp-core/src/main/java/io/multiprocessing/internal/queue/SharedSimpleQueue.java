package io.multiprocessing.internal.queue;

import io.multiprocessing.internal.memory.Watchable;
import io.multiprocessing.queue.SimpleQueue;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;

/** One view of a simple queue: a queue without a bound, of which less is seen. */
final class SharedSimpleQueue<E> implements SimpleQueue<E>, Watchable {

  @Serial private static final long serialVersionUID = 1L;

  private final transient SharedQueue<E> queue;

  SharedSimpleQueue(SharedQueue<E> queue) {
    this.queue = queue;
  }

  @Override
  public void put(E element) {
    if (!queue.offer(element)) {
      throw new IllegalStateException("a queue holds at most 2147483647 elements: queue=" + queue);
    }
  }

  @Override
  public E take() throws InterruptedException {
    return queue.take();
  }

  @Override
  public boolean isEmpty() {
    return queue.isEmpty();
  }

  @Override
  public boolean isReadyNow() {
    return queue.isReadyNow();
  }

  @Override
  public void watch() {
    queue.watch();
  }

  @Serial
  private Object writeReplace() {
    queue.requireOpen();
    return new QueueHandle(queue.core().send(), QueueKind.SIMPLE, null);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a queue travels as its handle only: class=" + getClass().getName());
  }

  @Override
  public void close() {
    queue.close();
  }

  @Override
  public void unlink() {
    queue.unlink();
  }

  @Override
  public String toString() {
    return queue.toString();
  }
}
