package io.multiprocessing.process;

import java.util.Locale;

/** How a child process is born. Python: the names taken by {@code set_start_method}. */
public enum StartMethod {
  /** A fresh JVM that inherits nothing but what it is sent. */
  SPAWN;

  /** The name as Python and configuration files write it: {@code spawn}. */
  public String lowerCaseName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
