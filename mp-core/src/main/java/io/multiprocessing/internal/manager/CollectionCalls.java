package io.multiprocessing.internal.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The methods of a collection that can't just be sent, for a proxy of a collection of the user's own class: they go
 * over a snapshot, fill an argument, or take a function, which runs here. Public methods stand for those of the
 * interface; the plan finds them by name and parameters.
 */
class CollectionCalls {

  final InterfaceProxy proxy;

  CollectionCalls(InterfaceProxy proxy) {
    this.proxy = proxy;
  }

  /** The elements at one moment, in one round trip. */
  final List<@Nullable Object> elements() {
    return proxy.<ArrayList<@Nullable Object>>invoke(PlainObject.ELEMENTS);
  }

  /** Its {@code remove} removes an element that is equal. */
  public Iterator<@Nullable Object> iterator() {
    return new WritingIterator<>(elements().iterator(), element -> proxy.invoke("remove(Object)", element));
  }

  public final Spliterator<@Nullable Object> spliterator() {
    return elements().spliterator();
  }

  public final Stream<@Nullable Object> stream() {
    return elements().stream();
  }

  public final Stream<@Nullable Object> parallelStream() {
    return elements().parallelStream();
  }

  public final void forEach(Consumer<@Nullable Object> action) {
    Objects.requireNonNull(action, "action");
    elements().forEach(action);
  }

  /** Removes what is equal to the elements that the filter names, in one call. */
  public final boolean removeIf(Predicate<@Nullable Object> filter) {
    Objects.requireNonNull(filter, "filter");
    List<@Nullable Object> named = elements();
    named.removeIf(filter.negate());
    return !named.isEmpty() && proxy.<Boolean>invoke("removeAll", named);
  }

  public final @Nullable Object[] toArray(@Nullable Object[] array) {
    return elements().toArray(array);
  }

  public final @Nullable Object[] toArray(IntFunction<@Nullable Object[]> generator) {
    return elements().toArray(generator.apply(0));
  }

  // These take any collection, which may be a view or something else that doesn't travel.

  public final boolean addAll(Collection<?> others) {
    if (proxy.stands(others)) {
      throw new IllegalArgumentException("a shared collection can't be added to itself: proxy=" + proxy.describe());
    }
    return proxy.<Boolean>invoke("addAll(Collection)", new ArrayList<>(others));
  }

  public final boolean removeAll(Collection<?> others) {
    return proxy.<Boolean>invoke("removeAll", new ArrayList<>(others));
  }

  public final boolean retainAll(Collection<?> others) {
    return proxy.<Boolean>invoke("retainAll", new ArrayList<>(others));
  }

  public final boolean containsAll(Collection<?> others) {
    return proxy.<Boolean>invoke("containsAll", new ArrayList<>(others));
  }
}
