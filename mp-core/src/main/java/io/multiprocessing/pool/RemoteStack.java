package io.multiprocessing.pool;

import java.io.Serial;

/**
 * Where in a worker an exception was thrown. It is suppressed in the exception that the caller gets. Of a pool's task
 * the exception's own stack is the worker's too; of a manager's object it is the caller's. It names the worker or
 * manager. Python: {@code RemoteTraceback}.
 */
public final class RemoteStack extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param where the worker and its process, e.g. {@code worker pool-1-worker-2 (pid 4711)}
   * @param trace the stack trace as the worker would have printed it, with causes
   */
  public RemoteStack(String where, String trace) {
    super("thrown in " + where + System.lineSeparator() + trace, null, false, false);
  }
}
