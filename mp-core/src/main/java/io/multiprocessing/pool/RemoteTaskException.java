package io.multiprocessing.pool;

import io.multiprocessing.api.MultiprocessingException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A task threw a checked exception, which is the {@link #getCause() cause}; or its exception or result could not
 * travel, and then {@link #remoteClassName()} and the suppressed {@link RemoteStack} say what it was.
 */
public class RemoteTaskException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  private final String remoteClassName;

  public RemoteTaskException(String message, String remoteClassName, @Nullable Throwable cause) {
    super(message, cause);
    this.remoteClassName = remoteClassName;
  }

  /** The name of the class of the exception that the task threw in the worker. */
  public String remoteClassName() {
    return remoteClassName;
  }
}
