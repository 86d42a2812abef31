package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagedSet;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A proxy of a set. */
final class SetProxy<E extends @Nullable Object> extends BaseProxy implements ManagedSet<E> {

  @Serial private static final long serialVersionUID = 1L;

  SetProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public int size() {
    return this.<Integer>invoke("size");
  }

  @Override
  public boolean isEmpty() {
    return this.<Boolean>invoke("isEmpty");
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return this.<Boolean>invoke("contains", element);
  }

  @Override
  public boolean containsAll(Collection<?> elements) {
    return this.<Boolean>invoke("containsAll", new ArrayList<>(elements));
  }

  @Override
  public boolean add(E element) {
    return this.<Boolean>invoke("add", element);
  }

  @Override
  public boolean remove(@Nullable Object element) {
    return this.<Boolean>invoke("remove", element);
  }

  @Override
  public boolean addAll(Collection<? extends E> elements) {
    return this.<Boolean>invoke("addAll", new ArrayList<>(elements));
  }

  @Override
  public boolean removeAll(Collection<?> elements) {
    return this.<Boolean>invoke("removeAll", new ArrayList<>(elements));
  }

  @Override
  public boolean retainAll(Collection<?> elements) {
    return this.<Boolean>invoke("retainAll", new ArrayList<>(elements));
  }

  @Override
  public boolean removeIf(Predicate<? super E> filter) {
    Objects.requireNonNull(filter, "filter");
    while (true) {
      ListReferent.Snapshot snapshot = this.<ListReferent.Snapshot>invoke("#snapshot");
      @SuppressWarnings("unchecked")
      List<E> named = (List<E>) snapshot.elements();
      named.removeIf(filter.negate());
      if (named.isEmpty()) {
        return false;
      }
      Boolean removed = this.<@Nullable Boolean>invoke("#removeAllIf", snapshot.version(), named);
      if (removed != null) {
        return removed;
      }
    }
  }

  @Override
  public void clear() {
    invoke("clear");
  }

  @Override
  public @Nullable Object[] toArray() {
    return this.<@Nullable Object[]>invoke("toArray");
  }

  @Override
  public <T extends @Nullable Object> T[] toArray(T[] array) {
    return snapshot().toArray(array);
  }

  @SuppressWarnings("unchecked")
  private List<E> snapshot() {
    return (List<E>) Arrays.asList(toArray());
  }

  @Override
  public Iterator<E> iterator() {
    return new WritingIterator<>(snapshot().iterator(), this::remove);
  }

  @Override
  public Spliterator<E> spliterator() {
    return Spliterators.spliterator(snapshot(), Spliterator.DISTINCT | Spliterator.ORDERED);
  }

  @Override
  public void forEach(Consumer<? super E> action) {
    snapshot().forEach(action);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Set<E> copy() {
    return (Set<E>) Objects.requireNonNull(super.copy());
  }
}
