package io.multiprocessing.process;

/**
 * The service that a {@link ChildProcess} starts itself through: where it is launched, by which start method and with
 * which options. An application gets one from {@code Multiprocessing.get()}; a subclass that calls the constructor
 * without a context has the process-wide default, found through {@link java.util.ServiceLoader}.
 */
public interface ProcessContext {

  /** The start method of children of this context. Python: {@code get_start_method}. */
  StartMethod method();

  /**
   * Launches a child that runs {@code process}; called once by {@link ChildProcess#start()}.
   *
   * @param path the process's place in the tree, as {@link #inherit()} gave it
   * @return the running process
   * @throws ProcessStartException if it can't be launched; no process is left behind
   */
  RunningProcess launch(ChildProcess process, String path);

  /** What a process object that is created now takes over; each call counts as the creation of one. */
  Inheritance inherit();

  /**
   * What a new process object takes over from the process that creates it.
   *
   * @param path its place in the tree: {@code 1:2} is the second child of the first child
   * @param daemon the creating process's own daemon flag
   * @param authKey the creating process's own key
   */
  record Inheritance(String path, boolean daemon, AuthKey authKey) {}
}
