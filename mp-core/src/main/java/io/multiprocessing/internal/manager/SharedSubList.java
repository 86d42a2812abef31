package io.multiprocessing.internal.manager;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of a shared list as it was when it was asked for. Its own changes are done to the shared list too, if nobody
 * has moved elements of that meanwhile.
 */
final class SharedSubList<E extends @Nullable Object> extends AbstractList<E> {

  private final ListProxy<E> list;
  private final int from;
  private final List<E> elements;
  private long structure;

  SharedSubList(ListProxy<E> list, long structure, int from, List<E> elements) {
    this.list = list;
    this.structure = structure;
    this.from = from;
    this.elements = new ArrayList<>(elements);
  }

  @Override
  public int size() {
    return elements.size();
  }

  @Override
  public E get(int index) {
    return elements.get(index);
  }

  @Override
  public E set(int index, E element) {
    Objects.checkIndex(index, elements.size());
    structure = list.changeAt("#setAt", structure, from + index, element);
    return elements.set(index, element);
  }

  @Override
  public void add(int index, E element) {
    Objects.checkIndex(index, elements.size() + 1);
    structure = list.changeAt("#insertAt", structure, from + index, element);
    elements.add(index, element);
    modCount++;
  }

  @Override
  public E remove(int index) {
    Objects.checkIndex(index, elements.size());
    structure = list.changeAt("#removeAt", structure, from + index);
    modCount++;
    return elements.remove(index);
  }

  @Override
  protected void removeRange(int start, int end) {
    Objects.checkFromToIndex(start, end, elements.size());
    structure = list.changeAt("#removeRange", structure, from + start, from + end);
    elements.subList(start, end).clear();
    modCount++;
  }
}
