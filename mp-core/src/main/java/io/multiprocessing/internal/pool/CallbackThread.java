package io.multiprocessing.internal.pool;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which a pool runs its users' callbacks, one after another. It is there only while there are some: never more
 * than one callback for each result is waiting. What a callback throws is logged, as nobody else could see it.
 */
final class CallbackThread implements Executor {

  private static final Logger log = LoggerFactory.getLogger(CallbackThread.class);
  private static final ThreadLocal<Boolean> current = ThreadLocal.withInitial(() -> false);
  private static final long IDLE_SECONDS = 1;

  private final ThreadPoolExecutor executor;

  CallbackThread(String pool) {
    executor =
        new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> create(task, pool));
    executor.allowCoreThreadTimeOut(true);
  }

  private static Thread create(Runnable task, String pool) {
    Thread thread = new Thread(task, pool + "-callbacks");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void execute(Runnable callback) {
    executor.execute(() -> run(callback));
  }

  private static void run(Runnable callback) {
    current.set(true);
    try {
      callback.run();
    } catch (RuntimeException | Error e) {
      log.error("a callback failed", e);
    } finally {
      current.remove();
    }
  }

  /** Whether the calling thread is one of these. */
  static boolean isCurrent() {
    return current.get();
  }
}
