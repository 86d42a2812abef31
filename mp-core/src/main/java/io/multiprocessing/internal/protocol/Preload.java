package io.multiprocessing.internal.protocol;

import io.multiprocessing.api.RemoteRunnable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a spare does before it waits. It travels as it is.
 *
 * @param classNames classes to load and initialize
 * @param preloader runs after that, or null
 * @param requireAll whether the first failure ends it; else the first is reported at the end, with the others as
 *     suppressed
 */
public record Preload(List<String> classNames, @Nullable RemoteRunnable preloader, boolean requireAll) {

  /** Does it, in the process that calls. */
  public void run() throws Exception {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    Exception first = null; // with the others as suppressed
    for (String className : classNames) {
      try {
        Class.forName(className, true, loader);
      } catch (ClassNotFoundException | LinkageError e) {
        Exception failure = new IllegalStateException("a class could not be preloaded: class=" + className, e);
        if (requireAll) {
          throw failure;
        }
        first = together(first, failure);
      }
    }
    if (preloader != null) {
      try {
        preloader.run();
      } catch (Exception e) {
        first = together(first, e);
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private static Exception together(@Nullable Exception first, Exception next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }
}
