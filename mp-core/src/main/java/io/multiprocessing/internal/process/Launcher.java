package io.multiprocessing.internal.process;

/** How a child is born: one implementation per start method. Safe for use by several threads. */
public interface Launcher {

  /**
   * Launches a child. Returns when the operating system has the process; what it reports later goes to {@code events}.
   *
   * @throws io.multiprocessing.process.ProcessStartException if it can't be launched; no process is left behind
   */
  LaunchedChild launch(LaunchSpec spec, ChildEvents events);
}
