package io.multiprocessing.internal.connection;

import java.io.Closeable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Threads for what a handshake of TLS computes, a signature for instance: a millisecond that the acceptor's thread
 * should not spend. They end when there has been nothing to do for a while. Safe for use by several threads.
 */
final class HandshakeTasks implements Closeable {

  private static final int THREADS = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
  private static final int IDLE_SECONDS = 5;

  private final ThreadPoolExecutor threads;
  private final Queue<Newcomer> finished = new ConcurrentLinkedQueue<>();
  private final Runnable onFinish;

  /**
   * @param limit how many may wait; whoever comes then is refused by an exception
   * @param onFinish runs when {@link #poll} has one more
   */
  HandshakeTasks(int limit, Runnable onFinish) {
    this.onFinish = onFinish;
    threads =
        new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(limit), work -> {
              Thread thread = new Thread(work, "multiprocessing-tls");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** @throws java.util.concurrent.RejectedExecutionException if too many wait */
  void run(Newcomer newcomer, Runnable task) {
    threads.execute(() -> {
      if (newcomer.wire().isOpen()) { // it may have been turned away meanwhile
        task.run();
        finished.add(newcomer);
        onFinish.run();
      }
    });
  }

  /** One whose task has ended, or null. */
  @Nullable Newcomer poll() {
    return finished.poll();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
