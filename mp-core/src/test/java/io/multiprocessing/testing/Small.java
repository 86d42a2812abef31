package io.multiprocessing.testing;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.LaunchOptions;

/**
 * Children that live for a second or two: compiling their code well would take longer than they do, a third of what
 * they cost.
 */
public final class Small {

  static final String ARGUMENT = "-XX:TieredStopAtLevel=1";

  private Small() {}

  public static LaunchOptions options() {
    return LaunchOptions.builder().jvmArguments(ARGUMENT).build();
  }

  /** Starts children of this kind, from this process or from a child of the test. */
  public static Multiprocessing processes() {
    return Multiprocessing.get().with(options());
  }
}
