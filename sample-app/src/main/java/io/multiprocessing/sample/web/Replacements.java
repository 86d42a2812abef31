package io.multiprocessing.sample.web;

import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.WorkerSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Tells which worker took the place of a lost one: the first that joined the others about when that one was lost, is
 * ready, and did not take the place of yet another. It may be much older: it stood by. Guarded by the board's lock.
 */
final class Replacements {

  /** The next worker may be seen a little before the end of the last one is told of. */
  private static final long SLACK_MILLIS = 500;

  private final Map<Long, Long> joined = new HashMap<>(); // when each was first seen
  private final Set<Long> taken = new HashSet<>();
  private List<Long> ready = List.of();
  private boolean begun;

  /** Looks at the workers there are. Those of the first look have joined when they were launched. */
  void observe(PoolSnapshot pool, long now) {
    for (WorkerSnapshot worker : pool.workers()) {
      joined.putIfAbsent(worker.pid(), begun ? now : now - worker.age().toMillis());
    }
    begun |= !pool.workers().isEmpty();
    ready = pool.workers().stream()
        .filter(worker -> worker.state() == WorkerSnapshot.State.IDLE || worker.state() == WorkerSnapshot.State.BUSY)
        .map(WorkerSnapshot::pid)
        .toList();
    List<Long> all = pool.workers().stream().map(WorkerSnapshot::pid).toList();
    joined.keySet().retainAll(all);
    taken.retainAll(all);
  }

  /** The process id of the worker in place of one that was lost at {@code lostAt}; empty if it isn't ready yet. */
  OptionalLong claim(long lostAt) {
    OptionalLong pid = ready.stream()
        .filter(worker -> joined.getOrDefault(worker, 0L) >= lostAt - SLACK_MILLIS && !taken.contains(worker))
        .mapToLong(Long::longValue)
        .findFirst();
    pid.ifPresent(taken::add);
    return pid;
  }
}
