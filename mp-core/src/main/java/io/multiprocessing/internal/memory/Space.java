package io.multiprocessing.internal.memory;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.FileSystemException;

/**
 * Takes memory of a file system, and makes room if it is full: what was closed or dropped is given back only when the
 * garbage collector has found it, so the collector is asked, and the attempt repeated after pauses that grow, as the
 * JDK does for direct buffers. It takes half a second to give up. An interrupt shortens nothing; the thread has its
 * status again afterwards. Safe for use by several threads.
 */
final class Space {

  private static final int ATTEMPTS = 10; // pauses of 1, 2, 4 ... 256 ms between them
  private static final Space PROCESS = new Space(System::gc);

  /** Makes or fills a file; called again if there was no room, so a failure leaves nothing. */
  @FunctionalInterface
  interface Taking<T> {
    T take() throws IOException;
  }

  private final Runnable collection;

  Space(Runnable collection) {
    this.collection = collection;
  }

  /**
   * @throws IOException of the last attempt if there is no room; at once if the reason is another
   */
  static <T> T take(Taking<T> taking) throws IOException {
    return PROCESS.attempt(taking);
  }

  <T> T attempt(Taking<T> taking) throws IOException {
    boolean interrupted = false;
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          return taking.take();
        } catch (IOException e) {
          if (attempt == ATTEMPTS || !mayBeFull(e)) {
            throw e;
          }
          if (attempt == 1) {
            collection.run();
          }
          interrupted |= pause(1L << attempt - 1);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The system's words for a full file system depend on the language, so this goes by what it is not. */
  private static boolean mayBeFull(IOException e) {
    return !(e instanceof ClosedChannelException)
        && !(e instanceof FileLockInterruptionException)
        && (!(e instanceof FileSystemException) || e.getClass() == FileSystemException.class);
  }

  /** Returns whether it was interrupted. Nothing tells when the cleaner threads have unmapped what was found. */
  private static boolean pause(long millis) {
    try {
      Thread.sleep(millis);
      return false;
    } catch (InterruptedException e) {
      return true; // the next attempt begins earlier
    }
  }
}
