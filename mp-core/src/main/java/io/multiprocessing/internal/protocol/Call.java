package io.multiprocessing.internal.protocol;

import io.multiprocessing.api.RemoteBiFunction;
import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.api.RemoteRunnable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a task runs: one call, or one function on a chunk of items. It travels as it is. */
public sealed interface Call {

  /** What the task is called in messages unless it has a label. */
  String describe();

  /** A call with one result. */
  sealed interface Single extends Call {
    @Nullable Object run() throws Exception;
  }

  /** A call without arguments. */
  record Callable(RemoteCallable<?> callable) implements Single {
    @Override
    public @Nullable Object run() throws Exception {
      return callable.call();
    }

    @Override
    public String describe() {
      return nameOf(callable);
    }
  }

  /** A call without a result. */
  record Running(RemoteRunnable runnable) implements Single {
    @Override
    public @Nullable Object run() throws Exception {
      runnable.run();
      return null;
    }

    @Override
    public String describe() {
      return nameOf(runnable);
    }
  }

  /** A call with one argument. */
  record Function(RemoteFunction<?, ?> function, @Nullable Object argument) implements Single {
    @Override
    public @Nullable Object run() throws Exception {
      return applyTo(function, argument);
    }

    @Override
    public String describe() {
      return nameOf(function);
    }
  }

  /** A call with two arguments. */
  record BiFunction(RemoteBiFunction<?, ?, ?> function, @Nullable Object first, @Nullable Object second)
      implements Single {
    @Override
    public @Nullable Object run() throws Exception {
      return applyTo(function, first, second);
    }

    @Override
    public String describe() {
      return nameOf(function);
    }
  }

  /** A function on each of some items; each has a result or a failure of its own. */
  sealed interface Chunk extends Call {
    int size();

    @Nullable Object run(int index) throws Exception;
  }

  /** One argument an item. */
  record Map1(RemoteFunction<?, ?> function, @Nullable Object[] items) implements Chunk {
    @Override
    public int size() {
      return items.length;
    }

    @Override
    public @Nullable Object run(int index) throws Exception {
      return applyTo(function, items[index]);
    }

    @Override
    public String describe() {
      return nameOf(function);
    }
  }

  /** A pair of arguments an item: the firsts and, beside them, the seconds. */
  record Map2(RemoteBiFunction<?, ?, ?> function, @Nullable Object[] firsts, @Nullable Object[] seconds)
      implements Chunk {

    /** The chunk of these pairs. */
    public static Map2 of(RemoteBiFunction<?, ?, ?> function, @Nullable Object[] pairs) {
      @Nullable Object[] firsts = new @Nullable Object[pairs.length];
      @Nullable Object[] seconds = new @Nullable Object[pairs.length];
      for (int i = 0; i < pairs.length; i++) {
        if (!(pairs[i] instanceof Map.Entry<?, ?> pair)) {
          throw new IllegalArgumentException("an item of starmap must be a Map.Entry: index=" + i);
        }
        firsts[i] = pair.getKey();
        seconds[i] = pair.getValue();
      }
      return new Map2(function, firsts, seconds);
    }

    @Override
    public int size() {
      return firsts.length;
    }

    @Override
    public @Nullable Object run(int index) throws Exception {
      return applyTo(function, firsts[index], seconds[index]);
    }

    @Override
    public String describe() {
      return nameOf(function);
    }
  }

  /** A class's name; of a lambda's class, whose name is different in each run, only where it was written. */
  private static String nameOf(Object code) {
    String name = code.getClass().getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : name.substring(0, lambda) + " (lambda)";
  }

  @SuppressWarnings("unchecked") // the submitting method's signature tied the argument to the function
  private static @Nullable Object applyTo(RemoteFunction<?, ?> function, @Nullable Object argument) throws Exception {
    return ((RemoteFunction<@Nullable Object, @Nullable Object>) function).apply(argument);
  }

  @SuppressWarnings("unchecked") // as above
  private static @Nullable Object applyTo(
      RemoteBiFunction<?, ?, ?> function, @Nullable Object first, @Nullable Object second) throws Exception {
    return ((RemoteBiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) function).apply(first, second);
  }
}
