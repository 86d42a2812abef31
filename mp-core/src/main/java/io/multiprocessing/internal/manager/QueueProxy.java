package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagedQueue;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A proxy of a queue. */
class QueueProxy<E> extends SyncProxy implements ManagedQueue<E> {

  @Serial private static final long serialVersionUID = 1L;

  QueueProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public final void put(E element) throws InterruptedException {
    waitFor("put", Objects.requireNonNull(element, "element"));
  }

  @Override
  public final boolean offer(E element) {
    return this.<Boolean>invoke("offer", Objects.requireNonNull(element, "element"));
  }

  @Override
  public final boolean offer(E element, Duration timeout) throws InterruptedException {
    Objects.requireNonNull(element, "element");
    return this.<Boolean>waitFor("offer", element, Waits.nanos(timeout));
  }

  @Override
  public final boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
    Objects.requireNonNull(element, "element");
    return this.<Boolean>waitFor("offer", element, Waits.nanos(timeout, unit));
  }

  @Override
  public final boolean add(E element) {
    if (!offer(element)) {
      throw new IllegalStateException("the queue is full: queue=" + describe());
    }
    return true;
  }

  @Override
  public final E take() throws InterruptedException {
    return waitFor("take");
  }

  @Override
  public final @Nullable E poll() {
    return invoke("poll");
  }

  @Override
  public final @Nullable E poll(Duration timeout) throws InterruptedException {
    return waitFor("poll", Waits.nanos(timeout));
  }

  @Override
  public final @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
    return waitFor("poll", Waits.nanos(timeout, unit));
  }

  @Override
  public final E remove() {
    return existing(poll());
  }

  @Override
  public final @Nullable E peek() {
    return invoke("peek");
  }

  @Override
  public final E element() {
    return existing(peek());
  }

  private E existing(@Nullable E element) {
    if (element == null) {
      throw new NoSuchElementException("the queue is empty: queue=" + describe());
    }
    return element;
  }

  @Override
  public final int drainTo(Collection<? super E> target) {
    return drainTo(target, Integer.MAX_VALUE);
  }

  @Override
  public final int drainTo(Collection<? super E> target, int maxElements) {
    QueueCalls.requireFillable(target);
    if (equals(target)) {
      throw new IllegalArgumentException("a queue can't be drained to itself: queue=" + describe());
    }
    int most = target instanceof BlockingQueue<?> bounded ? Math.min(maxElements, bounded.remainingCapacity()) : maxElements;
    if (most <= 0) {
      return 0;
    }
    return QueueCalls.addEach(this.<List<E>>invoke("drainTo", most), target);
  }

  @Override
  public final int size() {
    return this.<Integer>invoke("size");
  }

  @Override
  public final boolean isEmpty() {
    return this.<Boolean>invoke("isEmpty");
  }

  @Override
  public final boolean isFull() {
    return this.<Boolean>invoke("isFull");
  }

  @Override
  public final int remainingCapacity() {
    return this.<Integer>invoke("remainingCapacity");
  }

  @Override
  public final boolean contains(@Nullable Object element) {
    return this.<Boolean>invoke("contains", element);
  }

  @Override
  public final boolean containsAll(Collection<?> elements) {
    return this.<Boolean>invoke("containsAll", new ArrayList<>(elements));
  }

  @Override
  public final boolean remove(@Nullable Object element) {
    return this.<Boolean>invoke("remove", element);
  }

  @Override
  public final boolean addAll(Collection<? extends E> elements) {
    if (equals(elements)) {
      throw new IllegalArgumentException("a queue can't be added to itself: queue=" + describe());
    }
    return this.<Boolean>invoke("addAll", new ArrayList<>(elements));
  }

  @Override
  public final boolean removeAll(Collection<?> elements) {
    return this.<Boolean>invoke("removeAll", new ArrayList<>(elements));
  }

  @Override
  public final boolean retainAll(Collection<?> elements) {
    return this.<Boolean>invoke("retainAll", new ArrayList<>(elements));
  }

  @Override
  public final boolean removeIf(Predicate<? super E> filter) {
    List<E> named = snapshot();
    named.removeIf(filter.negate());
    return !named.isEmpty() && removeAll(named);
  }

  @Override
  public final void clear() {
    invoke("clear");
  }

  @SuppressWarnings("unchecked")
  private List<E> snapshot() {
    return new ArrayList<>((List<E>) Arrays.asList(toArray()));
  }

  @Override
  public final Object[] toArray() {
    return this.<Object[]>invoke("toArray");
  }

  @Override
  public final <T> T[] toArray(T[] array) {
    return snapshot().toArray(array);
  }

  @Override
  public final Iterator<E> iterator() {
    return new WritingIterator<>(snapshot().listIterator(), this::remove);
  }

  @Override
  public final Spliterator<E> spliterator() {
    return snapshot().spliterator();
  }

  @Override
  public final void forEach(Consumer<? super E> action) {
    snapshot().forEach(action);
  }
}
