package io.multiprocessing.internal.queue;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.sync.WaitBudget;
import java.nio.MappedByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * Those who wait until one end of a queue moves. A flag says that somebody may sleep, so that nobody makes a system
 * call to wake nobody; they sleep on the end's count.
 *
 * <p>A sleeper sets the flag, then looks at the count, then sleeps if that hasn't changed. The other side changes the
 * count, then looks at the flag, takes it away and wakes one sleeper. Whoever has slept sets the flag again when it
 * goes, because others may still sleep, and wakes the next if there is something left for it: so as many are woken as
 * are needed, and no more. A sleeper that is killed, or whose waker is, costs the others one slice of time.
 */
final class Sleepers {

  private static final long LOOK_NANOS = 30_000;
  private static final int LOOKS_BETWEEN_CLOCKS = 64;
  private static final int PATIENCE = 4;
  private static final int MAX_MISSES = 8;
  private static final int HIT_WEIGHT = 2;
  private static final int RETRY_EVERY = 32;
  private static final boolean USEFUL = Runtime.getRuntime().availableProcessors() > 1;

  private final Segment segment;
  private final MappedByteBuffer memory;
  private final int flag;
  private final int count;

  // Hints, so a lost update does no harm.
  private volatile boolean looking;
  private volatile int misses;
  private volatile int skipped;

  /**
   * @param flag where the flag is
   * @param count where the count is that they wait for
   */
  Sleepers(Segment segment, int flag, int count) {
    this.segment = segment;
    this.memory = segment.memory();
    this.flag = flag;
    this.count = count;
  }

  /**
   * Waits once, for a slice of time at most, while {@code needed} says so; the caller looks again.
   *
   * @return false if the budget is used up
   * @throws InterruptedException if the thread is interrupted
   */
  boolean await(BooleanSupplier needed, WaitBudget budget) throws InterruptedException {
    int seen = count();
    if (!needed.getAsBoolean() || look(seen)) {
      return true;
    }
    budget.checkInterrupt();
    long slice = budget.nextSliceNanos();
    if (slice == 0) {
      return false;
    }
    announce();
    if (needed.getAsBoolean()) {
      sleep(seen, slice);
    }
    return true;
  }

  /** By who has waited and goes: others may sleep, and if there is something for them the next one is woken at once. */
  void passOn(boolean more) {
    announce();
    if (more) {
      wakeOne();
    }
  }

  int count() {
    return Words.getIntVolatile(memory, count);
  }

  /** Before the last look ahead of a sleep. */
  void announce() {
    Words.setVolatile(memory, flag, 1);
  }

  void sleep(int seen, long nanos) {
    segment.await(count, seen, nanos);
  }

  /** After the count has changed, and a volatile access after that: freeing a lock is one. */
  void wakeOne() {
    wake(1);
  }

  void wakeAll() {
    wake(Integer.MAX_VALUE);
  }

  private void wake(int sleepers) {
    if (Words.getIntVolatile(memory, flag) != 0) {
      Words.setVolatile(memory, flag, 0);
      segment.wake(count, sleepers);
    }
  }

  /**
   * Looks for a moment whether the count changes, because falling asleep and being woken takes longer than an element
   * of a busy queue. One thread of a process looks at a time, and only as long as it helps.
   *
   * @return whether it changed
   */
  private boolean look(int seen) {
    if (!USEFUL || looking || !isWorthwhile()) {
      return false;
    }
    looking = true;
    boolean changed = false;
    long start = System.nanoTime();
    while (!changed && System.nanoTime() - start < LOOK_NANOS) {
      for (int i = 0; i < LOOKS_BETWEEN_CLOCKS && !changed; i++) {
        Thread.onSpinWait();
        changed = count() != seen;
      }
    }
    looking = false;
    misses = changed ? Math.max(0, misses - HIT_WEIGHT) : Math.min(MAX_MISSES, misses + 1);
    return changed;
  }

  private boolean isWorthwhile() {
    if (misses < PATIENCE) {
      return true;
    }
    int next = skipped + 1;
    skipped = next % RETRY_EVERY;
    return next == RETRY_EVERY;
  }
}
