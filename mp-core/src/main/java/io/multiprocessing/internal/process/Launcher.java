package io.multiprocessing.internal.process;

import io.multiprocessing.pool.LaunchSnapshot;
import io.multiprocessing.process.LaunchOptions;
import org.jspecify.annotations.Nullable;

/** How a child is born: one implementation per start method. Safe for use by several threads. */
public interface Launcher {

  /**
   * Launches a child. Returns when the operating system has the process; what it reports later goes to {@code events}.
   *
   * @throws io.multiprocessing.process.ProcessStartException if it can't be launched; no process is left behind
   */
  LaunchedChild launch(LaunchSpec spec, ChildEvents events);

  /** Whether it starts JVMs ahead of the children that need them, so that nobody else has to. */
  default boolean keepsSpares() {
    return false;
  }

  /** Somebody will launch children with these options until it says {@link #release}. */
  default void retain(LaunchOptions options) {}

  /** The last who said {@link #retain} is done: what was started ahead for children with these options ends. */
  default void release(LaunchOptions options) {}

  /**
   * How children with these options are started, or null if this launcher doesn't tell. Doesn't block.
   *
   * @param pid one of them, for its JVM arguments, or 0
   */
  default @Nullable LaunchSnapshot snapshot(LaunchOptions options, long pid) {
    return null;
  }
}
