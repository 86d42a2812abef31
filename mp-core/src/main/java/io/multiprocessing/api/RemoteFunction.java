package io.multiprocessing.api;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of one argument that can be sent to another process. See {@link RemoteRunnable} for what can travel.
 *
 * @param <T> the argument's type
 * @param <R> the result's type
 */
@FunctionalInterface
public interface RemoteFunction<T extends @Nullable Object, R extends @Nullable Object> extends Serializable {

  /**
   * Runs in the other process.
   *
   * @param argument the argument, a copy of the caller's
   * @return the result, which travels back to the caller
   * @throws Exception whatever the work throws; it travels back to the caller
   */
  R apply(T argument) throws Exception;
}
