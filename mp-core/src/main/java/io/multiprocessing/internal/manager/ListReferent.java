package io.multiprocessing.internal.manager;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A list, and how often it was changed: what a client computed from a snapshot is set only if that number is the same.
 */
final class ListReferent extends GuardedReferent {

  /** Those that don't go through the list. */
  private static final Set<String> BRIEF =
      Set.of("size", "isEmpty", "get", "set", "add", "removeLast", "#setAt");

  // All under the lock.
  private ArrayList<@Nullable Object> elements;
  private long version = 1; // counts all changes
  private long structure = 1; // counts those that move elements, as the JDK's lists do for their iterators

  ListReferent(Collection<?> elements) {
    this.elements = new ArrayList<>(elements);
  }

  @Override
  boolean brief(String name) {
    return BRIEF.contains(name);
  }

  @Override
  @Nullable Object answer(String name, Arguments arguments, Invocation call) {
    switch (name) {
      case "contains" -> {
        return snapshot().elements().contains(arguments.at(0));
      }
      case "containsAll" -> {
        return new HashSet<>(snapshot().elements()).containsAll(arguments.collectionAt(0));
      }
      case "indexOf" -> {
        return snapshot().elements().indexOf(arguments.at(0));
      }
      case "lastIndexOf" -> {
        return snapshot().elements().lastIndexOf(arguments.at(0));
      }
      case "addAll" -> {
        boolean atEnd = arguments.count() == 1;
        List<@Nullable Object> others = arguments.listAt(atEnd ? 0 : 1);
        return lockedly(
            () -> changedIf(atEnd ? elements.addAll(others) : elements.addAll(arguments.intAt(0), others)));
      }
      case "remove" -> {
        if (!isByIndex(call)) {
          return update(list -> list.remove(arguments.at(0)));
        }
      }
      case "removeAll", "retainAll" -> {
        Set<@Nullable Object> others = new HashSet<>(arguments.collectionAt(0));
        return update(list -> name.equals("removeAll") ? list.removeAll(others) : list.retainAll(others));
      }
      case "#commit" -> {
        long expected = arguments.longAt(0);
        List<@Nullable Object> next = arguments.listAt(1);
        return locked(() -> expected == version ? commit(next) : 0L);
      }
      default -> {} // below
    }
    return locked(() -> answerUnderLock(name, arguments));
  }

  private static boolean isByIndex(Invocation call) {
    String method = call.method();
    return method.equals("remove(int)") || method.equals("remove") && call.arguments().get(0) instanceof Integer;
  }

  /** Compares elements without the lock, and again if somebody else changed the list meanwhile. */
  private boolean update(Predicate<List<@Nullable Object>> change) {
    while (true) {
      Snapshot snapshot = snapshot();
      if (!change.test(snapshot.elements())) {
        return false;
      }
      if (lockedly(() -> snapshot.version() == version && commit(snapshot.elements()) > 0)) {
        return true;
      }
    }
  }

  private long commit(List<@Nullable Object> next) {
    elements = new ArrayList<>(next);
    return changed(version);
  }

  private Snapshot snapshot() {
    return locked(() -> new Snapshot(version, structure, new ArrayList<>(elements)));
  }

  private @Nullable Object answerUnderLock(String name, Arguments arguments) {
    return switch (name) {
      case "size" -> elements.size();
      case "isEmpty" -> elements.isEmpty();
      case "get" -> elements.get(arguments.intAt(0));
      case "subList" -> new ArrayList<>(elements.subList(arguments.intAt(0), arguments.intAt(1)));
      case "toArray" -> elements.toArray();
      case "#subList" ->
          new Snapshot(
              version, structure, new ArrayList<>(elements.subList(arguments.intAt(0), arguments.intAt(1))));
      case "#snapshot" -> snapshot();
      default -> change(name, arguments);
    };
  }

  /**
   * The list at one moment.
   *
   * @param version what it has to be for a change that was computed from all of this
   * @param structure what it has to be for a change at a place in this
   */
  record Snapshot(long version, long structure, ArrayList<@Nullable Object> elements) implements Serializable {}

  private @Nullable Object change(String name, Arguments arguments) {
    int size = elements.size();
    switch (name) {
      case "set" -> {
        Object former = elements.set(arguments.intAt(0), arguments.expect(2).at(1));
        version++;
        return former;
      }
      case "add" -> {
        if (arguments.count() == 1) {
          return changed(elements.add(arguments.at(0)));
        }
        elements.add(arguments.intAt(0), arguments.expect(2).at(1));
        return changed(null);
      }
      case "remove" -> {
        return changed(elements.remove(arguments.intAt(0)));
      }
      case "removeFirst", "removeLast" -> {
        if (size == 0) {
          throw new NoSuchElementException("the list is empty: method=" + name);
        }
        return changed(elements.remove(name.equals("removeFirst") ? 0 : size - 1));
      }
      case "clear" -> {
        elements.clear();
        return changed(null);
      }
      default -> {
        return conditionally(name, arguments);
      }
    }
  }

  /**
   * The changes of a client that knows where elements were. Returns the new structure, 0 if it has changed meanwhile.
   */
  private Object conditionally(String name, Arguments arguments) {
    if (!Set.of("#setAt", "#insertAt", "#removeAt", "#removeRange").contains(name)) {
      throw noSuchMethod(arguments);
    }
    if (arguments.longAt(0) != structure) {
      return 0L;
    }
    switch (name) {
      case "#setAt" -> {
        elements.set(arguments.intAt(1), arguments.at(2));
        version++;
        return structure;
      }
      case "#insertAt" -> elements.add(arguments.intAt(1), arguments.at(2));
      case "#removeRange" -> elements.subList(arguments.intAt(1), arguments.intAt(2)).clear();
      default -> elements.remove(arguments.intAt(1));
    }
    return changed(structure + 1);
  }

  private <T extends @Nullable Object> T changed(T result) {
    version++;
    structure++;
    return result;
  }

  private boolean changedIf(boolean change) {
    if (change) {
      changed(null);
    }
    return change;
  }

  @Override
  public Object copy() {
    return snapshot().elements();
  }

  @Override
  public String toString() {
    return Texts.list(snapshot().elements());
  }
}
