package io.multiprocessing.internal.manager;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An array of fixed length. */
final class ArrayReferent extends GuardedReferent {

  private final @Nullable Object[] elements; // under the lock

  ArrayReferent(Collection<?> elements) {
    this.elements = elements.toArray();
  }

  @Override
  boolean brief(String name) {
    return name.equals("get") || name.equals("set") || name.equals("length");
  }

  @Override
  @Nullable Object answer(String name, Arguments arguments, Invocation call) {
    if (name.equals("setAll")) {
      @Nullable Object[] values = arguments.collectionAt(1).toArray();
      return locked(() -> setAll(arguments, values));
    }
    return locked(() -> answerUnderLock(name, arguments));
  }

  private @Nullable Object setAll(Arguments arguments, @Nullable Object[] values) {
    int from = Objects.checkFromIndexSize(arguments.intAt(0), values.length, elements.length);
    System.arraycopy(values, 0, elements, from, values.length);
    return null;
  }

  private @Nullable Object answerUnderLock(String name, Arguments arguments) {
    switch (name) {
      case "length" -> {
        return elements.length;
      }
      case "get" -> {
        return elements[Objects.checkIndex(arguments.intAt(0), elements.length)];
      }
      case "set" -> {
        elements[Objects.checkIndex(arguments.intAt(0), elements.length)] = arguments.at(1);
        return null;
      }
      case "slice" -> {
        int from = arguments.intAt(0);
        int to = arguments.intAt(1);
        Objects.checkFromToIndex(from, to, elements.length);
        return new ArrayList<>(Arrays.asList(elements).subList(from, to));
      }
      default -> throw noSuchMethod(arguments);
    }
  }

  @Override
  public Object copy() {
    return snapshot();
  }

  @Override
  public String toString() {
    return Texts.list(snapshot());
  }

  private List<@Nullable Object> snapshot() {
    return locked(() -> new ArrayList<>(Arrays.asList(elements)));
  }
}
