package io.multiprocessing.internal.pool;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A look at a result before sleeping until it comes. A processor that falls asleep takes tens of microseconds to wake
 * up, longer than a short task's whole way to a worker and back; while its thread looks, it stays awake. Measured on
 * two processors: half the round trip of an empty task, for the same processor time.
 *
 * <p>Bounded in every direction: {@value #LIMIT_NANOS} ns at most; only one thread of this process at a time, because
 * when several wait there is better use for the processors; and only while it helps: after some looks in vain it is
 * tried no more than once in {@value #RETRY_EVERY} times.
 */
final class BriefSpin {

  private static final long LIMIT_NANOS = 50_000;
  private static final int PATIENCE = 4;
  private static final int MAX_MISSES = 8;
  private static final int HIT_WEIGHT = 2;
  private static final int RETRY_EVERY = 32;
  private static final boolean USEFUL = Runtime.getRuntime().availableProcessors() > 1;

  private static final AtomicInteger waiting = new AtomicInteger();

  // Hints, so a lost update does no harm; written by the one thread that looks.
  private static volatile int misses;
  private static volatile int skipped;

  private BriefSpin() {}

  /** Begins a wait, which {@link #end} ends; looks for a while whether it is over already. */
  static void begin(CountDownLatch done) {
    boolean alone = waiting.getAndIncrement() == 0;
    if (alone && USEFUL && isWorthwhile()) {
      long start = System.nanoTime();
      while (done.getCount() > 0 && waiting.get() == 1 && System.nanoTime() - start < LIMIT_NANOS) {
        Thread.onSpinWait();
      }
      misses = done.getCount() > 0 ? Math.min(MAX_MISSES, misses + 1) : Math.max(0, misses - HIT_WEIGHT);
    }
  }

  static void end() {
    waiting.decrementAndGet();
  }

  private static boolean isWorthwhile() {
    if (misses < PATIENCE) {
      return true;
    }
    int count = skipped + 1;
    skipped = count % RETRY_EVERY;
    return count == RETRY_EVERY;
  }
}
