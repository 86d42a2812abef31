package io.multiprocessing.internal.connection;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A look at a position before sleeping until it moves. Falling asleep and being woken takes tens of microseconds, an
 * answer from a process that is awake one or two. One for each lane and side; what it has learnt is a hint, so threads
 * may share it.
 *
 * <p>Bounded in every direction: {@value #LIMIT_NANOS} ns at most; in as many threads of this process as leave one
 * processor for whoever is waited for; and only while it helps: after some looks in vain it is tried no more than once
 * in {@value #RETRY_EVERY} times.
 */
final class Spin {

  private static final long LIMIT_NANOS = 50_000;
  private static final int LOOKS_PER_CLOCK = 16;
  private static final int PATIENCE = 4;
  private static final int MAX_MISSES = 8;
  private static final int HIT_WEIGHT = 2;
  private static final int RETRY_EVERY = 32;
  private static final int MAX_SPINNERS = Runtime.getRuntime().availableProcessors() - 1;

  private static final AtomicInteger spinners = new AtomicInteger();

  private int misses;
  private int skipped;

  /** Looks for a while whether anything is written behind a position; whether there is. */
  boolean forData(Lane lane, long position) {
    return begin() && end(lookForData(lane, position));
  }

  /** Looks for a while whether anything is consumed; whether there is. */
  boolean forRoom(Lane lane, long consumed) {
    return begin() && end(lookForRoom(lane, consumed));
  }

  private static boolean lookForData(Lane lane, long position) {
    long start = System.nanoTime();
    do {
      for (int i = 0; i < LOOKS_PER_CLOCK; i++) {
        if (lane.written() != position) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - start < LIMIT_NANOS);
    return false;
  }

  private static boolean lookForRoom(Lane lane, long consumed) {
    long start = System.nanoTime();
    do {
      for (int i = 0; i < LOOKS_PER_CLOCK; i++) {
        if (lane.consumed() != consumed) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - start < LIMIT_NANOS);
    return false;
  }

  private boolean begin() {
    if (misses >= PATIENCE) {
      skipped = (skipped + 1) % RETRY_EVERY;
      if (skipped != 0) {
        return false;
      }
    }
    if (spinners.incrementAndGet() > MAX_SPINNERS) {
      spinners.decrementAndGet();
      return false;
    }
    return true;
  }

  private boolean end(boolean found) {
    spinners.decrementAndGet();
    misses = found ? Math.max(0, misses - HIT_WEIGHT) : Math.min(MAX_MISSES, misses + 1);
    return found;
  }
}
