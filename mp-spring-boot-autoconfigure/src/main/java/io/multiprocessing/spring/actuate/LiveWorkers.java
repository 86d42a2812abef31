package io.multiprocessing.spring.actuate;

import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.WorkerSnapshot;

/** Counts the workers that have become ready and are not about to end. */
final class LiveWorkers {

  private LiveWorkers() {}

  static long count(PoolSnapshot snapshot) {
    return snapshot.workers().stream().map(WorkerSnapshot::state).filter(LiveWorkers::isLive).count();
  }

  private static boolean isLive(WorkerSnapshot.State state) {
    return state == WorkerSnapshot.State.IDLE || state == WorkerSnapshot.State.BUSY;
  }
}
