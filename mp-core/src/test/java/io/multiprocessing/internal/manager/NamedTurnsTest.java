package io.multiprocessing.internal.manager;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.manager.ManagerException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Factories of named objects, which may need each other, and the threads of calls when many block. */
@Timeout(30)
class NamedTurnsTest {

  private final NamedTurns turns = new NamedTurns();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void aFactoryThatAsksForItsOwnNameIsToldSo() throws Exception {
    assertThatThrownBy(() -> turns.inTurn("a", () -> turns.inTurn("b", () -> turns.inTurn("a", () -> 1))))
        .isInstanceOf(ManagerException.class)
        .hasMessageContaining("name=a");
    assertThat(turns.<Integer>inTurn("a", () -> turns.inTurn("b", () -> 2))).isEqualTo(2);
  }

  @Test
  void factoriesThatWaitForEachOtherAreTold() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    Callable<Integer> first = () -> turns.inTurn("a", () -> cross(both, "b"));
    Callable<Integer> second = () -> turns.inTurn("b", () -> cross(both, "a"));
    int told = 0;
    for (Future<Integer> each : List.of(threads.submit(first), threads.submit(second))) {
      try {
        assertThat(each.get(20, SECONDS)).isEqualTo(1);
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(ManagerException.class).hasMessageContaining("in a circle");
        told++;
      }
    }
    assertThat(told).as("the other goes on then").isEqualTo(1);
  }

  private int cross(CyclicBarrier both, String other) throws Exception {
    both.await(20, SECONDS);
    return turns.inTurn(other, () -> 1);
  }

  @Test
  void callsBeyondTheThreadsWaitAndShortOnesDoNot() throws Exception {
    CallThreads calls = new CallThreads("test", null);
    CountDownLatch mayEnd = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(CallThreads.MAX_THREADS + 100);
    List<Thread> ran = new ArrayList<>();
    try {
      for (int i = 0; i < CallThreads.MAX_THREADS + 100; i++) {
        calls.execute(
            () -> {
              try {
                mayEnd.await();
                ended.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
      }
      CountDownLatch shortOnes = new CountDownLatch(100);
      for (int i = 0; i < 100; i++) {
        calls.executeShort(
            () -> {
              synchronized (ran) {
                ran.add(Thread.currentThread());
              }
              shortOnes.countDown();
            });
      }
      assertThat(shortOnes.await(20, SECONDS)).isTrue();
      mayEnd.countDown();
      assertThat(ended.await(20, SECONDS)).as("all have had a thread").isTrue();
      assertThat(ran.stream().distinct().count()).isLessThanOrEqualTo(8);
    } finally {
      calls.close(SECONDS.toNanos(10));
    }
  }
}
