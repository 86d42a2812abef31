package io.multiprocessing.pool;

import io.multiprocessing.api.MultiprocessingException;
import java.io.Serial;

/** The pool has been shut down or terminated: it takes no more tasks, or gave up the ones it had. */
public class PoolClosedException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  public PoolClosedException(String message) {
    super(message);
  }
}
