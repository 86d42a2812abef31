package io.multiprocessing.internal.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** As {@link CollectionCalls}, for a queue, blocking or not, with one end or two. */
final class QueueCalls extends CollectionCalls {

  QueueCalls(InterfaceProxy proxy) {
    super(proxy);
  }

  public int drainTo(Collection<@Nullable Object> target) {
    return drainTo(target, Integer.MAX_VALUE);
  }

  /** Drains to a list there, which comes here. */
  public int drainTo(Collection<@Nullable Object> target, int maxElements) {
    requireFillable(target);
    if (proxy.stands(target)) {
      throw new IllegalArgumentException("a queue can't be drained to itself: queue=" + proxy.describe());
    }
    int most =
        target instanceof BlockingQueue<?> bounded ? Math.min(maxElements, bounded.remainingCapacity()) : maxElements;
    if (most <= 0) {
      return 0;
    }
    return addEach(proxy.<ArrayList<@Nullable Object>>invoke(PlainObject.DRAIN_TO, most), target);
  }

  /**
   * Before anything is taken for it.
   *
   * @throws UnsupportedOperationException if it can't be changed, as far as it tells
   */
  static void requireFillable(Collection<?> target) {
    Objects.requireNonNull(target, "target").addAll(List.of());
  }

  /** Offers each element, also after one was refused: the others would be lost else. */
  static <E extends @Nullable Object> int addEach(List<E> drained, Collection<? super E> target) {
    int added = 0;
    RuntimeException refused = null;
    for (E element : drained) {
      try {
        target.add(element);
        added++;
      } catch (RuntimeException e) {
        if (refused == null) {
          refused = e;
        } else {
          refused.addSuppressed(e);
        }
      }
    }
    if (refused != null) {
      throw refused;
    }
    return added;
  }

  public Iterator<@Nullable Object> descendingIterator() {
    List<@Nullable Object> elements = elements();
    Collections.reverse(elements);
    return new WritingIterator<>(elements.iterator(), element -> proxy.invoke("removeLastOccurrence", element));
  }
}
