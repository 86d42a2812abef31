package io.multiprocessing.sample.web;

import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.WorkerSnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Tells which worker took the place of a lost one: the first that was launched about when the other was lost, is ready,
 * and did not take the place of yet another. Guarded by the board's lock.
 */
final class Replacements {

  /** The pool may launch the next worker a little before it tells of the last one's end. */
  private static final long SLACK_MILLIS = 500;

  private final Set<Long> taken = new HashSet<>();
  private List<Ready> ready = List.of();

  /** Looks at the workers there are. */
  void observe(PoolSnapshot pool, long now) {
    ready = pool.workers().stream()
        .filter(worker -> worker.state() == WorkerSnapshot.State.IDLE || worker.state() == WorkerSnapshot.State.BUSY)
        .map(worker -> new Ready(worker.pid(), now - worker.age().toMillis()))
        .toList();
    taken.retainAll(pool.workers().stream().map(WorkerSnapshot::pid).toList());
  }

  /** The process id of the worker in place of one that was lost at {@code lostAt}; empty if it isn't ready yet. */
  OptionalLong claim(long lostAt) {
    OptionalLong pid = ready.stream()
        .filter(worker -> worker.launchedAt >= lostAt - SLACK_MILLIS && !taken.contains(worker.pid))
        .mapToLong(Ready::pid)
        .findFirst();
    pid.ifPresent(taken::add);
    return pid;
  }

  private record Ready(long pid, long launchedAt) {}
}
