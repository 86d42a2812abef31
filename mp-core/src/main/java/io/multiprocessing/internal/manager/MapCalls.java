package io.multiprocessing.internal.manager;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The methods of a map that can't just be sent, for a proxy of a map of the user's own class. Views are snapshots, as
 * with a manager's own maps. Functions run here, and what they make is set only if the value is still equal to the one
 * that they were given; that needs a {@link ConcurrentMap} there. Public methods stand for those of the interface.
 */
final class MapCalls implements MapSnapshot.Changes<Object, Object> {

  private final InterfaceProxy proxy;

  MapCalls(InterfaceProxy proxy) {
    this.proxy = proxy;
  }

  private MapSnapshot<Object, Object> snapshot() {
    return new MapSnapshot<>(this, proxy.<MapReferent.Snapshot>invoke(PlainObject.ENTRIES));
  }

  /** A copy, in one round trip. */
  Map<Object, Object> entries() {
    Map<Object, Object> all = new LinkedHashMap<>();
    snapshot().rows().forEach(row -> all.put(row.getKey(), row.getValue()));
    return all;
  }

  public Set<Object> keySet() {
    return snapshot().keys();
  }

  public Collection<Object> values() {
    return snapshot().values();
  }

  public Set<Map.Entry<Object, Object>> entrySet() {
    return snapshot().entries();
  }

  public void forEach(BiConsumer<Object, Object> action) {
    Objects.requireNonNull(action, "action");
    entries().forEach(action);
  }

  public void putAll(Map<?, ?> others) {
    proxy.invoke("putAll", new LinkedHashMap<>(others));
  }

  public void replaceAll(BiFunction<Object, Object, Object> function) {
    Objects.requireNonNull(function, "function");
    entries().keySet().forEach(key -> new Attempts().computeIfPresent(key, function));
  }

  public Object compute(Object key, BiFunction<Object, Object, Object> function) {
    return new Attempts().compute(key, function);
  }

  public Object computeIfAbsent(Object key, Function<Object, Object> function) {
    return new Attempts().computeIfAbsent(key, function);
  }

  public Object computeIfPresent(Object key, BiFunction<Object, Object, Object> function) {
    return new Attempts().computeIfPresent(key, function);
  }

  public Object merge(Object key, Object value, BiFunction<Object, Object, Object> function) {
    return new Attempts().merge(key, value, function);
  }

  @Override
  public void setSeen(Object key, Object value) {
    proxy.invoke("put", key, value);
  }

  @Override
  public void removeKeys(Collection<?> keys) {
    proxy.invoke(PlainObject.REMOVE_KEYS, new ArrayList<>(keys));
  }

  @Override
  public void removeSeen(List<MapSnapshot<Object, Object>.Row> rows) {
    List<Object> keys = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (MapSnapshot<Object, Object>.Row row : rows) {
      keys.add(row.getKey());
      values.add(row.getValue());
    }
    proxy.invoke(PlainObject.REMOVE_ENTRIES, keys, values);
  }

  /** The steps from which the JDK's default methods of a concurrent map are made, and how often one was in vain. */
  private final class Attempts extends AbstractMap<Object, Object> implements ConcurrentMap<Object, Object> {

    /** A value whose class has no {@code equals} is never equal to its copy, so that no attempt would be the last. */
    private static final int MOST = 1000;

    private int count;

    @Override
    public Object get(Object key) {
      return proxy.invoke("get", key);
    }

    @Override
    public Object getOrDefault(Object key, Object other) {
      Object value = get(key);
      return value == null ? other : value;
    }

    @Override
    public boolean containsKey(Object key) {
      return get(key) != null;
    }

    @Override
    public Object putIfAbsent(Object key, Object value) {
      return proxy.invoke(PlainObject.PUT_IF_ABSENT, key, value);
    }

    @Override
    public boolean remove(Object key, Object value) {
      return counted(key, proxy.<Boolean>invoke(PlainObject.REMOVE, key, value));
    }

    @Override
    public boolean replace(Object key, Object expected, Object value) {
      return counted(key, proxy.<Boolean>invoke(PlainObject.REPLACE, key, expected, value));
    }

    @Override
    public Object replace(Object key, Object value) {
      throw new UnsupportedOperationException("replace(key, value)"); // it is sent
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
      return MapCalls.this.entrySet();
    }

    private boolean counted(Object key, boolean done) {
      if (!done && ++count == MOST) {
        throw new ConcurrentModificationException(
            "the value was another one at each attempt to replace it: attempts=" + MOST + ", proxy=" + proxy.describe()
                + "; the values' class needs an equals method, or use SyncManager.map()");
      }
      return done;
    }
  }
}
