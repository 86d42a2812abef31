package io.multiprocessing.internal.manager;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A map at one moment, as its views show it. What is removed from a view, and what an entry is set to, is done to the
 * shared map too: with a key its entry goes whatever the value is by now; with a value or an entry, only if that is
 * still the one seen.
 */
final class MapSnapshot<K extends @Nullable Object, V extends @Nullable Object> {

  /** Does to the shared map what is done to its views. */
  interface Changes<K extends @Nullable Object, V extends @Nullable Object> {

    void setSeen(K key, V value);

    void removeKeys(Collection<?> keys);

    /** Removes those that are still as they were seen. */
    void removeSeen(List<MapSnapshot<K, V>.Row> rows);
  }

  private final Changes<K, V> map;
  private final List<Row> rows;

  @SuppressWarnings("unchecked")
  MapSnapshot(Changes<K, V> map, MapReferent.Snapshot snapshot) {
    this.map = map;
    rows = new ArrayList<>(snapshot.keys().size());
    for (int i = 0; i < snapshot.keys().size(); i++) {
      MapReferent.Cell cell = snapshot.cells().get(i);
      rows.add(new Row((K) snapshot.keys().get(i), (V) cell.value(), cell.number()));
    }
  }

  List<Row> rows() {
    return rows;
  }

  Set<K> keys() {
    return new ViewSet<>(Row::getKey, false);
  }

  Collection<V> values() {
    return new View<>(Row::getValue, true);
  }

  Set<Map.Entry<K, V>> entries() {
    return new ViewSet<>(row -> row, true);
  }

  /** An entry of the snapshot. */
  final class Row extends AbstractMap.SimpleEntry<K, V> {

    private static final long serialVersionUID = 1L;

    private final long number;

    Row(K key, V value, long number) {
      super(key, value);
      this.number = number;
    }

    long number() {
      return number;
    }

    /** Sets it in the shared map too. */
    @Override
    public V setValue(V value) {
      map.setSeen(getKey(), value);
      return super.setValue(value);
    }
  }

  private class View<T extends @Nullable Object> extends AbstractCollection<T> {

    private final Function<Row, T> element;
    private final boolean onlyIfSame;

    View(Function<Row, T> element, boolean onlyIfSame) {
      this.element = element;
      this.onlyIfSame = onlyIfSame;
    }

    @Override
    public int size() {
      return rows.size();
    }

    @Override
    public Iterator<T> iterator() {
      Iterator<Row> all = new WritingIterator<>(List.copyOf(rows).iterator(), row -> removeAll(List.of(row)));
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public T next() {
          return element.apply(all.next());
        }

        @Override
        public void remove() {
          all.remove();
        }
      };
    }

    private void removeAll(List<Row> removed) {
      if (onlyIfSame) {
        map.removeSeen(removed);
      } else {
        List<@Nullable Object> keys = new ArrayList<>();
        removed.forEach(row -> keys.add(row.getKey()));
        map.removeKeys(keys);
      }
      rows.removeAll(new HashSet<>(removed));
    }

    @Override
    public boolean removeIf(Predicate<? super T> filter) {
      List<Row> removed = new ArrayList<>();
      for (Row row : rows) {
        if (filter.test(element.apply(row))) {
          removed.add(row);
        }
      }
      if (!removed.isEmpty()) {
        removeAll(removed);
      }
      return !removed.isEmpty();
    }

    @Override
    public boolean removeAll(Collection<?> others) {
      Objects.requireNonNull(others, "others");
      return removeIf(others::contains);
    }

    @Override
    public boolean retainAll(Collection<?> others) {
      Objects.requireNonNull(others, "others");
      return removeIf(each -> !others.contains(each));
    }

    @Override
    public void clear() {
      removeIf(each -> true);
    }
  }

  private final class ViewSet<T extends @Nullable Object> extends View<T> implements Set<T> {

    ViewSet(Function<Row, T> element, boolean onlyIfSame) {
      super(element, onlyIfSame);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other == this || other instanceof Set<?> set && set.size() == size() && containsAll(set);
    }

    @Override
    public int hashCode() {
      int sum = 0;
      for (T each : this) {
        sum += Objects.hashCode(each);
      }
      return sum;
    }
  }
}
