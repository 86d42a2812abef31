package io.multiprocessing.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that give way at random accesses, so that their steps meet in orders that are rare else. */
@Timeout(60)
class InterleavingsTest {

  private static final int THREADS = 4;
  private static final int TIMES = 3_000;

  private final long seed = System.nanoTime();
  private final Random seeds = new Random(seed);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private int plain; // guarded by what is tested

  /** Shared memory that gives the processor away before some accesses. */
  private static final class Uneven extends SharedWords {

    private final Random random;

    Uneven(Segment segment, long seed) {
      super(segment);
      random = new Random(seed);
    }

    private void perhapsPause() {
      if (random.nextInt(8) == 0) {
        Thread.yield();
      }
    }

    @Override
    int getInt(int offset) {
      perhapsPause();
      return super.getInt(offset);
    }

    @Override
    boolean casInt(int offset, int expected, int value) {
      perhapsPause();
      return super.casInt(offset, expected, value);
    }

    @Override
    boolean casLong(int offset, long expected, long value) {
      perhapsPause();
      return super.casLong(offset, expected, value);
    }

    @Override
    long getAndSetLong(int offset, long value) {
      perhapsPause();
      return super.getAndSetLong(offset, value);
    }
  }

  /** What one thread does again and again. */
  private interface Step {
    void run(int time) throws Exception;
  }

  /** Makes the steps of one thread over its own view of the words. */
  private interface Role {
    Step of(SharedWords words, int thread);
  }

  private void together(Segment segment, Role role) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Step step = role.of(new Uneven(segment, seeds.nextLong()), i);
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int time = 0; time < TIMES; time++) {
                    step.run(time);
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      thread.setUncaughtExceptionHandler((dead, e) -> failure.set(e));
      threads.add(thread);
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failure.get()).as("seed=%d", seed).isNull();
    segment.release();
  }

  @Test
  void aMutexLetsOneIn() throws Exception {
    together(
        Segment.create(SegmentKind.LOCK, LockDescriptor.LENGTH),
        (words, thread) -> {
          RobustMutex mutex = new RobustMutex(words, LockDescriptor.MUTEX_OFFSET);
          return time -> {
            mutex.lock();
            plain++;
            mutex.unlock();
          };
        });
    assertThat(plain).as("seed=%d", seed).isEqualTo(THREADS * TIMES);
  }

  @Test
  void aSemaphoreLetsItsPermitsIn() throws Exception {
    Segment segment = Segment.create(SegmentKind.SEMAPHORE, SemaphoreDescriptor.LENGTH);
    SemaphoreCore.initialize(new SharedWords(segment), 2, true);
    together(
        segment,
        (words, thread) -> {
          SemaphoreCore core = new SemaphoreCore(words);
          return time -> {
            if (core.acquire(WaitBudget.interruptible(time % 3 == 0 ? 50_000 : Long.MAX_VALUE))) {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              inside.decrementAndGet();
              assertThat(core.release()).isTrue();
            }
          };
        });
    assertThat(most.get()).as("seed=%d", seed).isLessThanOrEqualTo(2);
    assertThat(new SemaphoreCore(new SharedWords(segment)).available()).as("seed=%d", seed).isEqualTo(2);
  }
}
