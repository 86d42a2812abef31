package io.multiprocessing.internal.manager;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a shared map at one moment. What is removed here is removed from the map, whatever its value is by now.
 */
final class KeySnapshot<K extends @Nullable Object> extends AbstractSet<K> {

  private final MapProxy<K, ?> map;
  private final Set<K> keys;

  KeySnapshot(MapProxy<K, ?> map, Collection<K> keys) {
    this.map = map;
    this.keys = new LinkedHashSet<>(keys);
  }

  @Override
  public int size() {
    return keys.size();
  }

  @Override
  public boolean contains(@Nullable Object key) {
    return keys.contains(key);
  }

  @Override
  public Iterator<K> iterator() {
    return new WritingIterator<>(new ArrayList<>(keys).iterator(), this::remove);
  }

  @Override
  public boolean remove(@Nullable Object key) {
    boolean there = keys.contains(key);
    if (there) {
      map.removeKeys(listOf(key));
      keys.remove(key);
    }
    return there;
  }

  private static List<@Nullable Object> listOf(@Nullable Object key) {
    List<@Nullable Object> one = new ArrayList<>();
    one.add(key);
    return one;
  }

  @Override
  public boolean removeIf(Predicate<? super K> filter) {
    Objects.requireNonNull(filter, "filter");
    List<K> removed = new ArrayList<>(keys);
    removed.removeIf(filter.negate());
    if (!removed.isEmpty()) {
      map.removeKeys(removed);
      removed.forEach(keys::remove);
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
    return removeIf(key -> !others.contains(key));
  }

  @Override
  public void clear() {
    removeIf(key -> true);
  }
}
