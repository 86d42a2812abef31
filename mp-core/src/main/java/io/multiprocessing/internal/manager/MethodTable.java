package io.multiprocessing.internal.manager;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The public methods of a class or interface that may be called from afar, by name or by name and parameter types:
 * {@code remove(int)}. Immutable.
 */
final class MethodTable {

  private static final ClassValue<MethodTable> TABLES =
      new ClassValue<>() {
        @Override
        protected MethodTable computeValue(Class<?> type) {
          return new MethodTable(type);
        }
      };

  private final Map<String, List<Method>> byName = new HashMap<>();
  private final Map<String, Method> bySignature = new LinkedHashMap<>();

  private MethodTable(Class<?> type) {
    for (Method method : type.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers()) && method.getDeclaringClass() != Object.class) {
        Method callable = callable(method, type);
        if (callable != null) {
          add(callable);
        }
      }
    }
    bySignature.values().forEach(method -> byName.computeIfAbsent(method.getName(), n -> new ArrayList<>()).add(method));
  }

  static MethodTable of(Class<?> type) {
    return TABLES.get(type);
  }

  /** Of a method and the bridge to it, or of the same in two interfaces, the one with the narrower result. */
  private void add(Method method) {
    bySignature.merge(
        signature(method), method, (a, b) -> a.getReturnType().isAssignableFrom(b.getReturnType()) ? b : a);
  }

  static String signature(Method method) {
    return Stream.of(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(",", method.getName() + "(", ")"));
  }

  /**
   * The method itself or, of a class that isn't public, that of something public it extends; null if there is neither.
   */
  private static @Nullable Method callable(Method method, Class<?> type) {
    if (Modifier.isPublic(method.getDeclaringClass().getModifiers()) && isExported(method)) {
      return method;
    }
    if (method.trySetAccessible()) {
      return method;
    }
    for (Class<?> parent : type.getInterfaces()) {
      Method found = find(method, parent);
      if (found != null) {
        return found;
      }
    }
    return type.getSuperclass() == null ? null : find(method, type.getSuperclass());
  }

  private static boolean isExported(Method method) {
    Class<?> declaring = method.getDeclaringClass();
    return declaring.getModule().isExported(declaring.getPackageName(), MethodTable.class.getModule());
  }

  private static @Nullable Method find(Method method, Class<?> in) {
    for (Method candidate : in.getMethods()) {
      if (signature(candidate).equals(signature(method))) {
        return callable(candidate, in);
      }
    }
    return null;
  }

  Set<String> names() {
    return new TreeSet<>(byName.keySet());
  }

  /**
   * The method of this name or signature that takes these arguments.
   *
   * @throws IllegalArgumentException if there is none, or more than one; the message says what there is
   */
  Method find(String nameOrSignature, List<@Nullable Object> arguments) {
    Method exact = bySignature.get(nameOrSignature);
    if (exact != null && takes(exact, arguments)) {
      return exact;
    }
    List<Method> named = exact == null ? byName.getOrDefault(nameOrSignature, List.of()) : List.of(exact);
    if (named.size() == 1 && takes(named.get(0), arguments)) {
      return named.get(0);
    }
    List<Method> fitting = named.stream().filter(method -> takes(method, arguments)).toList();
    List<Method> best =
        fitting.stream().filter(method -> fitting.stream().allMatch(other -> isNarrower(method, other))).toList();
    if (best.size() == 1) {
      return best.get(0);
    }
    String problem =
        named.isEmpty() ? "there is no such method" : fitting.isEmpty() ? "no method takes these" : "several take these";
    throw new IllegalArgumentException(
        problem + ": method=" + nameOrSignature + ", arguments=" + describe(arguments) + ", methods="
            + (named.isEmpty() ? names() : named.stream().map(MethodTable::signature).sorted().toList()));
  }

  /** Their types: values may be secret. */
  private static List<String> describe(List<@Nullable Object> arguments) {
    return arguments.stream().map(value -> value == null ? "null" : value.getClass().getSimpleName()).toList();
  }

  private static boolean isNarrower(Method method, Method than) {
    Class<?>[] mine = method.getParameterTypes();
    Class<?>[] others = than.getParameterTypes();
    for (int i = 0; i < mine.length; i++) {
      boolean narrower = others[i].isAssignableFrom(mine[i]) || mine[i].isPrimitive() && !others[i].isPrimitive();
      if (!narrower && !(mine[i].isPrimitive() && others[i].isPrimitive() && widens(mine[i], others[i]))) {
        return false;
      }
    }
    return true;
  }

  private static boolean takes(Method method, List<@Nullable Object> arguments) {
    Class<?>[] types = method.getParameterTypes();
    if (types.length != arguments.size()) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      if (!takes(types[i], arguments.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean takes(Class<?> type, @Nullable Object argument) {
    if (argument == null) {
      return !type.isPrimitive();
    }
    if (!type.isPrimitive()) {
      return type.isInstance(argument);
    }
    Class<?> unwrapped = MethodType.methodType(argument.getClass()).unwrap().returnType();
    return unwrapped.isPrimitive() && (unwrapped == type || widens(unwrapped, type));
  }

  private static final List<Class<?>> WIDENING =
      List.of(byte.class, short.class, int.class, long.class, float.class, double.class);

  private static boolean widens(Class<?> from, Class<?> to) {
    int target = WIDENING.indexOf(to);
    return from == char.class ? target >= WIDENING.indexOf(int.class) : WIDENING.indexOf(from) >= 0
        && WIDENING.indexOf(from) < target;
  }
}
