package io.multiprocessing.internal.manager;

import java.util.ListIterator;
import org.jspecify.annotations.Nullable;

/** Goes over a snapshot of a list; its own changes are done to the shared list too, if that is still the same. */
final class ListProxyIterator<E extends @Nullable Object> implements ListIterator<E> {

  private final ListProxy<E> list;
  private final ListIterator<E> snapshot;
  private long structure;
  private int last = -1; // the index of what was returned last; -1 if there is none to be set or removed

  ListProxyIterator(ListProxy<E> list, long structure, ListIterator<E> snapshot) {
    this.list = list;
    this.structure = structure;
    this.snapshot = snapshot;
  }

  @Override
  public boolean hasNext() {
    return snapshot.hasNext();
  }

  @Override
  public E next() {
    E next = snapshot.next();
    last = snapshot.previousIndex();
    return next;
  }

  @Override
  public boolean hasPrevious() {
    return snapshot.hasPrevious();
  }

  @Override
  public E previous() {
    E previous = snapshot.previous();
    last = snapshot.nextIndex();
    return previous;
  }

  @Override
  public int nextIndex() {
    return snapshot.nextIndex();
  }

  @Override
  public int previousIndex() {
    return snapshot.previousIndex();
  }

  @Override
  public void remove() {
    requireLast();
    structure = list.changeAt("#removeAt", structure, last);
    snapshot.remove();
    last = -1;
  }

  @Override
  public void set(E element) {
    requireLast();
    structure = list.changeAt("#setAt", structure, last, element);
    snapshot.set(element);
  }

  @Override
  public void add(E element) {
    structure = list.changeAt("#insertAt", structure, snapshot.nextIndex(), element);
    snapshot.add(element);
    last = -1;
  }

  private void requireLast() {
    if (last < 0) {
      throw new IllegalStateException("only what next() or previous() has just returned can be set or removed");
    }
  }
}
