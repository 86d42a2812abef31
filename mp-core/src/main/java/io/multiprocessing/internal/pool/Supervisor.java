package io.multiprocessing.internal.pool;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a pool on which limits pass, workers are started again, and stalls are looked for. Nothing on it waits.
 */
final class Supervisor {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  private final ScheduledThreadPoolExecutor executor;

  Supervisor(String pool) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, pool + "-supervisor");
              thread.setDaemon(true);
              return thread;
            },
            (task, ended) -> log.debug("the pool has ended, nothing has to be supervised any more: pool={}", pool));
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  Future<?> after(Duration delay, Runnable action) {
    return executor.schedule(() -> run(action), Nanos.of(delay), TimeUnit.NANOSECONDS);
  }

  void soon(Runnable action) {
    executor.execute(() -> run(action));
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      log.error("a pool's supervision failed", e);
    }
  }

  void end() {
    executor.shutdown();
  }
}
