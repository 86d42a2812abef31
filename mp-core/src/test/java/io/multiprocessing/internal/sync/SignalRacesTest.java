package io.multiprocessing.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals race with ends of times and with interrupts, a hundred thousand times: each that was given is received. */
@Timeout(60)
class SignalRacesTest {

  private static final int SIGNALS = 100_000;
  private static final int WAITERS = 3;

  private final Segment segment = Segment.create(SegmentKind.CONDITION, ConditionDescriptor.LENGTH);
  private final ConditionCore core = ConditionCore.of(segment);
  private final AtomicInteger received = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private void waitAgainAndAgain(Random random) {
    while (!over.get()) {
      int place = core.enter();
      boolean signalled = false;
      try {
        signalled = core.sleep(place, WaitBudget.interruptible(random.nextInt(60_000)));
      } catch (InterruptedException e) {
        continue; // it gave up its place
      }
      if (signalled) {
        received.incrementAndGet();
        core.leave(place);
      }
      Thread.interrupted();
    }
  }

  @Test
  void eachSignalIsReceivedOnceThoughTimesEndAndThreadsAreInterrupted() throws Exception {
    long seed = System.nanoTime();
    System.out.println("signal races: seed=" + seed);
    Random random = new Random(seed);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < WAITERS; i++) {
      Random own = new Random(random.nextLong());
      Thread thread = new Thread(() -> waitAgainAndAgain(own), "waiter-" + i);
      thread.setUncaughtExceptionHandler((dead, e) -> failure.set(e));
      thread.start();
      threads.add(thread);
    }
    int given = 0;
    for (int i = 0; i < SIGNALS; i++) {
      given += core.signal(1 + random.nextInt(2));
      if (random.nextInt(50) == 0) {
        threads.get(random.nextInt(WAITERS)).interrupt();
      }
      for (int spin = random.nextInt(100); spin > 0; spin--) {
        Thread.onSpinWait();
      }
    }
    over.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(given).isGreaterThan(100);
    assertThat(received.get()).as("seed=%d", seed).isEqualTo(given);
    for (int place = 0; place < ConditionDescriptor.PLACES; place++) {
      assertThat(segment.memory().getInt(ConditionDescriptor.stateOffset(place))).isEqualTo(ConditionDescriptor.FREE);
    }
  }
}
