package io.multiprocessing.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Told what happens in a pool, for meters and logs. Called on the pool's own threads: return quickly, and don't call
 * back into the pool's waiting methods. What a listener throws is logged and otherwise ignored.
 */
public interface PoolListener {

  /** Does nothing. */
  PoolListener NONE = new PoolListener() {};

  /**
   * A task has ended. A chunk of a map is one task.
   *
   * @param label the task's label or class
   * @param outcome how it ended
   * @param queued how long it waited for a worker
   * @param ran how long the worker had it; zero if it never reached one
   * @param failure the error, or null if there was none
   */
  default void taskEnded(
      String label, TaskOutcome outcome, Duration queued, Duration ran, @Nullable Throwable failure) {}

  /**
   * A worker is ready for tasks.
   *
   * @param worker its name
   * @param pid its process id; for a thread pool this process's own
   * @param startup how long it took from launch to readiness, with the initializer
   */
  default void workerStarted(String worker, long pid, Duration startup) {}

  /**
   * A worker has ended.
   *
   * @param worker its name
   * @param pid its process id
   * @param reason why, e.g. {@code RECYCLED}
   */
  default void workerEnded(String worker, long pid, WorkerEnd reason) {}
}
