package io.multiprocessing.spring.worker;

import io.multiprocessing.api.RemoteRunnable;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A worker's last act: closes the application's beans. */
final class WorkerStop implements RemoteRunnable {

  @Serial private static final long serialVersionUID = 1L;

  private final @Nullable RemoteRunnable exitFunction;

  WorkerStop(@Nullable RemoteRunnable exitFunction) {
    this.exitFunction = exitFunction;
  }

  @Override
  public void run() throws Exception {
    try {
      WorkerApplication.close();
    } finally {
      if (exitFunction != null) {
        exitFunction.run();
      }
    }
  }
}
