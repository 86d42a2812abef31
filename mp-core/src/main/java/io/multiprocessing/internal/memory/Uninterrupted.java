package io.multiprocessing.internal.memory;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Works with files in a thread that others may interrupt. An interrupt closes a channel that is in use, and the file
 * stays closed for everybody. The thread has its interrupt status again afterwards. Safe for use by several threads.
 */
final class Uninterrupted {

  /** Work that begins with opening a file. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  private Uninterrupted() {}

  /** Has the work done; begins it again, from the opening on, when an interrupt closed the file in the middle. */
  static <T> T repeat(Work<T> work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return work.run();
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Has work done with a file that is open and stays so, in a thread that nobody can interrupt, and waits for it. */
  static <T> T elsewhere(Work<T> work) throws IOException {
    FutureTask<T> task = new FutureTask<>(work::run);
    Thread thread = new Thread(task, "multiprocessing-map");
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw failure(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException failure(Throwable cause) {
    return cause instanceof IOException io ? new IOException(io.getMessage(), io) : new IOException(cause);
  }
}
