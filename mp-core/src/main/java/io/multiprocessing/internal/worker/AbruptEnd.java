package io.multiprocessing.internal.worker;

import io.multiprocessing.internal.platform.ExitCodes;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The end of this JVM without anything in between. {@link Runtime#halt} is that, but for a JVM that makes a worker
 * image: it writes the image first, for seconds, and nobody wants it any more.
 */
final class AbruptEnd {

  /** Set in a JVM that makes a worker image. */
  static final String REHEARSAL_PROPERTY = "io.multiprocessing.rehearsal";

  private static final long LIMIT_MILLIS = 500;

  private AbruptEnd() {}

  /** Doesn't return. */
  static void now(int exitCode) {
    if (Boolean.getBoolean(REHEARSAL_PROPERTY)) {
      killSelf();
    }
    Runtime.getRuntime().halt(exitCode);
  }

  /** By the system's command, because the JDK refuses to. Where there is none, the image is written. */
  private static void killSelf() {
    try {
      new ProcessBuilder("kill", "-" + ExitCodes.SIGKILL, Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      return; // as on Windows
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
