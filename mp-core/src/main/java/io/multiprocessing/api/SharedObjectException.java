package io.multiprocessing.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A shared object can't be made, or this process can't have it: there is no memory for it, it was removed, it belongs
 * to another machine or user, or it was made by another version of this library. The message says which. Nothing was
 * changed.
 */
public class SharedObjectException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  public SharedObjectException(String message) {
    super(message);
  }

  public SharedObjectException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
