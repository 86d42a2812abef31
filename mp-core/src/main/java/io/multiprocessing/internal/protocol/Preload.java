package io.multiprocessing.internal.protocol;

import io.multiprocessing.api.RemoteRunnable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a spare does before it waits. It travels as it is.
 *
 * @param classNames classes to load and initialize
 * @param preloader runs after that, or null
 * @param requireAll whether the first failure ends it; else the failures are counted and reported together
 */
public record Preload(List<String> classNames, @Nullable RemoteRunnable preloader, boolean requireAll) {

  /** Does it, in the process that calls. */
  public void run() throws Exception {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    Exception first = null;
    for (String className : classNames) {
      try {
        Class.forName(className, true, loader);
      } catch (ClassNotFoundException | LinkageError e) {
        Exception failure = new IllegalStateException("a class could not be preloaded: class=" + className, e);
        if (requireAll) {
          throw failure;
        }
        first = first == null ? failure : first;
      }
    }
    if (preloader != null) {
      preloader.run();
    }
    if (first != null) {
      throw first;
    }
  }
}
