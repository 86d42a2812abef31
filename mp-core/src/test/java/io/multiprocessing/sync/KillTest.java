package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.process.ChildProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Behaviour 22 for real: JVMs that hammer all primitives at once are killed at random moments, and those who are left
 * go on. Four a round; the system property {@code multiprocessing.test.kill-rounds} sets how many rounds, 250 for a
 * thousand kills. The thousands of other deaths of each run are in {@code DeathAtEachStoreTest}.
 */
@Tag("alone") // it measures how soon all go on
@Timeout(1800)
class KillTest {

  private static final int ROUNDS = Integer.getInteger("multiprocessing.test.kill-rounds", 5);
  private static final int VICTIMS = 4;
  private static final long MEDIAN_MILLIS = 100; // single rounds may be slow on a loaded machine
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Multiprocessing MP = Multiprocessing.get();

  /** What all processes use. */
  private record Shared(
      InterProcessLock lock, InterProcessBoundedSemaphore permits, InterProcessCondition condition,
      InterProcessBarrier barrier, InterProcessSemaphore ready, InterProcessEvent go, SegmentHandle word)
      implements RemoteRunnable {

    @Override
    public void run() throws Exception {
      List<Background<Boolean>> threads =
          List.of(
              Background.run(() -> again(this::lockOnce)), Background.run(() -> again(this::acquireOnce)),
              Background.run(() -> again(this::conditionOnce)), Background.run(() -> again(this::barrierOnce)));
      for (Background<Boolean> thread : threads) {
        thread.thread().join(); // one that fails ends alone; the parent sees it by its missing progress
      }
    }

    private void again(Background.Body body) throws Exception {
      body.run();
      ready.release();
      go.await(); // until all are there: JVMs start slowly beside others that spin
      while (true) {
        body.run();
      }
    }

    /** Nobody else may be inside. */
    void lockOnce() {
      Segment segment = Segment.attach(word);
      int mine = System.identityHashCode(Thread.currentThread()) ^ (int) ProcessHandle.current().pid();
      try {
        lock.lock();
      } catch (OwnerDiedException e) {
        return;
      }
      try {
        segment.memory().putInt(Segment.PAYLOAD, mine);
        for (int i = 0; i < 20; i++) {
          Thread.onSpinWait();
        }
        if (segment.memory().getInt(Segment.PAYLOAD) != mine) {
          segment.memory().putInt(Segment.PAYLOAD + 4, 1);
        }
      } finally {
        lock.unlock();
      }
    }

    void acquireOnce() throws InterruptedException {
      permits.acquire();
      permits.release();
    }

    void conditionOnce() throws InterruptedException {
      try {
        condition.getLock().lock();
      } catch (OwnerDiedException e) {
        return;
      }
      try {
        condition.signal();
        condition.await(Duration.ofMillis(2));
      } catch (OwnerDiedException e) {
        // told, and holds the lock
      } finally {
        condition.getLock().unlock();
      }
    }

    void barrierOnce() throws InterruptedException {
      try {
        barrier.await(Duration.ofMillis(5));
      } catch (BrokenBarrierException | TimeoutException e) {
        barrier.reset();
      }
    }

    void unlink() {
      for (InterProcessObject object : List.of(lock, permits, condition, barrier, ready, go)) {
        object.unlink();
      }
    }
  }

  @Test
  void killedProcessesHinderNobody() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Segment word = Segment.create(SegmentKind.VALUE, 8);
    Shared shared =
        new Shared(
            MP.lock(), MP.boundedSemaphore(2), MP.condition(), MP.barrier(2), MP.semaphore(0), MP.event(), word.send());
    int killed = 0;
    List<Long> recoveries = new ArrayList<>();
    long slowest = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (Children children = new Children()) {
        List<ChildProcess> victims = new ArrayList<>();
        for (int i = 0; i < VICTIMS; i++) {
          victims.add(children.start(shared));
        }
        for (int i = 0; i < 4 * VICTIMS; i++) {
          assertThat(shared.ready().tryAcquire(LIMIT)).as("all make progress: seed=%d, round=%d", seed, round).isTrue();
        }
        shared.go().set();
        for (ChildProcess victim : victims) {
          LockSupport.parkNanos(random.nextInt(10_000_000)); // a random moment
          victim.kill();
          victim.join();
          killed++;
        }
      }
      shared.go().clear();
      long start = System.nanoTime();
      permitsComeBack(shared);
      recoveries.add(System.nanoTime() - start);
      everythingWorks(shared);
      slowest = Math.max(slowest, System.nanoTime() - start);
    }
    assertThat(killed).isEqualTo(ROUNDS * VICTIMS);
    assertThat(word.memory().getInt(Segment.PAYLOAD + 4)).as("nobody was inside with another").isZero();
    Collections.sort(recoveries);
    long median = recoveries.get(recoveries.size() / 2) / 1_000_000;
    System.out.println(
        "killed processes: " + killed + ", medianMillis=" + median + ", slowestRecoveryMillis=" + slowest / 1_000_000 + ", seed=" + seed);
    assertThat(median).as("milliseconds until a lock and all permits are free again").isLessThan(MEDIAN_MILLIS);
    shared.unlink();
    word.remove();
  }

  private static void permitsComeBack(Shared shared) throws Exception {
    isTold(shared.lock());
    assertThat(shared.permits().tryAcquire(LIMIT)).isTrue();
    assertThat(shared.permits().tryAcquire(LIMIT)).isTrue();
    shared.permits().release();
    shared.permits().release();
  }

  private static void everythingWorks(Shared shared) throws Exception {
    assertThat(isTold(shared.lock()) && isTold(shared.lock())).as("a death is told once").isFalse();
    assertThat(shared.permits().tryAcquire(LIMIT)).isTrue();
    assertThat(shared.permits().tryAcquire(LIMIT)).isTrue();
    assertThat(shared.permits().tryAcquire()).isFalse();
    shared.permits().release();
    shared.permits().release();

    InterProcessLock lock = shared.condition().getLock();
    isTold(lock);
    Background<Boolean> waiter =
        Background.call(
            () -> {
              lock.lock();
              try {
                return shared.condition().await(LIMIT);
              } finally {
                lock.unlock();
              }
            });
    await().pollInterval(Duration.ofMillis(5)).atMost(LIMIT).until(
        () -> {
          lock.lock();
          shared.condition().signalAll();
          lock.unlock();
          return waiter.isDone();
        });
    assertThat(waiter.get()).isTrue();

    shared.barrier().reset();
    Background<Integer> other = Background.call(() -> shared.barrier().await(LIMIT));
    assertThat(shared.barrier().await(LIMIT) + other.get()).isEqualTo(1);
  }

  /** Whether a death was told; if not, the lock was got, and is free again. */
  private static boolean isTold(InterProcessLock lock) throws InterruptedException {
    try {
      assertThat(lock.tryLock(LIMIT)).isTrue();
      lock.unlock();
      return false;
    } catch (OwnerDiedException e) {
      return true;
    }
  }
}
