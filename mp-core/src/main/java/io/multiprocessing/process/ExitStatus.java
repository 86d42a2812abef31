package io.multiprocessing.process;

import java.io.Serializable;

/**
 * How a process ended.
 *
 * @param exitCode the code it exited with, or -N if signal N ended it. Python: {@code Process.exitcode}
 */
public record ExitStatus(int exitCode) implements Serializable {

  private static final String[] SIGNAL_NAMES = {
    "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
    "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM"
  };

  /** Whether a signal ended the process. */
  public boolean signalled() {
    return exitCode < 0;
  }

  /**
   * The signal's name, e.g. {@code SIGKILL}, or {@code signal 40} for one without a common name; empty if there was
   * none.
   */
  public String signalName() {
    if (!signalled()) {
      return "";
    }
    int number = -exitCode;
    return number < SIGNAL_NAMES.length ? SIGNAL_NAMES[number] : "signal " + number;
  }

  /** For messages: {@code exit code 3} or {@code SIGKILL (exit code -9)}. */
  @Override
  public String toString() {
    return signalled() ? signalName() + " (exit code " + exitCode + ")" : "exit code " + exitCode;
  }
}
