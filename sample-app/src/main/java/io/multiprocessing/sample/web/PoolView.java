package io.multiprocessing.sample.web;

import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.WorkerSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows of the pool.
 *
 * @param state {@code running}, {@code shutdown}, {@code terminated} or {@code broken}
 * @param processes how many workers it keeps
 * @param restarts how many workers replaced another
 */
record PoolView(
    String name,
    String state,
    int processes,
    int queued,
    int queueCapacity,
    int running,
    long done,
    long failed,
    long restarts,
    List<Worker> workers) {

  static PoolView of(PoolSnapshot pool) {
    return new PoolView(pool.name(), lower(pool.state()), pool.processes(), pool.queued(), pool.queueCapacity(),
        pool.running(), pool.done(), pool.failed(), pool.restarts(), pool.workers().stream().map(Worker::of).toList());
  }

  private static String lower(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /**
   * A worker.
   *
   * @param state {@code starting}, {@code idle}, {@code busy} or {@code stopping}
   * @param task its current task, or null if it has none
   * @param residentBytes its memory, or -1 where the platform doesn't tell
   */
  record Worker(
      String name,
      long pid,
      String state,
      @Nullable String task,
      @Nullable Long taskMillis,
      long tasksDone,
      long residentBytes,
      long ageMillis) {

    private static Worker of(WorkerSnapshot worker) {
      Duration taskAge = worker.taskAge();
      return new Worker(worker.name(), worker.pid(), lower(worker.state()), worker.task(),
          taskAge == null ? null : taskAge.toMillis(), worker.tasksDone(), worker.residentBytes(),
          worker.age().toMillis());
    }
  }
}
