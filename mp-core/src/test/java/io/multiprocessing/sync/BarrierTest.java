package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BarrierTest {

  private final Primitives mp = primitives();

  Primitives primitives() {
    return Primitives.IN_SHARED_MEMORY;
  }

  private static final Duration LONG = Duration.ofSeconds(30);

  private record Rounds(InterProcessBarrier barrier, InterProcessSemaphore arrivals, int rounds)
      implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      for (int round = 1; round <= rounds; round++) {
        arrivals.release();
        barrier.await();
        int arrived = arrivals.availablePermits();
        if (arrived < round * barrier.getParties()) {
          throw new AssertionError("went on before all had arrived: round=" + round + ", arrived=" + arrived);
        }
      }
    }
  }

  @Test
  void allThreadsOfAllProcessesWaitForEachOtherAgainAndAgain() throws Exception {
    InterProcessSemaphore actions = mp.semaphore(0);
    Rounds rounds = new Rounds(mp.barrier(4, actions::release), mp.semaphore(0), mp.times(300));
    try (Children children = new Children()) {
      children.start(rounds);
      children.start(rounds);
      Background<Boolean> thread = Background.run(rounds::run);
      rounds.run();
      assertThat(thread.get()).isTrue();
      children.join();
    }
    assertThat(actions.availablePermits()).as("the action runs once in each round").isEqualTo(rounds.rounds());
    assertThat(rounds.barrier().getNumberWaiting()).isZero();
    for (InterProcessObject object : List.of(actions, rounds.barrier(), rounds.arrivals())) {
      object.unlink();
    }
  }

  @Test
  void eachGetsAnotherIndexFromTheFirstWithPartiesLessOneToTheLastWithZero() throws Exception {
    try (InterProcessBarrier barrier = mp.barrier(3)) {
      Background<Integer> first = arrive(barrier, 1);
      Background<Integer> second = arrive(barrier, 2);
      assertThat(barrier.getParties()).isEqualTo(3);
      assertThat(barrier.await()).isZero();
      assertThat(first.get()).isEqualTo(2);
      assertThat(second.get()).isEqualTo(1);
      assertThat(barrier.getNumberWaiting()).isZero();
    }
    try (InterProcessBarrier alone = mp.barrier(1)) {
      assertThat(alone.await()).isZero();
      assertThat(alone.await(Duration.ZERO)).isZero();
    }
  }

  /** Lets one thread arrive, and returns when {@code waiting} wait. */
  private static Background<Integer> arrive(InterProcessBarrier barrier, int waiting) {
    return arrive(barrier, waiting, () -> barrier.await(LONG));
  }

  private static Background<Integer> arrive(InterProcessBarrier barrier, int waiting, Callable<Integer> body) {
    Background<Integer> thread = Background.call(body);
    await().until(() -> barrier.getNumberWaiting() == waiting);
    return thread;
  }

  private static void broken(Background<Integer> waiter) {
    assertThatThrownBy(waiter::get)
        .isInstanceOf(ExecutionException.class).hasCauseInstanceOf(BrokenBarrierException.class)
        .hasMessageContaining("the barrier is broken").hasMessageContaining("call reset()");
  }

  private static void trips(InterProcessBarrier barrier) throws Exception {
    Background<Integer> other = arrive(barrier, 1);
    assertThat(barrier.await(LONG)).isZero();
    assertThat(other.get()).isEqualTo(1);
  }

  /** Behaviour 20. */
  @Test
  void anAbortIsSeenByAllUntilAReset() throws Exception {
    try (InterProcessBarrier barrier = mp.barrier(2)) {
      Background<Integer> waiter = arrive(barrier, 1);
      barrier.abort();
      broken(waiter);
      assertThat(barrier.isBroken()).isTrue();
      assertThat(barrier.getNumberWaiting()).isZero();
      barrier.abort();
      assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class).hasNoCause();
      barrier.reset();
      assertThat(barrier.isBroken()).isFalse();
      trips(barrier);
    }
  }

  /** Behaviour 20. */
  @Test
  void aResetBreaksTheWaitsAndTheBarrierIsUsableAgain() throws Exception {
    try (InterProcessBarrier barrier = mp.barrier(2)) {
      barrier.reset();
      Background<Integer> waiter = arrive(barrier, 1);
      barrier.reset();
      broken(waiter);
      assertThat(barrier.isBroken()).isFalse();
      trips(barrier);
      trips(barrier);
    }
  }

  /** Behaviour 20. */
  @Test
  void aTimeoutBreaksTheBarrierForAll() throws Exception {
    try (InterProcessBarrier barrier = mp.barrier(3)) {
      Background<Integer> waiter = arrive(barrier, 1);
      long start = System.nanoTime();
      assertThatThrownBy(() -> barrier.await(120, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class).hasMessageContaining("not all have arrived");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000);
      broken(waiter);
      barrier.reset();
      assertThatThrownBy(() -> barrier.await(Duration.ofSeconds(-1))).isInstanceOf(TimeoutException.class);
      assertThat(barrier.isBroken()).isTrue();
    }
  }

  @Test
  void theBarriersOwnLimitCountsWhereNoOtherIsGiven() throws Exception {
    try (InterProcessBarrier barrier = mp.barrier(2, null, Duration.ofMillis(60))) {
      InterProcessBarrier copy = (InterProcessBarrier) LockContract.copy(barrier);
      assertThatThrownBy(copy::await)
          .isInstanceOf(BrokenBarrierException.class).hasCauseInstanceOf(TimeoutException.class)
          .hasMessageContaining("timeout=PT0.06S");
      assertThat(barrier.isBroken()).isTrue();
      barrier.reset();
      arrive(barrier, 1).waits();
      assertThat(barrier.await()).isZero();
      barrier.unlink();
    }
  }

  @Test
  void anInterruptBreaksTheBarrierForTheOthers() throws Exception {
    try (InterProcessBarrier barrier = mp.barrier(3)) {
      Background<Integer> interrupted = arrive(barrier, 1);
      Background<Integer> other = arrive(barrier, 2);
      interrupted.waits().interrupt();
      assertThatThrownBy(interrupted::get).hasCauseInstanceOf(InterruptedException.class);
      broken(other);
      barrier.reset();
      Background<Integer> third = arrive(barrier, 1);
      Thread.currentThread().interrupt();
      assertThatThrownBy(barrier::await).isInstanceOf(InterruptedException.class);
      broken(third);
    }
  }

  private record Arriving(InterProcessBarrier barrier) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      barrier.await();
    }
  }

  @Test
  void theDeathOfAWaiterBreaksTheBarrierForTheOthers() throws Exception {
    InterProcessBarrier barrier = mp.barrier(3);
    try (Children children = new Children()) {
      ChildProcess child = children.start(new Arriving(barrier));
      await().atMost(LONG).until(() -> barrier.getNumberWaiting() == 1);
      Background<Integer> waiter = arrive(barrier, 2);
      child.kill();
      dead(waiter::get, child);
      assertThat(barrier.isBroken()).isTrue();
      assertThatThrownBy(barrier::await).hasCauseInstanceOf(OwnerDiedException.class);
      barrier.reset();
      Background<Integer> first = arrive(barrier, 1);
      Background<Integer> second = arrive(barrier, 2);
      barrier.await();
      assertThat(first.get() + second.get()).isEqualTo(3);
    }
    barrier.unlink();
  }

  private static void dead(Background.Body body, ChildProcess child) {
    assertThatThrownBy(body::run)
        .hasRootCauseInstanceOf(OwnerDiedException.class)
        .hasStackTraceContaining("BrokenBarrierException: the barrier is broken: a process ended while it")
        .hasStackTraceContaining("pid=" + child.pid().orElseThrow());
  }

  @Test
  void whoComesLastAfterADeathIsTold() throws Exception {
    InterProcessBarrier barrier = mp.barrier(2);
    try (Children children = new Children()) {
      ChildProcess child = children.start(new Arriving(barrier));
      await().atMost(LONG).until(() -> barrier.getNumberWaiting() == 1);
      child.kill();
      child.join();
      dead(barrier::await, child);
    }
    barrier.unlink();
  }

  private record SlowAction(InterProcessSemaphore runs, InterProcessSemaphore end) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      runs.release();
      end.acquire();
    }
  }

  @Test
  void theDeathOfWhoRunsTheActionBreaksTheBarrier() throws Exception {
    SlowAction action = new SlowAction(mp.semaphore(0), mp.semaphore(0));
    InterProcessBarrier barrier = mp.barrier(2, action);
    Background<Integer> waiter = arrive(barrier, 1);
    try (Children children = new Children()) {
      ChildProcess child = children.start(new Arriving(barrier));
      action.runs().acquire();
      Background<Integer> late = Background.call(() -> barrier.await(LONG)).waits();
      child.kill();
      dead(waiter::get, child);
      dead(late::get, child);
    }
    for (InterProcessObject object : List.of(barrier, action.runs(), action.end())) {
      object.unlink();
    }
  }

  @Test
  void whoComesWhileTheActionRunsBelongsToTheNextRound() throws Exception {
    SlowAction action = new SlowAction(mp.semaphore(0), mp.semaphore(0));
    try (InterProcessBarrier barrier = mp.barrier(2, action)) {
      Background<Integer> first = arrive(barrier, 1);
      Background<Integer> second = Background.call(barrier::await);
      action.runs().acquire();
      assertThat(barrier.getNumberWaiting()).isZero();
      assertThatThrownBy(() -> barrier.await(Duration.ofMillis(60))).isInstanceOf(TimeoutException.class);
      assertThat(barrier.isBroken()).as("it had not arrived").isFalse();
      Background<Integer> impatient = Background.call(barrier::await).waits();
      impatient.interrupt();
      assertThatThrownBy(impatient::get).hasCauseInstanceOf(InterruptedException.class);
      Background<Integer> third = Background.call(barrier::await).waits();
      action.end().release();
      assertThat(first.get() + second.get()).isEqualTo(1);
      await().until(() -> barrier.getNumberWaiting() == 1);
      action.end().release();
      assertThat(barrier.await()).isZero();
      assertThat(third.get()).isEqualTo(1);
    }
  }

  @Test
  void aTimeoutAnAbortOrAResetWhileTheActionRunsBreaksTheBarrierForItsRunnerToo() throws Exception {
    SlowAction action = new SlowAction(mp.semaphore(0), mp.semaphore(0));
    try (InterProcessBarrier barrier = mp.barrier(2, action)) {
      Background<Integer> waiter = arrive(barrier, 1, () -> barrier.await(Duration.ofMillis(500)));
      Background<Integer> runner = Background.call(barrier::await);
      action.runs().acquire();
      assertThatThrownBy(waiter::get).hasCauseInstanceOf(TimeoutException.class);
      action.end().release();
      broken(runner);
      for (Background.Body end : List.<Background.Body>of(barrier::abort, barrier::reset)) {
        barrier.reset();
        Background<Integer> first = arrive(barrier, 1);
        Background<Integer> second = Background.call(barrier::await);
        action.runs().acquire();
        end.run();
        broken(first);
        action.end().release();
        broken(second);
      }
      action.end().release();
      Background<Integer> last = arrive(barrier, 1);
      assertThat(barrier.await()).isZero();
      assertThat(last.get()).isEqualTo(1);
    }
  }

  private record Failing(Exception failure) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      throw failure;
    }
  }

  private void fails(RemoteRunnable action, Background.Body check) throws Exception {
    try (InterProcessBarrier barrier = mp.barrier(2, action)) {
      Background<Integer> waiter = arrive(barrier, 1);
      Throwable failure = null;
      try {
        barrier.await();
      } catch (Exception | Error e) {
        failure = e;
      }
      FAILURE.set(failure);
      check.run();
      broken(waiter);
      assertThat(barrier.isBroken()).isTrue();
    }
  }

  private static final ThreadLocal<Throwable> FAILURE = new ThreadLocal<>();

  @Test
  void anActionThatFailsBreaksTheBarrierAndItsRunnerGetsTheFailure() throws Exception {
    fails(new Failing(new IllegalStateException("no")), () -> assertThat(FAILURE.get()).hasMessage("no"));
    fails(
        () -> {
          throw new AssertionError("never");
        },
        () -> assertThat(FAILURE.get()).isInstanceOf(AssertionError.class).hasMessage("never"));
    fails(
        new Failing(new IOException("disk")),
        () -> assertThat(FAILURE.get()).isInstanceOf(BrokenBarrierException.class).hasRootCauseMessage("disk"));
    fails(
        new Failing(new InterruptedException("stop")),
        () -> assertThat(FAILURE.get()).isInstanceOf(InterruptedException.class).hasMessage("stop"));
  }

  @Test
  void manyMoreThreadsThanPartiesShareIt() throws Exception {
    try (InterProcessBarrier barrier = mp.barrier(2)) {
      int arrivals = 2 * mp.times(1_000);
      AtomicInteger left = new AtomicInteger(arrivals);
      List<Background<Integer>> threads = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        threads.add(
            Background.call(
                () -> {
                  int sum = 0;
                  while (left.getAndDecrement() > 0) {
                    sum += barrier.await(LONG);
                  }
                  return sum;
                }));
      }
      int sum = 0;
      for (Background<Integer> thread : threads) {
        sum += thread.get();
      }
      assertThat(sum).as("half of all arrivals were the first ones").isEqualTo(arrivals / 2);
    }
  }

  @Test
  void aClosedViewRefusesEverythingAndItsMemoryIsGone() {
    InterProcessBarrier barrier = mp.barrier(2);
    Path file = LockContract.file(barrier);
    barrier.close();
    barrier.close();
    assertThat(file).doesNotExist();
    List<Background.Body> calls =
        List.of(
            barrier::await, () -> barrier.await(1, TimeUnit.SECONDS), () -> barrier.await(LONG), barrier::reset,
            barrier::abort, barrier::isBroken, barrier::getParties, barrier::getNumberWaiting);
    for (Background.Body call : calls) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("object=BARRIER[" + file);
    }
  }

  @Test
  void badArgumentsAreRefused() {
    assertThatThrownBy(() -> mp.barrier(0))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("parties must be at least 1: parties=0");
    assertThatThrownBy(() -> mp.barrier(2, null)).isInstanceOf(NullPointerException.class).hasMessage("action");
    assertThatThrownBy(() -> mp.barrier(2, null, null)).isInstanceOf(NullPointerException.class).hasMessage("timeout");
    assertThatThrownBy(() -> mp.barrier(2, null, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("timeout must be longer than zero: timeout=PT0S");
    try (InterProcessBarrier barrier = mp.barrier(2)) {
      assertThatThrownBy(() -> barrier.await(null)).isInstanceOf(NullPointerException.class).hasMessage("timeout");
      assertThatThrownBy(() -> barrier.await(1, null)).isInstanceOf(NullPointerException.class).hasMessage("unit");
    }
  }
}
