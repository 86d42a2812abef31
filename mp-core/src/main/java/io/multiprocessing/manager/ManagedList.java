package io.multiprocessing.manager;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A shared list; elements may be null. Every method is one step for all processes, and one round trip, but for those
 * that take a function.
 *
 * <p><b>Elements are copies</b>: changing what {@link #get} returns changes nothing here. Set it again, or put a proxy
 * in, which stays a reference.
 *
 * <p><b>Functions run here</b>, in the caller's process, so they need not be serializable: {@link #replaceAll}, {@link
 * #removeIf} and {@link #sort} bring the list and set it only if nobody changed it meanwhile; else they start again.
 * For others that is one step. It takes two round trips with the whole list, and two more each time that somebody was
 * faster; a {@link #removeIf} that finds nothing takes one.
 *
 * <p><b>Iterators</b> and streams go over a snapshot, brought in one round trip. An iterator's {@code remove}, {@code
 * set} and {@code add} change the shared list too, and throw {@link java.util.ConcurrentModificationException} if
 * anybody else has added or removed elements since the snapshot. So it is with {@link #subList}, each of whose changes
 * is a round trip.
 *
 * <p>A proxy is equal to proxies of the same list only, see {@link RemoteObject}; compare {@link #copy()}.
 *
 * <p>An interrupt never ends a call; it is kept for later. Safe for use by several threads. Python: {@code
 * SyncManager.list}, {@code ListProxy}.
 *
 * @param <E> the elements
 */
public interface ManagedList<E extends @Nullable Object> extends List<E>, RemoteObject {

  /**
   * Removes and returns the first element, as one step. Python: {@code pop(0)}.
   *
   * @throws java.util.NoSuchElementException if the list is empty
   */
  E removeFirst();

  /**
   * Removes and returns the last element, as one step. Python: {@code pop()}.
   *
   * @throws java.util.NoSuchElementException if the list is empty
   */
  E removeLast();

  /** Replaces each element by what {@code operator}, run here, makes of it; all of them as one step. */
  @Override
  void replaceAll(UnaryOperator<E> operator);

  /** Removes the elements that {@code filter}, run here, names; all of them as one step. */
  @Override
  boolean removeIf(Predicate<? super E> filter);

  /** Sorts the list as one step; the comparator runs here. */
  @Override
  void sort(@Nullable Comparator<? super E> comparator);

  /** Over a snapshot. */
  @Override
  Iterator<E> iterator();

  /** Over a snapshot. */
  @Override
  ListIterator<E> listIterator(int index);

  /** A snapshot of these elements; its own changes are done to the shared list too. Python: {@code l[2:5]}. */
  @Override
  List<E> subList(int from, int to);

  /** A copy of the list: an {@link java.util.ArrayList}. */
  @Override
  List<E> copy();
}
