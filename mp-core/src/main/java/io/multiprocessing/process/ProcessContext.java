package io.multiprocessing.process;

/**
 * The service that a {@link ChildProcess} starts itself through: where it is launched, by which start method and with which
 * options. An application gets one from {@code Multiprocessing.get()}; a subclass that calls the constructor without a
 * context has the process-wide default, found through {@link java.util.ServiceLoader}.
 */
public interface ProcessContext {

  /** The start method of children of this context. Python: {@code get_start_method}. */
  StartMethod startMethod();

  /**
   * Launches a child that runs {@code process}; called once by {@link ChildProcess#start()}.
   *
   * @return the running process
   * @throws ProcessStartException if it can't be launched; no process is left behind
   */
  RunningProcess launch(ChildProcess process);

  /** The name and the key that a child created now, in this process, would have. */
  Inheritance inherit();

  /**
   * What a new process object takes over from the process that creates it.
   *
   * @param defaultName a name by the rule {@code Process-1:2}
   * @param daemon the creating process's own daemon flag
   * @param authKey the creating process's own key
   */
  record Inheritance(String defaultName, boolean daemon, AuthKey authKey) {}
}
