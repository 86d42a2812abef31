package io.multiprocessing.api;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Work with a result that can be sent to another process. See {@link RemoteRunnable} for what can travel.
 *
 * @param <R> the result's type
 */
@FunctionalInterface
public interface RemoteCallable<R extends @Nullable Object> extends Serializable {

  /**
   * Runs in the other process.
   *
   * @return the result, which travels back to the caller
   * @throws Exception whatever the work throws; it travels back to the caller
   */
  R call() throws Exception;
}
