package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagedMap;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A proxy of a map. */
final class MapProxy<K extends @Nullable Object, V extends @Nullable Object> extends BaseProxy
    implements ManagedMap<K, V>, MapSnapshot.Changes<K, V> {

  @Serial private static final long serialVersionUID = 1L;

  MapProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public int size() {
    return this.<Integer>invoke("size");
  }

  @Override
  public boolean isEmpty() {
    return this.<Boolean>invoke("isEmpty");
  }

  @Override
  public V get(@Nullable Object key) {
    return this.<V>invoke("get", key);
  }

  @Override
  public V getOrDefault(@Nullable Object key, V other) {
    return this.<V>invoke("getOrDefault", key, other);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return this.<Boolean>invoke("containsKey", key);
  }

  @Override
  public boolean containsValue(@Nullable Object value) {
    return this.<Boolean>invoke("containsValue", value);
  }

  @Override
  public V put(K key, V value) {
    return this.<V>invoke("put", key, value);
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> entries) {
    invoke("putAll", new LinkedHashMap<>(entries));
  }

  @Override
  public V putIfAbsent(K key, V value) {
    return this.<V>invoke("putIfAbsent", key, value);
  }

  @Override
  public V replace(K key, V value) {
    return this.<V>invoke("replace", key, value);
  }

  @Override
  public boolean replace(K key, V expected, V value) {
    return this.<Boolean>invoke("replace", key, expected, value);
  }

  @Override
  public V remove(@Nullable Object key) {
    return this.<V>invoke("remove", key);
  }

  @Override
  public boolean remove(@Nullable Object key, @Nullable Object value) {
    return this.<Boolean>invoke("remove", key, value);
  }

  @Override
  public void clear() {
    invoke("clear");
  }

  @Override
  public V computeIfAbsent(K key, Function<? super K, ? extends V> mapping) {
    Objects.requireNonNull(mapping, "mapping");
    V present = get(key);
    return present != null ? present : update(key, false, value -> value == null ? mapping.apply(key) : value);
  }

  @Override
  public V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends V> remapping) {
    Objects.requireNonNull(remapping, "remapping");
    return update(key, false, value -> value == null ? null : remapping.apply(key, value));
  }

  @Override
  public V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends V> remapping) {
    Objects.requireNonNull(remapping, "remapping");
    return update(key, true, value -> remapping.apply(key, value));
  }

  @Override
  public V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> remapping) {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(remapping, "remapping");
    return update(key, true, old -> old == null ? value : remapping.apply(old, value));
  }

  /**
   * Computes a key's value from its value, null for none, until nobody else was faster. A function may return what it
   * was given, changed, so that is set too.
   *
   * @param removesNull whether a key whose value is null goes if the function gives null too, as with {@code compute}
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // as with the JDK's maps, null stands for no value
  private V update(K key, boolean removesNull, Function<@Nullable V, ? extends @Nullable V> function) {
    while (true) {
      MapReferent.Cell cell = this.<MapReferent.Cell>invoke("#read", key);
      V next = function.apply((V) cell.value());
      boolean stays = next == null && cell.value() == null && (cell.number() == 0 || !removesNull);
      if (stays
          || this.<Boolean>invoke("#change", new MapReferent.Change(key, cell.number(), next, next == null))) {
        return next;
      }
    }
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    Objects.requireNonNull(function, "function");
    List<MapSnapshot<K, V>.Row> rows = snapshot().rows();
    List<MapReferent.Change> changes = new ArrayList<>();
    for (MapSnapshot<K, V>.Row row : rows) {
      changes.add(
          new MapReferent.Change(row.getKey(), row.number(), function.apply(row.getKey(), row.getValue()), false));
    }
    for (int refused : changeAll(changes)) {
      replaceOne(rows.get(refused).getKey(), function);
    }
  }

  /** After somebody else was faster with this key. */
  @SuppressWarnings("unchecked")
  private void replaceOne(K key, BiFunction<? super K, ? super V, ? extends V> function) {
    boolean done = false;
    while (!done) {
      MapReferent.Cell cell = this.<MapReferent.Cell>invoke("#read", key);
      done =
          cell.number() == 0
              || this.<Boolean>invoke(
                  "#change",
                  new MapReferent.Change(key, cell.number(), function.apply(key, (V) cell.value()), false));
    }
  }

  /** Returns the indexes of those for which somebody else was faster. */
  private List<Integer> changeAll(List<MapReferent.Change> changes) {
    return changes.isEmpty() ? List.of() : this.<List<Integer>>invoke("#changeAll", changes);
  }

  @Override
  public void setSeen(K key, V value) {
    put(key, value);
  }

  @Override
  public void removeKeys(Collection<?> keys) {
    invoke("#removeKeys", new ArrayList<>(keys));
  }

  @Override
  public void removeSeen(List<MapSnapshot<K, V>.Row> rows) {
    List<MapReferent.Change> changes = new ArrayList<>();
    rows.forEach(row -> changes.add(new MapReferent.Change(row.getKey(), row.number(), null, true)));
    changeAll(changes);
  }

  private MapSnapshot<K, V> snapshot() {
    return new MapSnapshot<>(this, this.<MapReferent.Snapshot>invoke("#snapshot"));
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    Objects.requireNonNull(action, "action");
    copy().forEach(action);
  }

  @Override
  public Set<K> keySet() {
    return new KeySnapshot<>(this, this.<List<K>>invoke("keySet"));
  }

  @Override
  public Collection<V> values() {
    return snapshot().values();
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return snapshot().entries();
  }

  @Override
  @SuppressWarnings("unchecked")
  public Map<K, V> copy() {
    return (Map<K, V>) Objects.requireNonNull(super.copy());
  }
}
