package io.multiprocessing.sync;

import io.multiprocessing.api.MultiprocessingException;
import java.io.Serial;

/**
 * A process ended while it held what the caller waited for: what that protects may be half changed. It is told once, to
 * one waiter; the lock is free again afterwards, or the object usable, as the method that throws says. Python has no
 * counterpart: there, all others wait for ever.
 */
public class OwnerDiedException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  private final long pid;

  /**
   * @param message what was held, and what state it is in now
   * @param pid the process that ended
   */
  public OwnerDiedException(String message, long pid) {
    super(message + ": pid=" + pid);
    this.pid = pid;
  }

  /** The process that ended. */
  public long pid() {
    return pid;
  }
}
