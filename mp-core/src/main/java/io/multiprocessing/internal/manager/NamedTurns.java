package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who makes the object of a name: one thread at a time for each name, and the others wait for it. A factory may make
 * objects of other names; one that would wait for itself is told so. Safe for use by several threads.
 */
final class NamedTurns {

  private final Map<String, Turn> turns = new HashMap<>(); // guarded by this; of names that are being made
  private final Map<Thread, Turn> waiting = new HashMap<>(); // guarded by this

  /** What is made in a turn. */
  @FunctionalInterface
  interface Making<T> {
    T make() throws Exception;
  }

  @SuppressWarnings("serial") // it stays here
  private static final class Turn extends ReentrantLock {
    int users; // guarded by the NamedTurns: its owner and those who wait

    @Nullable Thread owner() {
      return getOwner();
    }
  }

  /**
   * Makes something when it is this thread's turn.
   *
   * @throws ManagerException if the factory of this name, directly or over others, has asked for it
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  <T> T inTurn(String name, Making<T> making) throws Exception {
    Turn turn = await(name);
    try {
      turn.lockInterruptibly();
      try {
        synchronized (this) {
          waiting.remove(Thread.currentThread());
        }
        return making.make();
      } finally {
        turn.unlock();
      }
    } finally {
      synchronized (this) {
        waiting.remove(Thread.currentThread(), turn);
        if (--turn.users == 0) {
          turns.remove(name);
        }
      }
    }
  }

  private synchronized Turn await(String name) {
    Thread me = Thread.currentThread();
    Turn wanted = turns.computeIfAbsent(name, key -> new Turn());
    Turn turn = wanted;
    while (turn != null) {
      Thread owner = turn.owner();
      if (owner == me) {
        throw new ManagerException(
            "an object of this name is being made by a factory that waits for it: name=" + name
                + "; factories must not ask for each other's names in a circle");
      }
      turn = owner == null ? null : waiting.get(owner);
    }
    wanted.users++;
    waiting.put(me, wanted);
    return wanted;
  }
}
