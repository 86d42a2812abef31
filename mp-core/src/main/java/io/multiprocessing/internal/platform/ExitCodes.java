package io.multiprocessing.internal.platform;

import io.multiprocessing.process.ExitStatus;

/** The exit codes this library gives a child itself, and the reading of the operating system's. */
public final class ExitCodes {

  /** The activity threw. */
  public static final int UNCAUGHT_EXCEPTION = 1;

  /** The JVM's own code for {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int OUT_OF_MEMORY = 3;

  /** The parent was gone: nobody is left to read this code, except in a shell. */
  public static final int PARENT_GONE = 75;

  /** The child could not connect to its parent, or was told something it doesn't understand. */
  public static final int PROTOCOL_ERROR = 76;

  /** The number of the signal that ends a process whatever it does. */
  public static final int SIGKILL = 9;

  /** The number of the signal that asks a process to end. */
  public static final int SIGTERM = 15;

  /** What Windows' {@code TerminateProcess} is given by the JDK. */
  private static final int ENDED_BY_FORCE = 1;

  private static final int SIGNAL_BASE = 128;

  /** What a JVM exits with by itself when SIGTERM asks it to. */
  public static final int SIGTERM_EXIT = SIGNAL_BASE + SIGTERM;

  private static final int MAX_SIGNAL = 64;

  private ExitCodes() {}

  /**
   * What a code of {@link Process#exitValue()} means. The JDK reports death by signal N as 128+N, and a JVM that
   * handles SIGTERM exits with 143 by itself, so the number alone doesn't tell a signal from a choice; the child's
   * farewell does. A signal that asked for the exit is not the end's cause if a shutdown hook then halted with a code
   * of its own.
   *
   * @param exitValue the JDK's code
   * @param farewell the signal in the child's farewell, 0 for an exit it chose, -1 if it left without one
   */
  public static ExitStatus status(int exitValue, int farewell) {
    boolean bySignal =
        farewell < 0
            ? exitValue > SIGNAL_BASE && exitValue <= SIGNAL_BASE + MAX_SIGNAL
            : farewell > 0 && exitValue == SIGNAL_BASE + farewell;
    return new ExitStatus(bySignal ? SIGNAL_BASE - exitValue : exitValue);
  }

  /**
   * The status on a system without signals, where the end that was asked for looks like an exit with code 1; as in
   * Python, it has the number of the signal that would have been sent.
   */
  public static ExitStatus withoutSignals(ExitStatus status, boolean killed, boolean terminated) {
    if (status.exitCode() != ENDED_BY_FORCE || !killed && !terminated) {
      return status;
    }
    return new ExitStatus(killed ? -SIGKILL : -SIGTERM);
  }
}
