package io.multiprocessing.internal.worker;

/** The threads that user code has started. */
final class UserThreads {

  private UserThreads() {}

  /** Waits until no thread but this one and daemons is left, as a JVM does before it exits. */
  static void awaitEnd() {
    boolean found = true;
    while (found) {
      found = false;
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (!thread.isDaemon() && thread != Thread.currentThread() && !thread.getName().equals("DestroyJavaVM")) {
          found |= join(thread);
        }
      }
    }
  }

  private static boolean join(Thread thread) {
    try {
      thread.join();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
