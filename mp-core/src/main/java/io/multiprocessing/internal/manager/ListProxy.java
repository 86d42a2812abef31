package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagedList;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A proxy of a list. */
final class ListProxy<E extends @Nullable Object> extends CollectionProxy<E> implements ManagedList<E> {

  @Serial private static final long serialVersionUID = 1L;

  ListProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public E get(int index) {
    return this.<E>invoke("get", index);
  }

  @Override
  public E set(int index, E element) {
    return this.<E>invoke("set", index, element);
  }

  @Override
  public void add(int index, E element) {
    invoke("add", index, element);
  }

  @Override
  public E remove(int index) {
    return this.<E>invoke("remove(int)", index);
  }

  @Override
  public E removeFirst() {
    return this.<E>invoke("removeFirst");
  }

  @Override
  public E removeLast() {
    return this.<E>invoke("removeLast");
  }

  @Override
  public int indexOf(@Nullable Object element) {
    return this.<Integer>invoke("indexOf", element);
  }

  @Override
  public int lastIndexOf(@Nullable Object element) {
    return this.<Integer>invoke("lastIndexOf", element);
  }

  @Override
  public boolean addAll(int index, Collection<? extends E> elements) {
    return this.<Boolean>invoke("addAll", index, new ArrayList<>(elements));
  }

  @Override
  public void replaceAll(UnaryOperator<E> operator) {
    Objects.requireNonNull(operator, "operator");
    update(
        elements -> {
          elements.replaceAll(operator);
          return true;
        });
  }

  @Override
  public boolean removeIf(Predicate<? super E> filter) {
    Objects.requireNonNull(filter, "filter");
    return update(elements -> elements.removeIf(filter));
  }

  @Override
  public void sort(@Nullable Comparator<? super E> comparator) {
    update(
        elements -> {
          elements.sort(comparator);
          return true;
        });
  }

  /** Changes a snapshot and sets it, again and again until nobody else has changed the list meanwhile. */
  private boolean update(Predicate<List<E>> change) {
    while (true) {
      ListReferent.Snapshot snapshot = numberedSnapshot();
      if (!change.test(elements(snapshot))) {
        return false;
      }
      if (this.<Long>invoke("#commit", snapshot.version(), snapshot.elements()) != 0) {
        return true;
      }
    }
  }

  private ListReferent.Snapshot numberedSnapshot() {
    return this.<ListReferent.Snapshot>invoke("#snapshot");
  }

  @SuppressWarnings("unchecked")
  private List<E> elements(ListReferent.Snapshot snapshot) {
    return (List<E>) snapshot.elements();
  }

  @Override
  public Iterator<E> iterator() {
    return listIterator(0);
  }

  @Override
  public ListIterator<E> listIterator() {
    return listIterator(0);
  }

  @Override
  public ListIterator<E> listIterator(int index) {
    ListReferent.Snapshot snapshot = numberedSnapshot();
    return new ListProxyIterator<>(this, snapshot.structure(), elements(snapshot).listIterator(index));
  }

  /**
   * A change at a place in a snapshot. Returns the list's new structure.
   *
   * @throws ConcurrentModificationException if it has another structure by now
   */
  long changeAt(String method, long structure, @Nullable Object... arguments) {
    @Nullable Object[] all = new @Nullable Object[arguments.length + 1];
    all[0] = structure;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    long changed = this.<Long>invoke(method, all);
    if (changed == 0) {
      throw new ConcurrentModificationException(
          "somebody else changed the shared list since its elements were read: list=" + describe());
    }
    return changed;
  }

  @Override
  public Spliterator<E> spliterator() {
    return snapshot().spliterator();
  }

  @Override
  public List<E> subList(int from, int to) {
    ListReferent.Snapshot part = this.<ListReferent.Snapshot>invoke("#subList", from, to);
    return new SharedSubList<>(this, part.structure(), from, elements(part));
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<E> copy() {
    return (List<E>) Objects.requireNonNull(super.copy());
  }
}
