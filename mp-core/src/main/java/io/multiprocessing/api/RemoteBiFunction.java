package io.multiprocessing.api;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of two arguments that can be sent to another process. See {@link RemoteRunnable} for what can travel.
 *
 * @param <T> the first argument's type
 * @param <U> the second argument's type
 * @param <R> the result's type
 */
@FunctionalInterface
public interface RemoteBiFunction<T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
    extends Serializable {

  /**
   * Runs in the other process.
   *
   * @param first the first argument, a copy of the caller's
   * @param second the second argument, a copy of the caller's
   * @return the result, which travels back to the caller
   * @throws Exception whatever the work throws; it travels back to the caller
   */
  R apply(T first, U second) throws Exception;
}
