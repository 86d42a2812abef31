package io.multiprocessing.internal.manager;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which client took how many elements of a joinable queue and hasn't dealt with them. Guarded by the queue's monitor.
 */
final class TakenElements {

  private final Map<Object, Integer> open = new HashMap<>(); // by session; not below 1
  private final ArrayDeque<Long> dead = new ArrayDeque<>(); // clients whose loss nobody was told yet
  private long unfinished;

  long unfinished() {
    return unfinished;
  }

  void put() {
    unfinished++;
  }

  void removed(int count) {
    unfinished -= Math.min(count, unfinished);
  }

  void taken(Object session, int count) {
    int sum = open.getOrDefault(session, 0) + count;
    if (sum > 0) {
      open.put(session, sum);
    } else {
      open.remove(session);
    }
  }

  void done(Object session) {
    if (unfinished == 0) {
      throw new IllegalStateException(
          "taskDone() was called more often than elements were put; call it once for each element taken");
    }
    unfinished--;
    taken(session, -1);
  }

  /** @param waiting how many elements nobody has taken */
  void sessionEnded(Object session, int waiting) {
    Integer lost = open.remove(session);
    if (lost != null && unfinished > waiting) {
      unfinished -= Math.min(lost, unfinished - waiting);
      dead(Peer.pidOf(session));
    }
  }

  void dead(long pid) {
    dead.add(pid);
  }

  @Nullable Long pollDead() {
    return dead.poll();
  }
}
