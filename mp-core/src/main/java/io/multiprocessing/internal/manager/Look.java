package io.multiprocessing.internal.manager;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A look at a socket before sleeping until something arrives: falling asleep and being woken takes tens of
 * microseconds, an answer from a server that is awake a few. Bounded: {@value #LIMIT_NANOS} ns at most, in as many
 * threads of this process as leave one processor for whoever is waited for, and only while it helps: after some looks
 * in vain it is tried no more than once in {@value #RETRY_EVERY} times. For one thread at a time.
 */
final class Look {

  /** What is looked for. */
  @FunctionalInterface
  interface Goal {
    boolean reached() throws IOException;
  }

  private static final long LIMIT_NANOS = 50_000;
  private static final int PATIENCE = 4;
  private static final int MAX_MISSES = 8;
  private static final int HIT_WEIGHT = 2;
  private static final int RETRY_EVERY = 32;
  private static final int MAX_LOOKING = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

  private static final AtomicInteger looking = new AtomicInteger();

  private int misses;
  private int skipped;

  /** Whether it was reached within the limit; false at once if looking doesn't pay. */
  boolean until(Goal goal) throws IOException {
    if (misses >= PATIENCE) {
      skipped = (skipped + 1) % RETRY_EVERY;
      if (skipped != 0) {
        return false;
      }
    }
    if (looking.incrementAndGet() > MAX_LOOKING) {
      looking.decrementAndGet();
      return false;
    }
    boolean found = false;
    try {
      long start = System.nanoTime();
      do {
        found = goal.reached();
      } while (!found && System.nanoTime() - start < LIMIT_NANOS);
      return found;
    } finally {
      looking.decrementAndGet();
      misses = found ? Math.max(0, misses - HIT_WEIGHT) : Math.min(MAX_MISSES, misses + 1);
    }
  }
}
