package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.queue.InterProcessQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What proxies ask of a collection or map of the user's beside its own methods: snapshots, and changes that don't hand
 * over something to be filled. Names begin with {@code #}.
 */
final class PlainObject {

  static final String ELEMENTS = "#elements";
  static final String SUB_LIST = "#subList";
  static final String DRAIN_TO = "#drainTo";
  static final String ENTRIES = "#entries";
  static final String REMOVE_KEYS = "#removeKeys";
  static final String REMOVE_ENTRIES = "#removeEntries";
  static final String PUT_IF_ABSENT = "#putIfAbsent";
  static final String REPLACE = "#replace";
  static final String REMOVE = "#remove";

  private static final Set<String> FUNCTIONAL =
      Set.of("compute", "computeIfAbsent", "computeIfPresent", "merge", "replaceAll");

  /**
   * What a proxy may ask.
   *
   * @param of an interface that the registered one has to be or extend
   * @param standsFor one of these methods has to be exposed
   */
  private record Kind(Set<Class<?>> of, Set<String> standsFor) {

    Kind(Class<?> of, Set<String> standsFor) {
      this(Set.of(of), standsFor);
    }
  }

  private static final Map<String, Kind> KINDS =
      Map.of(
          ELEMENTS,
          new Kind(
              Collection.class,
              Set.of(
                  "iterator", "listIterator", "descendingIterator", "spliterator", "stream", "parallelStream",
                  "forEach", "removeIf", "toArray")),
          SUB_LIST, new Kind(List.class, Set.of("subList")),
          DRAIN_TO, new Kind(Set.of(BlockingQueue.class, InterProcessQueue.class), Set.of("drainTo")),
          ENTRIES, new Kind(Map.class, Set.of("keySet", "values", "entrySet", "forEach", "replaceAll")),
          REMOVE_KEYS, new Kind(Map.class, Set.of("remove")),
          REMOVE_ENTRIES, new Kind(Map.class, Set.of("remove")),
          PUT_IF_ABSENT, new Kind(Map.class, FUNCTIONAL),
          REPLACE, new Kind(Map.class, FUNCTIONAL),
          REMOVE, new Kind(Map.class, FUNCTIONAL));

  private PlainObject() {}

  /** Whether proxies of this interface may ask this. */
  static boolean answers(Class<?> type, String method) {
    Kind kind = KINDS.get(method);
    return kind != null && kind.of().stream().anyMatch(of -> of.isAssignableFrom(type));
  }

  static boolean isExposed(String method, Set<String> exposed) {
    Kind kind = KINDS.get(method);
    return kind != null && !Collections.disjoint(kind.standsFor(), exposed);
  }

  /** @param object of an interface of which this method {@link #answers} */
  static @Nullable Object answer(Object object, Arguments arguments) {
    return switch (arguments.method()) {
      case ELEMENTS -> new ArrayList<>((Collection<?>) object);
      case SUB_LIST -> new ArrayList<>(((List<?>) object).subList(arguments.intAt(0), arguments.intAt(1)));
      case DRAIN_TO -> drain(object, arguments.intAt(0));
      case ENTRIES -> entries((Map<?, ?>) object);
      case REMOVE_KEYS -> {
        arguments.collectionAt(0).forEach(((Map<?, ?>) object)::remove);
        yield null;
      }
      case REMOVE_ENTRIES -> {
        Iterator<?> values = arguments.collectionAt(1).iterator();
        arguments.collectionAt(0).forEach(key -> ((Map<?, ?>) object).remove(key, values.next()));
        yield null;
      }
      default -> change(object, arguments);
    };
  }

  private static List<Object> drain(Object queue, int most) {
    List<Object> drained = new ArrayList<>();
    if (queue instanceof InterProcessQueue<?> shared) {
      shared.drainTo(drained, most);
    } else {
      ((BlockingQueue<?>) queue).drainTo(drained, most);
    }
    return drained;
  }

  private static MapReferent.Snapshot entries(Map<?, ?> map) {
    ArrayList<@Nullable Object> keys = new ArrayList<>();
    ArrayList<MapReferent.Cell> cells = new ArrayList<>();
    synchronized (map) { // the JDK's synchronized maps want it, and it does no harm to others
      map.forEach(
          (key, value) -> {
            keys.add(key);
            cells.add(new MapReferent.Cell(value, 0));
          });
    }
    return new MapReferent.Snapshot(keys, cells);
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Object change(Object object, Arguments arguments) {
    if (!(object instanceof ConcurrentMap<?, ?> plain)) {
      throw new ManagerException(
          "a method with a function, which runs in the caller's process, needs a ConcurrentMap in the manager's: class="
              + object.getClass().getName() + ", method=" + arguments.method().substring(1)
              + "; register a ConcurrentMap, or use SyncManager.map()");
    }
    ConcurrentMap<Object, Object> map = (ConcurrentMap<Object, Object>) plain;
    Object key = arguments.as(Object.class, 0);
    Object value = arguments.as(Object.class, 1);
    return switch (arguments.method()) {
      case PUT_IF_ABSENT -> map.putIfAbsent(key, value);
      case REPLACE -> map.replace(key, value, arguments.as(Object.class, 2));
      default -> map.remove(key, value);
    };
  }
}
