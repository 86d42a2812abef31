package io.multiprocessing.internal.worker;

import org.jspecify.annotations.Nullable;

/** The threads that user code has started. */
final class UserThreads {

  private static final int ROOM = 16;

  private UserThreads() {}

  /** Waits until no thread but this one and daemons is left, as a JVM does before it exits. */
  static void awaitEnd() {
    boolean joined = true;
    for (Thread thread = next(); joined && thread != null; thread = next()) {
      joined = join(thread);
    }
  }

  /** Whether a thread is left for which a JVM doesn't exit by itself. */
  static boolean any() {
    return next() != null;
  }

  private static @Nullable Thread next() {
    for (Thread thread : all()) {
      if (thread != null
          && !thread.isDaemon()
          && thread != Thread.currentThread()
          && !thread.getName().equals("DestroyJavaVM")) {
        return thread;
      }
    }
    return null;
  }

  /**
   * All live threads, the JVM's own too, and null at the end. Without their stacks, for which the JVM would stop them.
   */
  static @Nullable Thread[] all() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    @Nullable Thread[] threads = new @Nullable Thread[group.activeCount() + ROOM];
    while (group.enumerate(threads) == threads.length) { // what doesn't fit is left out, without a word
      threads = new @Nullable Thread[2 * threads.length];
    }
    return threads;
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
