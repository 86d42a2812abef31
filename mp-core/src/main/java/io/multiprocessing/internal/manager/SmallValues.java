package io.multiprocessing.internal.manager;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values that the thread which serves all clients may encode, hash and compare: little data, of classes that run
 * nobody's code and ask nobody over a network.
 */
final class SmallValues {

  /** What the others would not notice. */
  private static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_DEPTH = 8;
  private static final int SMALL = 16;

  private static final Set<Class<?>> SCALARS =
      Set.of(
          String.class, Integer.class, Long.class, Boolean.class, Double.class, Float.class, Short.class, Byte.class,
          Character.class, UUID.class, BigInteger.class, BigDecimal.class);

  private static final Set<Class<?>> CONTAINERS =
      Set.of(
          ArrayList.class, LinkedList.class, ArrayDeque.class, HashSet.class, LinkedHashSet.class, HashMap.class,
          LinkedHashMap.class, Arrays.asList().getClass());

  private SmallValues() {}

  /** Whether it is one value whose {@code equals} and {@code hashCode} look at nothing else. */
  static boolean isScalar(@Nullable Object value) {
    return value == null || SCALARS.contains(value.getClass());
  }

  static boolean is(@Nullable Object value) {
    return left(value, MAX_BYTES, MAX_DEPTH) >= 0;
  }

  /** What is left of {@code bytes} after this value, roughly; negative if it is too long or of another kind. */
  private static int left(@Nullable Object value, int bytes, int depth) {
    if (value == null || value instanceof Boolean) {
      return bytes - 1;
    }
    if (isScalar(value)) {
      return (int) Math.max(-1, bytes - (long) length(value));
    }
    if (value instanceof byte[] array) {
      return bytes - Math.min(MAX_BYTES + 1, array.length);
    }
    if (depth == 0 || bytes < 0) {
      return -1;
    }
    if (value instanceof MapReferent.Cell cell) {
      return left(cell.value(), bytes - SMALL, depth - 1);
    }
    if (value instanceof MapReferent.Change change) {
      return left(change.value(), left(change.key(), bytes - SMALL, depth - 1), depth - 1);
    }
    if (value instanceof Object[] array) {
      return left(Arrays.asList(array), bytes, depth);
    }
    Class<?> type = value.getClass();
    if (type.isArray()) {
      return bytes - (int) Math.min(MAX_BYTES + 1L, 8L * java.lang.reflect.Array.getLength(value));
    }
    if (CONTAINERS.contains(type) || type.getName().startsWith("java.util.ImmutableCollections$")) {
      return value instanceof Map<?, ?> map
          ? leftOfAll(map.values(), leftOfAll(map.keySet(), bytes, depth - 1), depth - 1)
          : value instanceof Collection<?> all ? leftOfAll(all, bytes, depth - 1) : -1;
    }
    boolean harmless =
        value instanceof Handle
            || type.getName().startsWith("java.time.")
            || value instanceof BaseProxy proxy && proxy.link() instanceof LocalLink;
    return harmless ? bytes - SMALL * SMALL : -1;
  }

  private static int leftOfAll(Collection<?> values, int bytes, int depth) {
    int left = bytes - SMALL;
    if (values.size() > MAX_BYTES) {
      return -1;
    }
    for (Object each : values) {
      if (left < 0) {
        return -1;
      }
      left = left(each, left, depth);
    }
    return left;
  }

  private static int length(Object scalar) {
    if (scalar instanceof String text) {
      return text.length() + 1;
    }
    if (scalar instanceof BigInteger number) {
      return number.bitLength() / Byte.SIZE + 1;
    }
    return scalar instanceof BigDecimal number ? number.unscaledValue().bitLength() / Byte.SIZE + 1 : SMALL;
  }
}
