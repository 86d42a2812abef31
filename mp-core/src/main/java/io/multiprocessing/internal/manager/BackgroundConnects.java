package io.multiprocessing.internal.manager;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Connects in the background to servers whose proxies have arrived. However many arrive, there are few threads, all
 * daemons, and none after a while without work.
 */
final class BackgroundConnects {

  private static final int THREADS = 2; // one server that is away doesn't keep back all others
  private static final int MAX_WAITING = 1024;
  private static final long IDLE_SECONDS = 5;

  private static final ThreadPoolExecutor THREADS_OF_ALL = threads();

  private BackgroundConnects() {}

  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            work -> {
              Thread thread = new Thread(work, "multiprocessing-manager-connect");
              thread.setDaemon(true);
              thread.setContextClassLoader(null); // it outlives an application that is undeployed
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** False if too many wait: the first call then connects. */
  static boolean submit(Runnable connect) {
    try {
      THREADS_OF_ALL.execute(connect);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
