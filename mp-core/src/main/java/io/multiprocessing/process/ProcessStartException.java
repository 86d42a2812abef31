package io.multiprocessing.process;

import io.multiprocessing.api.MultiprocessingException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A child process could not be started or did not get as far as its first instruction of user code: no java executable,
 * no room in the run directory, a class path that lacks this library, a start limit that passed. The message says
 * which, with the last lines the child wrote to its standard error. No process is left behind.
 */
public class ProcessStartException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  public ProcessStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public ProcessStartException(String message) {
    super(message);
  }
}
