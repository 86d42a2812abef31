package io.multiprocessing.spring;

import java.beans.PropertyDescriptor;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** The keys that a pool may have, taken from {@link PoolProperties}, and the nearest of them to a misspelt one. */
final class PoolKeys {

  static final String BASE_CONFIG = "base-config";

  private static final Map<String, Shape> SHAPES = shapes(PoolProperties.class);

  private PoolKeys() {}

  /** What may stand below a key: nothing, the positions of a list, or the names of a map. */
  enum Shape {
    SCALAR,
    LIST,
    MAP
  }

  /** The shape of a key in any of its spellings, or null if there is no such key. */
  static @Nullable Shape shape(String key) {
    return shape(SHAPES, key);
  }

  /** As {@link #shape(String)}, of these keys. */
  static @Nullable Shape shape(Map<String, Shape> shapes, String key) {
    return shapes.entrySet().stream()
        .filter(known -> uniform(known.getKey()).equals(uniform(key)))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  static Collection<String> names() {
    return SHAPES.keySet();
  }

  /** A name without what relaxed binding ignores: case, dashes and underscores. */
  static String uniform(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** A choice as it is written in properties. */
  static String dashed(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name among {@code known} that {@code misspelt} most likely stands for, if one is near enough. */
  static Optional<String> nearest(String misspelt, Collection<String> known) {
    String uniform = uniform(misspelt);
    int farthest = Math.max(2, uniform.length() / 3);
    return known.stream()
        .filter(name -> distance(uniform, uniform(name)) <= farthest)
        .min(Comparator.comparingInt(name -> distance(uniform, uniform(name))));
  }

  /** How many letters have to be changed, added or dropped, or neighbours swapped, to make one string the other. */
  static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = cheapest(from, to, i, j, cost);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int cheapest(String from, String to, int i, int j, int[][] cost) {
    if (i == 0 || j == 0) {
      return i + j;
    }
    boolean same = from.charAt(i - 1) == to.charAt(j - 1);
    int least = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }

  /** The keys of a class of settings: those of its properties that can be set. */
  static Map<String, Shape> shapes(Class<?> settings) {
    Map<String, Shape> shapes = new TreeMap<>();
    for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(settings)) {
      if (property.getWriteMethod() != null) {
        shapes.put(DataObjectPropertyName.toDashedForm(property.getName()), shape(property.getPropertyType()));
      }
    }
    return shapes;
  }

  private static Shape shape(Class<?> type) {
    if (Map.class.isAssignableFrom(type)) {
      return Shape.MAP;
    }
    return List.class.isAssignableFrom(type) ? Shape.LIST : Shape.SCALAR;
  }
}
