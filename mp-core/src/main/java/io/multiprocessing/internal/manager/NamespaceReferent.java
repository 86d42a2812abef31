package io.multiprocessing.internal.manager;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Attributes by name. */
final class NamespaceReferent extends GuardedReferent {

  private final Map<String, @Nullable Object> attributes = new LinkedHashMap<>(); // under the lock

  @Override
  boolean brief(String name) {
    return !name.equals("attributes");
  }

  @Override
  @Nullable Object answer(String method, Arguments arguments, Invocation call) {
    return locked(() -> answerUnderLock(method, arguments));
  }

  private @Nullable Object answerUnderLock(String method, Arguments arguments) {
    return switch (method) {
      case "get" -> attributes.get(existing(arguments));
      case "set" -> {
        attributes.put(name(arguments), arguments.at(1));
        yield null;
      }
      case "remove" -> {
        attributes.remove(existing(arguments));
        yield null;
      }
      case "has" -> attributes.containsKey(name(arguments));
      case "attributes" -> copy();
      default -> throw noSuchMethod(arguments);
    };
  }

  private static String name(Arguments arguments) {
    return arguments.as(String.class, 0);
  }

  private String existing(Arguments arguments) {
    String name = name(arguments);
    if (!attributes.containsKey(name)) {
      throw new NoSuchElementException(
          "a namespace has no such attribute: name=" + name + ", attributes=" + attributes.keySet());
    }
    return name;
  }

  @Override
  public Object copy() {
    return snapshot();
  }

  private Map<String, @Nullable Object> snapshot() {
    return locked(() -> new LinkedHashMap<>(attributes));
  }

  /** As Python shows it: texts in quotes. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "Namespace(", ")");
    snapshot().forEach(
        (name, value) -> text.add(name + "=" + (value instanceof CharSequence ? "'" + value + "'" : Texts.of(value))));
    return text.toString();
  }
}
