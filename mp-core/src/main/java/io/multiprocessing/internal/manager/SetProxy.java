package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagedSet;
import java.io.Serial;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A proxy of a set. */
final class SetProxy<E extends @Nullable Object> extends CollectionProxy<E> implements ManagedSet<E> {

  @Serial private static final long serialVersionUID = 1L;

  SetProxy(Handle handle, Link link) {
    super(handle, link);
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
  public Iterator<E> iterator() {
    return new WritingIterator<>(snapshot().iterator(), this::remove);
  }

  @Override
  public Spliterator<E> spliterator() {
    return Spliterators.spliterator(snapshot(), Spliterator.DISTINCT | Spliterator.ORDERED);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Set<E> copy() {
    return (Set<E>) Objects.requireNonNull(super.copy());
  }
}
