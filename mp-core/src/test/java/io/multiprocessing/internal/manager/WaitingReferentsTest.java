package io.multiprocessing.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.internal.manager.FakeClient.FakeCall;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.sync.OwnerDiedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Semaphores, barriers and queues, with clients that withdraw their calls and die. */
@SuppressWarnings("serial") // the actions don't travel
class WaitingReferentsTest {

  private static final long SOON = 20_000_000;

  private final FakeClient a = new FakeClient(11);
  private final FakeClient b = new FakeClient(22);
  private final FakeClient c = new FakeClient(33);

  @Test
  void thePermitsOfTheDeadComeBack() {
    SemaphoreReferent semaphore = new SemaphoreReferent(2, false);
    a.get(semaphore, "acquire");
    a.get(semaphore, "acquire");
    FakeCall waiting = b.call(semaphore, "acquire");
    a.die(List.of(), semaphore);
    assertThat(waiting.result()).isEqualTo(true);
    assertThat(c.get(semaphore, "availablePermits")).isEqualTo(1);
  }

  @Test
  void aDeathMakesNoPermitsUp() {
    SemaphoreReferent signals = new SemaphoreReferent(0, false);
    b.get(signals, "release");
    a.get(signals, "acquire");
    a.die(List.of(), signals);
    assertThat(c.get(signals, "availablePermits")).isEqualTo(0);

    SemaphoreReferent given = new SemaphoreReferent(1, false);
    FakeClient d = new FakeClient(44);
    d.get(given, "acquire");
    b.get(given, "release"); // in its stead
    d.die(List.of(), given);
    assertThat(c.get(given, "availablePermits")).isEqualTo(1);
  }

  @Test
  void aPermitThatReachesNobodyGoesToTheNext() {
    SemaphoreReferent semaphore = new SemaphoreReferent(0, false);
    FakeCall lost = a.call(semaphore, "acquire");
    FakeCall limited = b.call(semaphore, "tryAcquire", SOON);
    FakeCall next = c.call(semaphore, "acquire");
    await().until(limited::isDone);
    assertThat(limited.result()).isEqualTo(false);
    a.loseConnection();
    b.get(semaphore, "release");
    assertThat(lost.isDone()).isTrue();
    assertThat(next.result()).isEqualTo(true);
  }

  @Test
  void aBoundedSemaphoreHasNoMoreThanInTheBeginning() {
    SemaphoreReferent bounded = new SemaphoreReferent(1, true);
    assertThatThrownBy(() -> a.get(bounded, "release"))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("limit=1");
  }

  @Test
  void theDeathOfAWaitingPartyBreaksTheBarrier() {
    BarrierReferent barrier = new BarrierReferent(3, null, null);
    FakeCall dying = a.call(barrier, "await");
    FakeCall waiting = b.call(barrier, "await");
    a.die(List.of(dying), barrier);
    assertThat(waiting.failure())
        .isInstanceOf(BrokenBarrierException.class).hasMessageContaining("pid=11").hasCauseInstanceOf(OwnerDiedException.class);
    assertThat(c.call(barrier, "await").failure()).isInstanceOf(BrokenBarrierException.class);
    c.get(barrier, "reset");
    assertThat(c.get(barrier, "isBroken")).isEqualTo(false);
  }

  @Test
  void aWithdrawnWaitAndALimitBreakTheBarrier() {
    BarrierReferent barrier = new BarrierReferent(3, null, Duration.ofMillis(20));
    FakeCall limited = a.call(barrier, "await");
    await().until(limited::isDone);
    assertThat(limited.failure()).isInstanceOf(BrokenBarrierException.class).hasCauseInstanceOf(TimeoutException.class);
    a.get(barrier, "reset");
    FakeCall own = a.call(barrier, "await", 0L);
    assertThat(own.failure()).isInstanceOf(TimeoutException.class);
    a.get(barrier, "reset");
    FakeCall withdrawn = a.call(barrier, "await", Long.MAX_VALUE / 2);
    FakeCall other = b.call(barrier, "await", Long.MAX_VALUE / 2);
    withdrawn.withdraw();
    assertThat(other.failure()).isInstanceOf(BrokenBarrierException.class);
  }

  @Test
  void theLastToArriveRunsTheActionAndItsFailureBreaksTheBarrier() {
    AtomicInteger runs = new AtomicInteger();
    BarrierReferent barrier =
        new BarrierReferent(
            2,
            () -> {
              if (runs.incrementAndGet() == 2) {
                throw new IOException("no");
              }
            },
            null);
    assertThat(barrier.isBrief("await")).isFalse();
    FakeCall first = a.call(barrier, "await");
    assertThat(b.get(barrier, "await")).isEqualTo(0);
    assertThat(first.result()).isEqualTo(1);
    FakeCall second = a.call(barrier, "await");
    assertThat(b.call(barrier, "await").failure()).hasRootCauseMessage("no");
    assertThat(second.failure()).isInstanceOf(BrokenBarrierException.class);
  }

  @Test
  void whoComesWhileTheActionRunsArrivesAfterIt() {
    AtomicInteger runs = new AtomicInteger();
    FakeCall[] early = new FakeCall[3];
    BarrierReferent[] barrier = new BarrierReferent[1];
    barrier[0] =
        new BarrierReferent(
            1,
            () -> {
              if (runs.getAndIncrement() == 0) {
                early[0] = b.call(barrier[0], "await");
                early[1] = c.call(barrier[0], "await");
                early[2] = c.call(2, barrier[0], "await", 0L);
              }
            },
            null);
    assertThat(a.get(barrier[0], "await")).isEqualTo(0);
    await().until(() -> early[0].isDone() && early[1].isDone());
    assertThat(early[0].result()).isEqualTo(0);
    assertThat(early[1].result()).isEqualTo(0);
    await().until(early[2]::isDone);
    assertThat(early[2].failure()).isInstanceOf(TimeoutException.class);
    assertThat(runs).hasValue(3);
  }

  @Test
  void anElementThatReachesNobodyStaysAtItsPlace() {
    QueueReferent queue = new QueueReferent(2, false);
    FakeCall lost = a.call(queue, "take");
    a.loseConnection();
    b.get(queue, "put", "one");
    b.get(queue, "put", "two");
    assertThat(lost.isDone()).isTrue();
    assertThat(b.get(queue, "size")).isEqualTo(2);
    FakeCall drained = a.call(queue, "drainTo", 5);
    assertThat(drained.isDone()).isTrue();
    assertThat(b.get(queue, "take")).isEqualTo("one");
    assertThat(b.get(queue, "take")).isEqualTo("two");
  }

  @Test
  void aWithdrawnPutPutsNothing() {
    QueueReferent queue = new QueueReferent(1, false);
    a.get(queue, "put", 1);
    FakeCall withdrawn = a.call(queue, "put", 2);
    FakeCall limited = a.call(queue, "offer", 3, SOON);
    FakeCall waiting = b.call(queue, "put", 4);
    withdrawn.withdraw();
    await().until(limited::isDone);
    assertThat(limited.result()).isEqualTo(false);
    assertThat(c.get(queue, "take")).isEqualTo(1);
    assertThat(waiting.result()).isEqualTo(true);
    assertThat(c.get(queue, "take")).isEqualTo(4);
    assertThat(c.get(queue, "poll")).isNull();
  }

  @Test
  void joinTellsOfTheDeadAndDoesntWaitForThem() {
    QueueReferent queue = new QueueReferent(10, true);
    a.get(queue, "put", 1);
    a.get(queue, "put", 2);
    FakeCall joining = a.call(queue, "join");
    b.get(queue, "take");
    b.die(List.of(), queue);
    assertThat(joining.failure())
        .isInstanceOfSatisfying(OwnerDiedException.class, e -> assertThat(e.pid()).isEqualTo(22));
    FakeCall again = a.call(queue, "join");
    assertThat(again.isDone()).isFalse();
    c.get(queue, "take");
    c.get(queue, "taskDone");
    assertThat(again.result()).isEqualTo(true);
    assertThatThrownBy(() -> c.get(queue, "taskDone")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void joinDoesntWaitForWhatWasTakenOutOfTheQueueOtherwise() {
    QueueReferent queue = new QueueReferent(10, true);
    a.get(queue, "addAll", List.of(1, 2, 3));
    FakeCall joining = a.call(queue, "join");
    a.get(queue, "remove", 2);
    a.get(queue, "clear");
    assertThat(joining.result()).isEqualTo(true);
    assertThat(a.call(new QueueReferent(1, false), "join").failure()).hasMessageContaining("no such method");
  }

  @Test
  void whoeverWaitsForAnObjectThatIsDroppedIsTold() {
    SemaphoreReferent semaphore = new SemaphoreReferent(0, false);
    EventReferent event = new EventReferent();
    LockReferent lock = new LockReferent(false);
    BarrierReferent barrier = new BarrierReferent(2, null, null);
    QueueReferent queue = new QueueReferent(1, true);
    a.get(lock, "lock");
    ConditionReferent condition = new ConditionReferent(lock, "proxy");
    FakeCall awaiting = a.call(condition, "await");
    a.get(lock, "lock");
    QueueReferent full = new QueueReferent(1, true);
    a.get(full, "put", "one");
    List<FakeCall> waiting =
        List.of(
            b.call(semaphore, "acquire"),
            b.call(event, "await"),
            b.call(lock, "lock"),
            b.call(barrier, "await"),
            b.call(queue, "take"),
            b.call(full, "put", "two"),
            b.call(full, "join"));
    for (Referent referent : List.of(semaphore, event, condition, lock, barrier, queue, full)) {
      referent.dropped();
    }
    assertThat(awaiting.failure()).isInstanceOf(ManagerException.class).hasMessageContaining("gone");
    assertThat(waiting).allSatisfy(
        call -> assertThat(call.failure()).isInstanceOf(ManagerException.class).hasMessageContaining("is gone"));
    assertThat(c.call(queue, "take").failure()).as("one that was under way").hasMessageContaining("is gone");
  }
}
