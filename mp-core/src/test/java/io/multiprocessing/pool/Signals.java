package io.multiprocessing.pool;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Sends signals that the JDK has no method for. */
public final class Signals {

  private Signals() {}

  /** Sends {@code signal}, e.g. {@code STOP}, to a process that the test has started. */
  public static void send(String signal, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IOException("kill failed: signal=" + signal + ", pid=" + pid);
    }
  }
}
