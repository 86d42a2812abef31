package io.multiprocessing.spring;

import io.multiprocessing.spring.PoolKeys.Shape;
import io.multiprocessing.spring.manager.ManagerProperties;
import io.multiprocessing.spring.manager.SharedObjectProperties;
import io.multiprocessing.spring.manager.SharedObjectType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** The keys that a manager may have, taken from {@link ManagerProperties}, and which values nobody may see. */
final class ManagerKeys {

  static final String OBJECTS = "objects";
  static final String SSL = "ssl";

  private static final String HIDDEN = "******";
  private static final String AUTHKEY = "authkey";
  private static final List<String> SECRETS = List.of("key", "secret", "password", "token");

  private static final Map<String, Shape> MANAGER = PoolKeys.shapes(ManagerProperties.class);
  private static final Map<String, Shape> OF_OBJECT = PoolKeys.shapes(SharedObjectProperties.class);
  private static final Map<String, Shape> OF_SSL = PoolKeys.shapes(ManagerProperties.Ssl.class);

  private ManagerKeys() {}

  /**
   * A part of a key that nothing has.
   *
   * @param position of its element
   * @param known what may stand there
   */
  record Misspelt(int position, Collection<String> known) {}

  /** What is wrong with a key below a manager's name, or null if nothing is. */
  static @Nullable Misspelt misspelt(ConfigurationPropertyName name) {
    String key = name.getElement(3, Form.ORIGINAL);
    int elements = name.getNumberOfElements();
    if (isSame(key, OBJECTS)) {
      return elements < 6 ? null : below(OF_OBJECT, name, 5);
    }
    if (isSame(key, SSL)) {
      return elements < 5 ? null : below(OF_SSL, name, 4);
    }
    Misspelt wrong = below(MANAGER, name, 3);
    return wrong == null ? null : new Misspelt(3, names());
  }

  private static @Nullable Misspelt below(Map<String, Shape> known, ConfigurationPropertyName name, int position) {
    Shape shape = PoolKeys.shape(known, name.getElement(position, Form.ORIGINAL));
    return shape != null && KeyScan.allows(shape, name, position + 1) ? null : new Misspelt(position, known.keySet());
  }

  /** Whether a name stands where a manager, its objects, one of these or its ssl stands, without a value of its own. */
  static boolean isOwner(ConfigurationPropertyName name) {
    int elements = name.getNumberOfElements();
    if (elements <= 3) {
      return true;
    }
    String key = name.getElement(3, Form.ORIGINAL);
    return isSame(key, OBJECTS) && elements <= 5 || isSame(key, SSL) && elements == 4;
  }

  static boolean isObject(ConfigurationPropertyName name) {
    return name.getNumberOfElements() >= 5 && isSame(name.getElement(3, Form.ORIGINAL), OBJECTS);
  }

  /**
   * What an environment variable means from some element on, as a key below a manager's name; null if it means nothing.
   * There a dot and a dash look alike.
   */
  static @Nullable String ofVariable(ConfigurationPropertyName name, int from) {
    int elements = name.getNumberOfElements();
    if (isSame(join(name, from, from + 1), OBJECTS)) {
      for (int key = from + 2; key < elements; key++) {
        if (PoolKeys.shape(OF_OBJECT, join(name, key, elements)) != null) {
          return OBJECTS + "." + dashed(name, from + 1, key) + "." + join(name, key, elements);
        }
      }
      return null;
    }
    if (isSame(join(name, from, elements), SSL + "bundle")) {
      return SSL + ".bundle";
    }
    for (int to = from + 1; to <= elements; to++) {
      Shape shape = PoolKeys.shape(MANAGER, join(name, from, to));
      if (shape != null && KeyScan.allows(shape, name, to)) {
        return to == elements ? join(name, from, to) : join(name, from, to) + "[" + join(name, to, elements) + "]";
      }
    }
    return null;
  }

  private static String join(ConfigurationPropertyName name, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> name.getElement(i, Form.UNIFORM)).collect(Collectors.joining());
  }

  private static String dashed(ConfigurationPropertyName name, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> name.getElement(i, Form.UNIFORM)).collect(Collectors.joining("-"));
  }

  /** The value as it may be shown: not if its key is one of a secret, or might be meant as one. */
  static @Nullable Object shown(ConfigurationPropertyName key, @Nullable Object value) {
    for (int i = 0; i < key.getNumberOfElements(); i++) {
      String element = PoolKeys.uniform(key.getElement(i, Form.ORIGINAL));
      boolean secret = i > 0 && (SECRETS.stream().anyMatch(element::contains)
          || PoolKeys.nearest(element, List.of(AUTHKEY)).isPresent());
      if (secret) {
        return HIDDEN;
      }
    }
    return value;
  }

  static Collection<String> names() {
    return new TreeSet<>(
        Stream.concat(MANAGER.keySet().stream(), Stream.of(OBJECTS, SSL)).collect(Collectors.toList()));
  }

  static List<String> types() {
    List<String> types = new ArrayList<>();
    for (SharedObjectType type : SharedObjectType.values()) {
      types.add(PoolKeys.dashed(type));
    }
    return types;
  }

  private static boolean isSame(String name, String other) {
    return PoolKeys.uniform(name).equals(PoolKeys.uniform(other));
  }
}
