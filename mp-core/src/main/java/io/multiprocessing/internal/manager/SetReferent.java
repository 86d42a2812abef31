package io.multiprocessing.internal.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A set, and how often it was changed. */
final class SetReferent extends GuardedReferent {

  private static final Set<String> BRIEF = Set.of("size", "isEmpty", "contains", "add", "remove");

  // Both under the lock.
  private final LinkedHashSet<@Nullable Object> elements;
  private long version = 1;

  SetReferent(Collection<?> elements) {
    this.elements = new LinkedHashSet<>(elements);
  }

  @Override
  boolean brief(String name) {
    return BRIEF.contains(name);
  }

  /** An element is hashed and compared. */
  @Override
  public boolean isBrief(String method, List<@Nullable Object> arguments) {
    return arguments.isEmpty() || SmallValues.isScalar(arguments.get(0));
  }

  @Override
  @Nullable Object answer(String name, Arguments arguments, Invocation call) {
    switch (name) {
      case "containsAll" -> {
        List<@Nullable Object> others = arguments.listAt(0);
        return lockedly(() -> elements.containsAll(others));
      }
      case "addAll" -> {
        List<@Nullable Object> others = arguments.listAt(0);
        return lockedly(() -> changedIf(elements.addAll(others)));
      }
      case "removeAll" -> {
        List<@Nullable Object> others = arguments.listAt(0);
        return lockedly(() -> removeAll(others));
      }
      case "retainAll" -> {
        Set<@Nullable Object> kept = new HashSet<>(arguments.collectionAt(0));
        return lockedly(() -> changedIf(elements.retainAll(kept)));
      }
      case "#removeAllIf" -> {
        List<@Nullable Object> others = arguments.listAt(1);
        long expected = arguments.longAt(0);
        return this.<@Nullable Object>locked(() -> expected == version ? removeAll(others) : null);
      }
      default -> {
        return locked(() -> answerUnderLock(name, arguments));
      }
    }
  }

  private @Nullable Object answerUnderLock(String name, Arguments arguments) {
    return switch (name) {
      case "size" -> elements.size();
      case "isEmpty" -> elements.isEmpty();
      case "contains" -> elements.contains(arguments.at(0));
      case "toArray" -> elements.toArray();
      case "#snapshot" -> new ListReferent.Snapshot(version, version, new ArrayList<>(elements));
      case "add" -> changedIf(elements.add(arguments.at(0)));
      case "remove" -> changedIf(elements.remove(arguments.at(0)));
      case "clear" -> clear();
      default -> throw noSuchMethod(arguments);
    };
  }

  private List<@Nullable Object> snapshot() {
    return locked(() -> new ArrayList<>(elements));
  }

  private boolean removeAll(Collection<?> others) {
    boolean any = false;
    for (Object other : others) { // not the JDK's, which goes through a long list for each element of the set
      any |= elements.remove(other);
    }
    return changedIf(any);
  }

  private @Nullable Object clear() {
    changedIf(!elements.isEmpty());
    elements.clear();
    return null;
  }

  private boolean changedIf(boolean change) {
    if (change) {
      version++;
    }
    return change;
  }

  @Override
  public Object copy() {
    return new LinkedHashSet<>(snapshot());
  }

  @Override
  public String toString() {
    return Texts.list(snapshot());
  }
}
