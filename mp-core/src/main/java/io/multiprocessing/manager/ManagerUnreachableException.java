package io.multiprocessing.manager;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A manager can't be reached: nobody listens at its address, its server has ended, or the connection was lost in the
 * middle of a call. In the last case {@link #mayHaveRun()} is true: whether the call has run can't be known.
 */
public class ManagerUnreachableException extends ManagerException {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean mayHaveRun;

  public ManagerUnreachableException(String message, boolean mayHaveRun, @Nullable Throwable cause) {
    super(message, cause);
    this.mayHaveRun = mayHaveRun;
  }

  /** Whether the call had been sent, so that the server may have run it. */
  public boolean mayHaveRun() {
    return mayHaveRun;
  }
}
