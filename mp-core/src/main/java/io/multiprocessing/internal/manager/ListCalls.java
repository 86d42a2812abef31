package io.multiprocessing.internal.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * As {@link CollectionCalls}, for a list. Its iterators and sublists are snapshots that can't be changed: a place in a
 * snapshot may be another's by the time of the change, and a list of the user's can't tell.
 */
final class ListCalls extends CollectionCalls {

  ListCalls(InterfaceProxy proxy) {
    super(proxy);
  }

  private List<@Nullable Object> fixed() {
    return Collections.unmodifiableList(elements());
  }

  @Override
  public Iterator<@Nullable Object> iterator() {
    return fixed().iterator();
  }

  public ListIterator<@Nullable Object> listIterator() {
    return fixed().listIterator();
  }

  public ListIterator<@Nullable Object> listIterator(int index) {
    return fixed().listIterator(index);
  }

  public List<@Nullable Object> subList(int from, int to) {
    return Collections.unmodifiableList(proxy.<ArrayList<@Nullable Object>>invoke(PlainObject.SUB_LIST, from, to));
  }

  public boolean addAll(int index, Collection<?> others) {
    return proxy.<Boolean>invoke("addAll(int,Collection)", index, new ArrayList<>(others));
  }

  /** The comparator has to travel, or be null: the list sorts itself, as one step. */
  public void sort(@Nullable Comparator<?> comparator) {
    proxy.requireTravelling("sort", comparator);
    proxy.invoke("sort", comparator);
  }

  /** The operator has to travel: the list applies it itself. */
  public void replaceAll(UnaryOperator<?> operator) {
    proxy.requireTravelling("replaceAll", operator);
    proxy.invoke("replaceAll", operator);
  }
}
