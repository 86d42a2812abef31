package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.RemoteObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What the dynamic proxies of one interface do at each of its methods. Made when the interface is first used, and kept
 * with its class, so that no class loader is kept alive. Immutable.
 *
 * <p>Methods of the JDK's collections, maps and iterators that go over the object, fill an argument or take a function
 * aren't just sent: {@link CollectionCalls} and its kin do them, also for interfaces that extend those.
 *
 * <p>A method of {@link RemoteObject} is the proxy's own, also where the interface declares the same one: {@code
 * close()} closes the proxy. The object's is reached by {@link RemoteObject#call}.
 */
final class InterfacePlan {

  private static final ClassValue<InterfacePlan> PLANS =
      new ClassValue<>() {
        @Override
        protected InterfacePlan computeValue(Class<?> type) {
          return new InterfacePlan(type);
        }
      };

  private final Class<?> type;
  private final String typeName;
  private final @Nullable JdkCalls calls;
  private final Constructor<?> constructor;
  private final Map<Method, Step> steps = new HashMap<>();

  /**
   * One method.
   *
   * @param own what the proxy does itself, or null
   * @param calls what {@link JdkCalls} do instead, or null; a method with neither is sent
   * @param name under which it is sent
   * @param interruptible whether it declares an {@link InterruptedException}
   * @param declared the checked exceptions that it may throw
   */
  record Step(@Nullable Method own, @Nullable Method calls, String name, boolean interruptible, Class<?>[] declared) {

    /** Whether this may be thrown as it is. */
    boolean declares(Throwable thrown) {
      if (thrown instanceof RuntimeException || thrown instanceof Error) {
        return true;
      }
      for (Class<?> type : declared) {
        if (type.isInstance(thrown)) {
          return true;
        }
      }
      return false;
    }
  }

  private InterfacePlan(Class<?> type) {
    this.type = type;
    typeName = type.getSimpleName();
    calls = JdkCalls.of(type);
    Class<?> proxyClass = proxyClass(type);
    constructor = constructorOf(proxyClass);
    for (Class<?> face : proxyClass.getInterfaces()) {
      Set<String> overloaded = overloaded(face);
      for (Method method : face.getMethods()) {
        steps.put(method, step(method, overloaded));
      }
    }
    for (Method method : Object.class.getMethods()) {
      steps.put(method, ownStep(method));
    }
  }

  /** @throws IllegalArgumentException if no dynamic proxy can have the interface */
  static InterfacePlan of(Class<?> type) {
    return PLANS.get(type);
  }

  Object newProxy(InvocationHandler handler) {
    try {
      return constructor.newInstance(handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a dynamic proxy can't be made: type=" + typeName, e);
    }
  }

  /** What to do at a method of the interface, of one it extends, or of {@link Object}. */
  Step step(Method method) {
    Step step = steps.get(method);
    if (step == null) {
      throw new IllegalStateException("a method that the interface doesn't have: method=" + method);
    }
    return step;
  }

  /** What does the methods of {@link Step#calls}, for one call. */
  Object newCalls(InterfaceProxy proxy) {
    if (calls == null) {
      throw new IllegalStateException("all methods of this interface are sent: type=" + typeName);
    }
    return calls.maker().apply(proxy);
  }

  /** The interface. */
  Class<?> type() {
    return type;
  }

  String typeName() {
    return typeName;
  }

  private Step step(Method method, Set<String> overloaded) {
    for (Class<?> own : new Class<?>[] {RemoteObject.class, TravelsAsHandle.class, Object.class}) {
      try {
        return ownStep(own.getMethod(method.getName(), method.getParameterTypes()));
      } catch (NoSuchMethodException e) {
        continue; // it is another's
      }
    }
    String name = overloaded.contains(method.getName()) ? signature(method) : method.getName();
    Class<?>[] declared = method.getExceptionTypes();
    boolean interruptible = false;
    for (Class<?> type : declared) {
      interruptible |= type.isAssignableFrom(InterruptedException.class);
    }
    return new Step(null, calls == null ? null : calls.counterpart(method), name, interruptible, declared);
  }

  private static Step ownStep(Method method) {
    return new Step(method, null, method.getName(), false, method.getExceptionTypes());
  }

  /** As {@link Invocation#method()}: {@code remove(int)}. */
  private static String signature(Method method) {
    StringJoiner types = new StringJoiner(",", method.getName() + "(", ")");
    for (Class<?> parameter : method.getParameterTypes()) {
      types.add(parameter.getSimpleName());
    }
    return types.toString();
  }

  /** The names of several methods that differ in their parameters, not only in their result. */
  private static Set<String> overloaded(Class<?> face) {
    Map<String, Set<String>> signatures = new HashMap<>();
    for (Method method : face.getMethods()) {
      signatures.computeIfAbsent(method.getName(), name -> new HashSet<>()).add(signature(method));
    }
    signatures.values().removeIf(all -> all.size() == 1);
    return Set.copyOf(signatures.keySet());
  }

  private static Class<?> proxyClass(Class<?> type) {
    Class<?>[] faces =
        type == RemoteObject.class
            ? new Class<?>[] {RemoteObject.class, TravelsAsHandle.class}
            : new Class<?>[] {type, RemoteObject.class, TravelsAsHandle.class};
    ClassLoader loader = seesOwn(type.getClassLoader()) ? type.getClassLoader() : InterfacePlan.class.getClassLoader();
    try {
      return Proxy.newProxyInstance(loader, faces, (proxy, method, arguments) -> null).getClass();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no proxy can have this interface beside RemoteObject: type=" + type.getName() + ", interfaces="
              + Arrays.toString(faces) + ", reason=" + e.getMessage()
              + "; give an interface whose methods don't clash with those of RemoteObject",
          e);
    }
  }

  private static boolean seesOwn(@Nullable ClassLoader loader) {
    try {
      return loader != null && Class.forName(RemoteObject.class.getName(), false, loader) == RemoteObject.class;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static Constructor<?> constructorOf(Class<?> proxyClass) {
    try {
      Constructor<?> found = proxyClass.getConstructor(InvocationHandler.class);
      found.setAccessible(true); // the class of an interface that isn't public isn't either
      return found;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a dynamic proxy without its constructor: class=" + proxyClass.getName(), e);
    }
  }
}
