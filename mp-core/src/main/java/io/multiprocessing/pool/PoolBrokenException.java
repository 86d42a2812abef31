package io.multiprocessing.pool;

import io.multiprocessing.api.MultiprocessingException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Too many workers in a row failed to start, so the pool gave up: it fails what waits and takes no more tasks. The
 * cause is the last failure: a launch, or an exception of the initializer with the worker's stack.
 */
public class PoolBrokenException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  public PoolBrokenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
