package io.multiprocessing.internal.manager;

import io.multiprocessing.queue.InterProcessQueue;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who does the methods of a JDK interface, or of an {@link InterProcessQueue}, that a dynamic proxy can't just send.
 *
 * @param of the interface; those that extend it are meant too
 * @param type the class whose public methods stand for the interface's
 * @param maker makes one of these, for one call
 */
record JdkCalls(Class<?> of, Class<?> type, Function<InterfaceProxy, Object> maker) {

  /** The narrower first. */
  private static final List<JdkCalls> ALL =
      List.of(
          new JdkCalls(List.class, ListCalls.class, ListCalls::new),
          new JdkCalls(Queue.class, QueueCalls.class, QueueCalls::new),
          new JdkCalls(InterProcessQueue.class, QueueCalls.class, QueueCalls::new),
          new JdkCalls(Collection.class, CollectionCalls.class, CollectionCalls::new),
          new JdkCalls(Map.class, MapCalls.class, MapCalls::new),
          new JdkCalls(Iterator.class, IteratorCalls.class, IteratorCalls::new));

  /** Null if all methods of this interface can be sent. */
  static @Nullable JdkCalls of(Class<?> type) {
    for (JdkCalls calls : ALL) {
      if (calls.of.isAssignableFrom(type)) {
        return calls;
      }
    }
    return null;
  }

  /** What does this method; null if it is sent. */
  @Nullable Method counterpart(Method method) {
    for (Method candidate : type.getMethods()) {
      if (candidate.getDeclaringClass() != Object.class
          && !candidate.isBridge()
          && candidate.getName().equals(method.getName())
          && Arrays.equals(candidate.getParameterTypes(), method.getParameterTypes())
          && method.getReturnType().isAssignableFrom(candidate.getReturnType())) {
        return candidate;
      }
    }
    return null;
  }
}
