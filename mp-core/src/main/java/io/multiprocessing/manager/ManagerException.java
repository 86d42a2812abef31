package io.multiprocessing.manager;

import io.multiprocessing.api.MultiprocessingException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * What a manager refuses, or can't do: an unknown type, a method that isn't exposed, an object that is gone, a result
 * that can't be encoded, a manager used before its start. The message names the manager's address. What a method of a
 * shared object itself throws arrives as itself. Python: {@code RemoteError}, {@code AssertionError}.
 */
public class ManagerException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  public ManagerException(String message) {
    super(message);
  }

  public ManagerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
