package io.multiprocessing.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The base of every error that this library raises itself; errors of the user's own code are never wrapped in it unless
 * they could not travel. Python: {@code multiprocessing.ProcessError}.
 */
public class MultiprocessingException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public MultiprocessingException(String message) {
    super(message);
  }

  public MultiprocessingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
