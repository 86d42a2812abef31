package io.multiprocessing.internal.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many of a fleet's workers stand by: started, with their initializer run, and without tasks until one of the
 * others ends or retires. They are workers like any other but for {@link PooledWorker#standby}; who is promoted is
 * decided here. Under the pool's lock.
 */
final class Reserve {

  private final int processes;
  private final int size;
  private boolean open; // whether the pool is old enough

  Reserve(int processes, int size) {
    this.processes = processes;
    this.size = size;
  }

  /** From now on there is one; false if there was before, or none is wanted. */
  boolean open() {
    boolean opened = !open && size > 0;
    open = true;
    return opened;
  }

  /** How many of those that work are missing. */
  int missing(List<PooledWorker> workers) {
    return processes - (int) workers.stream().filter(Reserve::isActive).count();
  }

  /**
   * How many of those that stand by are missing. None as long as one that is needed now is missing or still starts: it
   * would take processors from that.
   */
  int missingBehind(List<PooledWorker> workers) {
    long ready = workers.stream().filter(worker -> isActive(worker) && worker.ready).count();
    return open && ready >= processes ? size - (int) workers.stream().filter(Reserve::standsBy).count() : 0;
  }

  /**
   * The worker that stands by and comes next, one that is ready and has rehearsed before others; null if none is needed
   * or there.
   */
  @Nullable PooledWorker next(List<PooledWorker> workers) {
    if (missing(workers) <= 0) {
      return null;
    }
    PooledWorker next = null;
    for (PooledWorker worker : workers) {
      if (standsBy(worker) && (next == null || stage(worker) > stage(next))) {
        next = worker;
      }
    }
    return next;
  }

  /** How many are ready and stand by. */
  int ready(List<PooledWorker> workers) {
    return (int) workers.stream().filter(worker -> standsBy(worker) && worker.ready).count();
  }

  private static boolean isActive(PooledWorker worker) {
    return !worker.standby && worker.stays();
  }

  private static boolean standsBy(PooledWorker worker) {
    return worker.standby && worker.stays();
  }

  /** How near it is to its first task. */
  private static int stage(PooledWorker worker) {
    if (!worker.ready) {
      return 0;
    }
    return worker.rehearsing ? 1 : 2;
  }
}
