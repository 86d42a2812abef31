package io.multiprocessing.internal.pool;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which a pool runs its users' callbacks, one after another. It is there only while there are some: never
 * more than one callback for each result is waiting. What a callback throws is logged, as nobody else could see it.
 */
final class CallbackThread implements Executor {

  private static final Logger log = LoggerFactory.getLogger(CallbackThread.class);
  private static final ThreadLocal<Boolean> current = ThreadLocal.withInitial(() -> false);
  private static final long IDLE_SECONDS = 1;

  private final ThreadPoolExecutor executor;
  private final AtomicInteger waiting = new AtomicInteger(); // the one that runs included

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
    waiting.incrementAndGet();
    executor.execute(() -> run(callback));
  }

  /**
   * Waits until what was given to {@link #execute} before has run. On a callback thread it doesn't wait.
   *
   * @return whether it has
   */
  boolean awaitCallbacks(long limitNanos) throws InterruptedException {
    if (waiting.get() == 0 || isCurrent()) {
      return true;
    }
    CountDownLatch behindThem = new CountDownLatch(1);
    executor.execute(behindThem::countDown);
    return behindThem.await(limitNanos, TimeUnit.NANOSECONDS);
  }

  private void run(Runnable callback) {
    current.set(true);
    try {
      callback.run();
    } catch (RuntimeException | Error e) {
      log.error("a callback failed", e);
    } finally {
      current.remove();
      waiting.decrementAndGet();
    }
  }

  /** Whether the calling thread is one of these. */
  static boolean isCurrent() {
    return current.get();
  }
}
