package io.multiprocessing.spring.worker;

import io.multiprocessing.api.RemoteRunnable;
import java.io.Serial;

/** Makes the application's beans and closes them again, so that an image has the classes that this takes. */
final class WorkerRehearsal implements RemoteRunnable {

  @Serial private static final long serialVersionUID = 1L;

  private final WorkerStart start;

  WorkerRehearsal(WorkerStart start) {
    this.start = start;
  }

  @Override
  public void run() throws Exception {
    try {
      start.run();
    } finally {
      WorkerApplication.close();
    }
  }
}
