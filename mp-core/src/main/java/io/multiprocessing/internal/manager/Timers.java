package io.multiprocessing.internal.manager;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The time limits of calls that wait in a server of this process, and the looks of {@link IdleWatch}: one thread,
 * which is there only while there are any. What it runs is short and doesn't block.
 */
final class Timers {

  private static final long IDLE_SECONDS = 10;

  private static final ScheduledThreadPoolExecutor EXECUTOR = new ScheduledThreadPoolExecutor(1, Timers::thread);

  static {
    EXECUTOR.setRemoveOnCancelPolicy(true); // most limits never come, and would hold their calls until then
    EXECUTOR.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    EXECUTOR.allowCoreThreadTimeOut(true);
  }

  private Timers() {}

  /** Runs {@code action} after so long, unless it's cancelled before. */
  static Future<?> after(long nanos, Runnable action) {
    return EXECUTOR.schedule(action, nanos, TimeUnit.NANOSECONDS);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "manager-timers");
    thread.setDaemon(true);
    return thread;
  }
}
