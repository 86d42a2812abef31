package io.multiprocessing.internal.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many of a fleet's workers stand by: started, with their initializer run, and without tasks until one of the others ends or
 * retires. They are workers like any other but for {@link PooledWorker#standby}; who is promoted is decided here. Under the pool's
 * lock.
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

  /**
   * How many workers there should be, those that stand by included. None of these is started while one that is needed now still
   * starts: it would take processors from that.
   */
  int wanted(List<PooledWorker> workers) {
    long ready = workers.stream().filter(worker -> isActive(worker) && worker.ready).count();
    return open && ready >= processes ? processes + size : processes;
  }

  /** Whether a worker that is started now has nothing to do yet. */
  boolean isFull(List<PooledWorker> workers) {
    return workers.stream().filter(Reserve::isActive).count() >= processes;
  }

  /** The worker that stands by and comes next, one that is ready before others; null if none is needed or there. */
  @Nullable PooledWorker next(List<PooledWorker> workers) {
    if (isFull(workers)) {
      return null;
    }
    PooledWorker next = null;
    for (PooledWorker worker : workers) {
      if (worker.standby && worker.stays() && (next == null || worker.ready && !next.ready)) {
        next = worker;
      }
    }
    return next;
  }

  /** How many are ready and stand by. */
  int ready(List<PooledWorker> workers) {
    return (int) workers.stream().filter(worker -> worker.standby && worker.ready && worker.stays()).count();
  }

  private static boolean isActive(PooledWorker worker) {
    return !worker.standby && worker.stays();
  }
}
