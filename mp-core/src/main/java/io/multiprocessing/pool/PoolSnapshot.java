package io.multiprocessing.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pool was doing at one moment.
 *
 * @param name the pool's name
 * @param state the pool's state
 * @param processes how many workers it keeps
 * @param queued tasks that wait for a worker
 * @param queueCapacity how many may wait
 * @param running tasks that a worker has
 * @param done tasks that ended well, since the pool was made
 * @param failed tasks that ended with any error, since the pool was made
 * @param restarts workers that were started to replace another, since the pool was made
 * @param workers the workers there are, in the order of their start; without those that stand by
 * @param standingBy workers that are ready to take the place of one that ends
 * @param jvmDefaults the options that the library chose for the workers' JVMs, without the application's own
 * @param launch how they were started, or null if no processes are: for a pool of threads, or one that has not begun
 */
public record PoolSnapshot(
    String name,
    State state,
    int processes,
    int queued,
    int queueCapacity,
    int running,
    long done,
    long failed,
    long restarts,
    List<WorkerSnapshot> workers,
    int standingBy,
    List<String> jvmDefaults,
    @Nullable LaunchSnapshot launch) {

  /** A pool's state. */
  public enum State {
    RUNNING,
    /** Takes no more tasks; what was submitted still runs. */
    SHUTDOWN,
    /** Ending, or ended. */
    TERMINATED,
    /** Gave up after too many workers in a row failed to start. */
    BROKEN
  }

  public PoolSnapshot {
    workers = List.copyOf(workers);
    jvmDefaults = List.copyOf(jvmDefaults);
  }

  /** Of a pool that starts no processes. */
  public PoolSnapshot(
      String name,
      State state,
      int processes,
      int queued,
      int queueCapacity,
      int running,
      long done,
      long failed,
      long restarts,
      List<WorkerSnapshot> workers) {
    this(name, state, processes, queued, queueCapacity, running, done, failed, restarts, workers, 0, List.of(), null);
  }
}
