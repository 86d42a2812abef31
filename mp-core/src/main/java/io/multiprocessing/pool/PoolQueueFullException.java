package io.multiprocessing.pool;

import io.multiprocessing.api.MultiprocessingException;
import java.io.Serial;

/** As many tasks wait as the pool's queue may hold. Nothing was submitted; later it may go well. */
public class PoolQueueFullException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  public PoolQueueFullException(String message) {
    super(message);
  }
}
