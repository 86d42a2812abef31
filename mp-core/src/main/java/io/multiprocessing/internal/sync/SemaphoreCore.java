package io.multiprocessing.internal.sync;

import static io.multiprocessing.internal.sync.SemaphoreDescriptor.AVAILABLE_OFFSET;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.BASE_OFFSET;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.BOUNDED_OFFSET;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.INITIAL_OFFSET;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.SLEEPERS_OFFSET;

import io.multiprocessing.internal.memory.Segment;

/**
 * A semaphore as all its views in this process share it. Permits move under the mutex, which is held for some
 * nanoseconds, but when those of the dead are given back; a thread that finds none enters itself as waiting and sleeps
 * on {@code available}.
 */
final class SemaphoreCore {

  private final SharedWords words;
  private final RobustMutex mutex;
  private final SemaphoreTable table;
  private final NowAndThen looks = new NowAndThen();

  SemaphoreCore(SharedWords words) {
    this.words = words;
    mutex = new RobustMutex(words, SemaphoreDescriptor.MUTEX_OFFSET);
    table = new SemaphoreTable(words);
  }

  static SemaphoreCore of(Segment segment) {
    return segment.local(SemaphoreCore.class, () -> new SemaphoreCore(new SharedWords(segment)));
  }

  /** Fills the payload of a new semaphore. */
  static void initialize(SharedWords words, int initial, boolean bounded) {
    words.setLong(BASE_OFFSET, initial);
    words.setInt(INITIAL_OFFSET, initial);
    words.setInt(BOUNDED_OFFSET, bounded ? 1 : 0);
    words.setInt(AVAILABLE_OFFSET, initial);
  }

  int available() {
    return words.getInt(AVAILABLE_OFFSET);
  }

  boolean tryAcquire() {
    return take() || lookForDead() && take();
  }

  boolean acquire(WaitBudget budget) throws InterruptedException {
    words.spinWhile(AVAILABLE_OFFSET, 0);
    if (take()) {
      return true;
    }
    sleeping(1);
    boolean taken = false;
    try {
      taken = sleep(budget);
    } finally {
      if (!taken) {
        sleeping(-1);
      }
      budget.finish();
    }
    return taken;
  }

  private boolean sleep(WaitBudget budget) throws InterruptedException {
    while (true) {
      budget.checkInterrupt();
      long slice = budget.nextSliceNanos();
      lookForDead(); // before each sleep, because permits that come and go may cut every sleep short
      int available = available();
      if (available <= 0 && slice > 0) {
        words.await(AVAILABLE_OFFSET, available, slice);
      }
      if (takeAfterSleeping()) {
        return true;
      }
      if (slice == 0) {
        return false;
      }
    }
  }

  boolean take() {
    if (available() <= 0) {
      return false;
    }
    lock();
    try {
      return takeLocked();
    } finally {
      mutex.unlock();
    }
  }

  private boolean takeAfterSleeping() {
    if (available() <= 0) {
      return false;
    }
    lock();
    try {
      if (!takeLocked()) {
        return false;
      }
      table.sleep(table.mine(), -1);
      return true;
    } finally {
      mutex.unlock();
    }
  }

  private boolean takeLocked() {
    if (available() <= 0) {
      return false;
    }
    table.hold(table.mine(), 1);
    return true;
  }

  private void sleeping(int threads) {
    lock();
    try {
      table.sleep(table.mine(), threads);
    } finally {
      mutex.unlock();
    }
  }

  /** Whether there was room for one more. */
  boolean release() {
    boolean wake;
    lock();
    try {
      int available = available();
      if (available >= limit()) {
        return false;
      }
      table.release(table.mine());
      wake = words.getInt(SLEEPERS_OFFSET) > 0;
    } finally {
      mutex.unlock();
    }
    if (wake) {
      words.wake(AVAILABLE_OFFSET, 1);
    }
    return true;
  }

  int limit() {
    return words.getInt(BOUNDED_OFFSET) == 0 ? Integer.MAX_VALUE : words.getInt(INITIAL_OFFSET);
  }

  /** Once a slice: gives back what dead processes held. Returns whether there may be a permit now. */
  private boolean lookForDead() {
    if (!looks.due()) {
      return false;
    }
    boolean died = table.anyDied();
    int returned = 0;
    lock(); // in any case: a process may have died with the mutex, before its permit was counted
    try {
      if (died) {
        returned = table.giveBack();
      }
    } finally {
      mutex.unlock();
    }
    if (returned > 0) {
      words.wake(AVAILABLE_OFFSET, returned);
    }
    return available() > 0;
  }

  private void lock() {
    if (mutex.lock()) {
      table.recover();
    }
  }
}
