package io.multiprocessing.internal.manager;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A map, with a number for each setting of a value: what a client computed from a value is set only if the value is
 * still that one. The number 0 stands for a key that isn't there.
 */
final class MapReferent extends GuardedReferent {

  /** Those that don't go through the map. */
  private static final Set<String> BRIEF =
      Set.of(
          "size", "isEmpty", "get", "getOrDefault", "containsKey", "put", "putIfAbsent", "remove", "replace", "#read",
          "#change");

  // Both under the lock.
  private final LinkedHashMap<@Nullable Object, Cell> cells = new LinkedHashMap<>();
  private long lastNumber;

  /** A value as it was set at some time. */
  record Cell(@Nullable Object value, long number) implements Serializable {

    static final Cell ABSENT = new Cell(null, 0);
  }

  /** The map at one moment; the lists belong together. */
  record Snapshot(ArrayList<@Nullable Object> keys, ArrayList<Cell> cells) implements Serializable {}

  /**
   * A value that a client computed.
   *
   * @param number that of the value it was computed from
   * @param removed whether the key is to be removed instead
   */
  record Change(@Nullable Object key, long number, @Nullable Object value, boolean removed) implements Serializable {}

  MapReferent(Map<?, ?> entries) {
    entries.forEach(this::put);
  }

  @Override
  boolean brief(String name) {
    return BRIEF.contains(name);
  }

  /** A key is hashed and compared, and so is the old value of a conditional change. */
  @Override
  public boolean isBrief(String method, List<@Nullable Object> arguments) {
    Object key = arguments.isEmpty() ? null : arguments.get(0);
    if (key instanceof Change change) {
      key = change.key();
    }
    boolean conditional = method.startsWith("re") && arguments.size() == (method.startsWith("replace") ? 3 : 2);
    return SmallValues.isScalar(key) && (!conditional || SmallValues.isScalar(cell(key).value()));
  }

  @Override
  @Nullable Object answer(String name, Arguments arguments, Invocation call) {
    switch (name) {
      case "containsValue" -> {
        Object value = arguments.at(0);
        return snapshot().cells().stream().anyMatch(cell -> Objects.equals(value, cell.value()));
      }
      case "putAll" -> {
        Map<?, ?> others = arguments.as(Map.class, 0);
        Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>(others);
        return locked(
            () -> {
              entries.forEach(this::put);
              return null;
            });
      }
      case "#removeKeys" -> {
        List<@Nullable Object> keys = arguments.listAt(0);
        return locked(
            () -> {
              keys.forEach(cells::remove);
              return null;
            });
      }
      case "#changeAll" -> {
        List<@Nullable Object> changes = arguments.listAt(0);
        return locked(() -> changeAll(changes));
      }
      case "replace" -> {
        if (arguments.count() == 3) {
          return changeIf(arguments.at(0), arguments.at(1), key -> put(key, arguments.at(2)));
        }
      }
      case "remove" -> {
        if (arguments.count() == 2) {
          return changeIf(arguments.at(0), arguments.at(1), cells::remove);
        }
      }
      default -> {} // below
    }
    return locked(() -> answerUnderLock(name, arguments));
  }

  /** The values are compared without the lock, and again if another came meanwhile. */
  private boolean changeIf(@Nullable Object key, @Nullable Object expected, Consumer<@Nullable Object> change) {
    while (true) {
      Cell old = locked(() -> cell(key));
      if (old == Cell.ABSENT || !Objects.equals(old.value(), expected)) {
        return false;
      }
      boolean done =
          lockedly(
              () -> {
                boolean same = cell(key) == old;
                if (same) {
                  change.accept(key);
                }
                return same;
              });
      if (done) {
        return true;
      }
    }
  }

  private Snapshot snapshot() {
    return locked(() -> new Snapshot(new ArrayList<>(cells.keySet()), new ArrayList<>(cells.values())));
  }

  private @Nullable Object answerUnderLock(String name, Arguments arguments) {
    return switch (name) {
      case "size" -> cells.size();
      case "isEmpty" -> cells.isEmpty();
      case "get" -> cell(arguments.at(0)).value();
      case "getOrDefault" -> {
        Cell cell = cells.get(arguments.at(0));
        yield cell == null ? arguments.at(1) : cell.value();
      }
      case "containsKey" -> cells.containsKey(arguments.at(0));
      case "keySet" -> new ArrayList<>(cells.keySet());
      case "#read" -> cell(arguments.at(0));
      case "#snapshot" -> snapshot();
      default -> change(name, arguments);
    };
  }

  private @Nullable Object change(String name, Arguments arguments) {
    Object key = arguments.count() == 0 ? null : arguments.at(0);
    Cell old = cell(key);
    switch (name) {
      case "put" -> put(key, arguments.expect(2).at(1));
      case "putIfAbsent" -> {
        if (old.value() == null) {
          put(key, arguments.expect(2).at(1));
        }
      }
      case "replace" -> {
        if (old != Cell.ABSENT) {
          put(key, arguments.at(1));
        }
      }
      case "remove" -> cells.remove(key);
      case "clear" -> {
        cells.clear();
        return null;
      }
      case "#change" -> {
        return change(arguments.as(Change.class, 0));
      }
      default -> throw noSuchMethod(arguments);
    }
    return old.value();
  }

  private List<Integer> changeAll(List<@Nullable Object> changes) {
    List<Integer> refused = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      if (!change((Change) Objects.requireNonNull(changes.get(i)))) {
        refused.add(i);
      }
    }
    return refused;
  }

  private boolean change(Change change) {
    if (cell(change.key()).number() != change.number()) {
      return false;
    }
    if (change.removed()) {
      cells.remove(change.key());
    } else {
      put(change.key(), change.value());
    }
    return true;
  }

  private Cell cell(@Nullable Object key) {
    return cells.getOrDefault(key, Cell.ABSENT);
  }

  private void put(@Nullable Object key, @Nullable Object value) {
    cells.put(key, new Cell(value, ++lastNumber));
  }

  @Override
  public Object copy() {
    Snapshot snapshot = snapshot();
    Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
    for (int i = 0; i < snapshot.keys().size(); i++) {
      copy.put(snapshot.keys().get(i), snapshot.cells().get(i).value());
    }
    return copy;
  }

  @Override
  public String toString() {
    Snapshot snapshot = snapshot();
    StringJoiner text = new StringJoiner(", ", "{", "}");
    for (int i = 0; i < snapshot.keys().size(); i++) {
      text.add(Texts.of(snapshot.keys().get(i)) + "=" + Texts.of(snapshot.cells().get(i).value()));
    }
    return text.toString();
  }
}
