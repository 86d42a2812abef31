package io.multiprocessing.spring.offload;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.spring.worker.WorkerApplication;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** A method call on its way to a worker's bean. */
final class OffloadCall implements RemoteCallable<@Nullable Object> {

  @Serial private static final long serialVersionUID = 1L;

  /** The worker's methods, by everything in a call but its arguments. */
  private static final Map<String, Method> METHODS = new ConcurrentHashMap<>();

  private final String bean;
  private final Signature signature;
  @SuppressWarnings("serial") // Whether the arguments can travel is known only when they do.
  private final @Nullable Object[] arguments;

  OffloadCall(String bean, Signature signature, @Nullable Object[] arguments) {
    this.bean = bean;
    this.signature = signature;
    this.arguments = arguments;
  }

  @Override
  public @Nullable Object call() throws Exception {
    Object target = WorkerApplication.bean(bean);
    Method method = METHODS.computeIfAbsent(signature.key(), key -> signature.resolve());
    try {
      return await(method.invoke(target, arguments));
    } catch (InvocationTargetException e) {
      throw cause(e);
    }
  }

  private static @Nullable Object await(@Nullable Object result) throws Exception {
    try {
      if (result instanceof CompletionStage) {
        return ((CompletionStage<?>) result).toCompletableFuture().get();
      }
      return result instanceof Future ? ((Future<?>) result).get() : result;
    } catch (ExecutionException e) {
      throw cause(e);
    }
  }

  private static Exception cause(Exception wrapper) {
    Throwable cause = wrapper.getCause();
    if (cause instanceof Error) {
      throw (Error) cause;
    }
    return cause instanceof Exception ? (Exception) cause : wrapper;
  }

  @Override
  public String toString() {
    return bean + "." + signature.method;
  }

  /** A method by names, as it travels. */
  static final class Signature implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final String type;
    private final String method;
    private final String[] parameters;

    Signature(Method method) {
      this.type = method.getDeclaringClass().getName();
      this.method = method.getName();
      this.parameters = Arrays.stream(method.getParameterTypes()).map(Class::getName).toArray(String[]::new);
    }

    String key() {
      return type + '#' + method + Arrays.toString(parameters);
    }

    Method resolve() {
      Class<?>[] types = Arrays.stream(parameters).map(Signature::type).toArray(Class<?>[]::new);
      try {
        Method resolved = type(type).getDeclaredMethod(method, types);
        resolved.setAccessible(true);
        return resolved;
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException("the worker's class has no such method: " + key(), e);
      }
    }

    private static Class<?> type(String name) {
      return ClassUtils.resolveClassName(name, null);
    }
  }
}
