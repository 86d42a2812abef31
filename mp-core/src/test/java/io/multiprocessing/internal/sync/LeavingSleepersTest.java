package io.multiprocessing.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.internal.sync.RobustMutex.Outcome;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who was woken and leaves without what it was woken for wakes another. Looking whether others live has its rate. */
@Timeout(30)
class LeavingSleepersTest {

  private final AtomicInteger wakes = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();
  private Runnable inSleep = () -> {};
  private Segment segment = Segment.create(SegmentKind.LOCK, LockDescriptor.LENGTH);

  @AfterEach
  void release() {
    segment.release();
  }

  /** Something happens while somebody sleeps, and wakes it. */
  private final class Observed extends SharedWords {

    Observed() {
      super(segment);
    }

    @Override
    boolean isAlive(long stamp) {
      looks.incrementAndGet();
      return super.isAlive(stamp);
    }

    @Override
    void await(int offset, int expected, long nanos) {
      inSleep.run();
    }

    @Override
    void wake(int offset, int count) {
      wakes.incrementAndGet();
      super.wake(offset, count);
    }
  }

  @Test
  void aMutexFreedForALeaverWakesTheNext() {
    RobustMutex mutex = new RobustMutex(new Observed(), LockDescriptor.MUTEX_OFFSET);
    mutex.tryLock();
    inSleep =
        () -> {
          mutex.unlock(); // wakes the one that is interrupted at the same moment
          assertThat(wakes.getAndSet(0)).isEqualTo(1);
          Thread.currentThread().interrupt();
        };
    assertThat(interrupted(() -> mutex.lock(WaitBudget.interruptible()))).isTrue();
    assertThat(wakes.get()).isEqualTo(1);
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void aMutexTakenByAnotherIsMarkedByALeaver() {
    RobustMutex mutex = new RobustMutex(new Observed(), LockDescriptor.MUTEX_OFFSET);
    mutex.tryLock();
    inSleep =
        () -> {
          mutex.unlock();
          mutex.tryLock(); // another, which doesn't know of sleepers
          Thread.currentThread().interrupt();
        };
    assertThat(interrupted(() -> mutex.lock(WaitBudget.interruptible()))).isTrue();
    wakes.set(0);
    mutex.unlock();
    assertThat(wakes.get()).as("the holder learnt that others may sleep").isEqualTo(1);
  }

  @Test
  void aPermitForOneThatIsInterruptedInItsSleepIsTaken() throws Exception {
    segment.release();
    segment = Segment.create(SegmentKind.SEMAPHORE, SemaphoreDescriptor.LENGTH);
    SharedWords words = new Observed();
    SemaphoreCore.initialize(words, 0, false);
    SemaphoreCore core = new SemaphoreCore(words);
    inSleep =
        () -> {
          core.release(); // wakes it: nobody else was told of this permit
          Thread.currentThread().interrupt();
        };
    assertThat(core.acquire(WaitBudget.interruptible())).isTrue();
    assertThat(Thread.interrupted()).as("kept for later").isTrue();
    assertThat(core.available()).isZero();
  }

  @Test
  void aCallThatDoesNotSleepLooksNowAndThenOnly() throws Exception {
    RobustMutex mutex = new RobustMutex(new Observed(), LockDescriptor.MUTEX_OFFSET);
    mutex.tryLock();
    int calls = 1000;
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      assertThat(mutex.lock(WaitBudget.interruptible(0))).isEqualTo(Outcome.TIMED_OUT);
    }
    long slices = (System.nanoTime() - start) / WaitBudget.SLICE_NANOS;
    assertThat(looks.get()).isBetween(1, (int) slices + 1);
  }

  private interface Wait {
    Object run() throws InterruptedException;
  }

  private static boolean interrupted(Wait wait) {
    try {
      wait.run();
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}
