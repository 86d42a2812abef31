package io.multiprocessing.manager;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A shared map. It keeps the order in which keys were first put; keys and values may be null, as in Python. Every
 * method is one step for all processes, and one round trip, but for those that take a function.
 *
 * <p><b>Values are copies.</b> What {@link #get} returns is a copy, and changing it changes nothing here: put it back,
 * use {@link #compute}, or put a proxy in, a {@link ManagedList} for instance, which stays a reference. Keys are found
 * by their {@code equals} and {@code hashCode}, in the manager's process.
 *
 * <p><b>Functions run here</b>, in the caller's process, so they need not be serializable: {@link #compute}, {@link
 * #merge}, {@link #computeIfAbsent}, {@link #computeIfPresent} and {@link #replaceAll} bring the value, and set the
 * new one only if nobody was faster; else the function runs again. So no update is lost, and a function should have no
 * effects. That takes two round trips, and two more each time that somebody was faster. What others see changes in one
 * step for each key.
 *
 * <p><b>Views</b> ({@link #keySet}, {@link #values}, {@link #entrySet}) are snapshots of the moment in which they were
 * asked for, brought in one round trip; what is removed from them, and an entry's {@code setValue}, is done to the
 * shared map too. What others put later isn't seen.
 *
 * <p>A proxy is equal to proxies of the same map only, see {@link RemoteObject}; compare {@link #copy()}.
 *
 * <p>An interrupt never ends a call; it is kept for later. Safe for use by several threads. Python: {@code
 * SyncManager.dict}, {@code DictProxy}.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public interface ManagedMap<K extends @Nullable Object, V extends @Nullable Object>
    extends ConcurrentMap<K, V>, RemoteObject {

  /** Calls {@code action} with each entry of a snapshot. */
  @Override
  void forEach(BiConsumer<? super K, ? super V> action);

  /**
   * Replaces each value by what {@code function}, run here, makes of it; one step for each entry. Two round trips for
   * all of them, and two more for each entry with which somebody was faster.
   */
  @Override
  void replaceAll(BiFunction<? super K, ? super V, ? extends V> function);

  /**
   * As {@code ConcurrentMap} says, atomically; {@code mapping} runs here. One round trip if there is a value, else
   * three: {@code mapping} may run although somebody else's value is returned.
   */
  @Override
  V computeIfAbsent(K key, Function<? super K, ? extends V> mapping);

  /** As {@code ConcurrentMap} says, atomically; {@code remapping} runs here, and again if somebody was faster. */
  @Override
  V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends V> remapping);

  /** As {@code ConcurrentMap} says, atomically; {@code remapping} runs here, and again if somebody was faster. */
  @Override
  V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends V> remapping);

  /** As {@code ConcurrentMap} says, atomically; {@code remapping} runs here, and again if somebody was faster. */
  @Override
  V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> remapping);

  /** A snapshot of the keys, in their order; removing from it removes from the map. */
  @Override
  Set<K> keySet();

  /** A snapshot of the values; removing one removes its entry, if the key still has that value. */
  @Override
  Collection<V> values();

  /** A snapshot of the entries; removing one, and {@code setValue}, change the map. */
  @Override
  Set<Map.Entry<K, V>> entrySet();

  /** A copy of the map: a {@link java.util.LinkedHashMap}. */
  @Override
  Map<K, V> copy();
}
