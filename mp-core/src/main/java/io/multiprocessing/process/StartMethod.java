package io.multiprocessing.process;

import java.util.Locale;

/** How a child process is born. Python: the names taken by {@code set_start_method}. */
public enum StartMethod {
  /** A fresh JVM that inherits nothing but what it is sent. */
  SPAWN,
  /**
   * A JVM that was started ahead and waited: a fresh one like those of {@link #SPAWN}, but there at once. How many
   * wait, for how long and with which classes loaded is part of {@link LaunchOptions}; when none does, a child is
   * spawned. A JVM can't be forked, so there is no server that forks: each waiting JVM becomes one child.
   */
  FORKSERVER,
  /**
   * HotSpot can't be forked: of a forked JVM's threads only one would go on. What a fork is <em>for</em> is given
   * instead: a child as of {@link #FORKSERVER} that begins with a copy of what its parent had at that moment. It
   * inherits system properties that the application has set, the default locales and time zone, and the static fields
   * of the classes named by {@link LaunchOptions.Builder#inherit}. It doesn't inherit threads, open files and sockets,
   * locks, anything else on the heap, or what native code holds.
   */
  FORK;

  /** The name as Python and configuration files write it: {@code spawn}. */
  public String lowerCaseName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
