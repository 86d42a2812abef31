package io.multiprocessing.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.internal.manager.FakeClient.FakeCall;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.sync.OwnerDiedException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Locks and conditions, with clients that withdraw their calls and die. */
class LockReferentTest {

  private final FakeClient a = new FakeClient(11);
  private final FakeClient b = new FakeClient(22);
  private final FakeClient c = new FakeClient(33);
  private final LockReferent lock = new LockReferent(false);
  private final LockReferent reentrant = new LockReferent(true);
  private final ConditionReferent condition = new ConditionReferent(reentrant, "proxy");

  @Test
  void servesThoseWhoWaitInTheirOrder() {
    a.get(lock, "lock");
    FakeCall second = b.call(lock, "lock");
    FakeCall third = c.call(lock, "lock");
    assertThat(second.isDone()).isFalse();
    a.get(lock, "unlock");
    assertThat(second.isDone()).isTrue();
    assertThat(third.isDone()).isFalse();
    b.get(lock, "unlock");
    assertThat(third.isDone()).isTrue();
  }

  @Test
  void forgetsWithdrawnCallsAndThoseWhoseTimeIsOver() {
    a.get(lock, "lock");
    FakeCall withdrawn = b.call(lock, "lock");
    FakeCall limited = c.call(lock, "tryLock", 20_000_000L);
    withdrawn.withdraw();
    await().until(limited::isDone);
    assertThat(limited.result()).isEqualTo(false);
    a.get(lock, "unlock");
    assertThat(a.get(lock, "isLocked")).isEqualTo(false);
  }

  @Test
  void aReplyThatReachesNobodyGivesTheLockToTheNext() {
    a.get(lock, "lock");
    FakeCall lost = b.call(lock, "lock");
    FakeCall next = c.call(lock, "lock");
    b.loseConnection();
    a.get(lock, "unlock");
    assertThat(lost.isDone()).isTrue();
    assertThat(next.isDone()).isTrue();
    assertThat(next.result()).isEqualTo(true);
  }

  @Test
  void oneWaiterLearnsOfTheHoldersDeathAndTheNextGetsTheLock() {
    a.get(lock, "lock");
    FakeCall told = b.call(lock, "lock");
    FakeCall locked = c.call(lock, "lock");
    a.die(List.of(), lock);
    assertThat(told.failure()).isInstanceOfSatisfying(OwnerDiedException.class, e -> assertThat(e.pid()).isEqualTo(11));
    assertThat(locked.result()).isEqualTo(true);
  }

  @Test
  void withoutAWaiterTheNextToComeLearnsOfTheDeath() {
    a.get(lock, "lock");
    a.die(List.of(), lock);
    assertThat(b.get(lock, "isLocked")).isEqualTo(true);
    assertThat(b.call(lock, "tryLock").failure()).isInstanceOf(OwnerDiedException.class);
    assertThat(b.get(lock, "tryLock")).isEqualTo(true);
  }

  @Test
  void aDeathIsToldToSomebodyAlive() {
    a.get(lock, "lock");
    FakeCall lost = b.call(lock, "lock");
    b.loseConnection();
    a.die(List.of(), lock);
    assertThat(lost.isDone()).isTrue();
    assertThat(c.call(lock, "lock").failure())
        .isInstanceOfSatisfying(OwnerDiedException.class, e -> assertThat(e.pid()).isEqualTo(11));
    assertThat(c.get(lock, "tryLock")).isEqualTo(true);
  }

  @Test
  void aReentrantLockBelongsToOneThread() {
    a.get(reentrant, "lock");
    a.get(reentrant, "lock");
    assertThat(a.get(reentrant, "getHoldCount")).isEqualTo(2);
    assertThat(a.call(2, reentrant, "tryLock").result()).isEqualTo(false);
    assertThatThrownBy(() -> a.call(2, reentrant, "unlock").result()).isInstanceOf(IllegalMonitorStateException.class);
    a.get(reentrant, "unlock");
    assertThat(b.get(reentrant, "tryLock")).isEqualTo(false);
    a.get(reentrant, "unlock");
    assertThat(b.get(reentrant, "tryLock")).isEqualTo(true);
    assertThat(a.get(reentrant, "isHeldByCurrentThread")).isEqualTo(false);
  }

  @Test
  void anUnknownMethodIsRefused() {
    assertThatThrownBy(() -> a.get(lock, "getClass")).isInstanceOf(ManagerException.class).hasMessageContaining("getClass");
    assertThatThrownBy(() -> a.get(lock, "tryLock", "soon"))
        .isInstanceOf(ManagerException.class).hasMessageContaining("expected=java.lang.Number");
  }

  @Test
  void aSignalledWaiterHasTheLockAsOftenAsBefore() {
    a.get(reentrant, "lock");
    a.get(reentrant, "lock");
    FakeCall waiting = a.call(condition, "await");
    assertThat(b.get(reentrant, "tryLock")).isEqualTo(true);
    b.get(condition, "signal", 1);
    assertThat(waiting.isDone()).isFalse();
    b.get(reentrant, "unlock");
    assertThat(waiting.result()).isEqualTo(true);
    assertThat(a.get(reentrant, "getHoldCount")).isEqualTo(2);
  }

  @Test
  void aWaiterWhoseTimeIsOverTakesTheLockBackFirst() {
    a.get(reentrant, "lock");
    FakeCall waiting = a.call(condition, "await", 10_000_000L);
    b.get(reentrant, "lock");
    await().during(Duration.ofMillis(50)).until(() -> !waiting.isDone());
    b.get(reentrant, "unlock");
    await().until(waiting::isDone);
    assertThat(waiting.result()).isEqualTo(false);
    assertThat(a.get(reentrant, "isHeldByCurrentThread")).isEqualTo(true);
  }

  @Test
  void aSignalOfOneWhoWithdrawsOrDiesGoesToTheNext() {
    a.get(reentrant, "lock");
    FakeCall dying = a.call(condition, "await");
    b.get(reentrant, "lock");
    FakeCall withdrawing = b.call(condition, "await");
    c.get(reentrant, "lock");
    FakeCall last = c.call(2, condition, "await");
    assertThat(last.failure()).isInstanceOf(IllegalMonitorStateException.class);
    FakeCall staying = c.call(condition, "await");

    FakeClient d = new FakeClient(44);
    d.get(reentrant, "lock");
    d.get(condition, "signal", 2);
    a.die(List.of(dying), reentrant, condition);
    withdrawing.withdraw();
    d.get(reentrant, "unlock");
    assertThat(staying.result()).as("one of the two signals").isEqualTo(true);
    FakeCall relocking = b.call(condition, "#relock");
    assertThat(relocking.isDone()).isFalse();
    c.get(reentrant, "unlock");
    assertThat(relocking.result()).isEqualTo(false);
    assertThat(b.get(reentrant, "isHeldByCurrentThread")).isEqualTo(true);
  }

  @Test
  void aWaiterThatTakesTheLockFromTheDeadHoldsIt() {
    a.get(reentrant, "lock");
    FakeCall waiting = a.call(condition, "await");
    b.get(reentrant, "lock");
    b.get(condition, "signalAll");
    b.die(List.of(), reentrant, condition);
    assertThat(waiting.failure()).isInstanceOf(OwnerDiedException.class).hasMessageContaining("this thread holds it now");
    assertThat(a.get(reentrant, "isHeldByCurrentThread")).isEqualTo(true);
  }
}
