package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.process.ChildProcess;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ConditionTest {

  private final Primitives mp = primitives();

  Primitives primitives() {
    return Primitives.IN_SHARED_MEMORY;
  }

  private static final Duration LONG = Duration.ofSeconds(30);

  /** Waits once, and says when it sleeps and when it woke up. */
  private record Waiter(InterProcessCondition condition, InterProcessSemaphore sleeping, InterProcessSemaphore woken)
      implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      condition.getLock().lock();
      try {
        sleeping.release();
        condition.await();
        woken.release();
      } finally {
        condition.getLock().unlock();
      }
    }
  }

  private static void signal(InterProcessCondition condition, int count) {
    condition.getLock().lock();
    try {
      condition.signal(count);
    } finally {
      condition.getLock().unlock();
    }
  }

  private Waiter waiter(InterProcessLock lock) {
    return new Waiter(mp.condition(lock), mp.semaphore(0), mp.semaphore(0));
  }

  private static void unlink(Waiter waiter) {
    waiter.condition().getLock().unlink();
    waiter.condition().unlink();
    waiter.sleeping().unlink();
    waiter.woken().unlink();
  }

  /** Behaviour 18. */
  @Test
  void aSignalWakesExactlyAsManyAsItSaysInThreadsAndProcesses() throws Exception {
    Waiter waiter = waiter(mp.reentrantLock());
    try (Children children = new Children()) {
      for (int i = 0; i < 3; i++) {
        children.start(waiter);
      }
      List<Background<Boolean>> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        threads.add(Background.run(waiter::run));
      }
      for (int i = 0; i < 6; i++) {
        assertThat(waiter.sleeping().tryAcquire(LONG)).isTrue();
      }
      int woken = 0;
      for (int count : new int[] {0, 1, 2, 3}) {
        signal(waiter.condition(), count);
        woken += count;
        int expected = woken;
        await().untilAsserted(() -> assertThat(waiter.woken().availablePermits()).isEqualTo(expected));
        await().during(Duration.ofMillis(120)).until(() -> waiter.woken().availablePermits() == expected);
      }
      signal(waiter.condition(), 5);
      children.join();
      for (Background<Boolean> thread : threads) {
        assertThat(thread.get()).isTrue();
      }
    }
    unlink(waiter);
  }

  @Test
  void signalAllWakesAll() throws Exception {
    Waiter waiter = waiter(mp.lock());
    try (Children children = new Children()) {
      children.start(waiter);
      Background<Boolean> thread = Background.run(waiter::run);
      waiter.sleeping().acquire();
      waiter.sleeping().acquire();
      waiter.condition().getLock().lock();
      waiter.condition().signalAll();
      waiter.condition().getLock().unlock();
      assertThat(thread.get()).isTrue();
      children.join();
    }
    unlink(waiter);
  }

  @Test
  void waitersAreWokenInTheOrderOfTheirComing() throws Exception {
    try (InterProcessLock lock = mp.lock();
        InterProcessCondition condition = lock.newCondition();
        InterProcessSemaphore sleeping = mp.semaphore(0);
        InterProcessSemaphore woken = mp.semaphore(0)) {
      List<Background<Boolean>> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        threads.add(Background.run(new Waiter(condition, sleeping, woken)::run));
        sleeping.acquire();
      }
      for (Background<Boolean> thread : threads) {
        signal(condition, 1);
        assertThat(thread.get()).isTrue();
      }
    }
  }

  /** Behaviour 19. */
  @Test
  void awaitingAPredicateHonoursTheDeadline() throws Exception {
    try (InterProcessCondition condition = mp.condition()) {
      condition.getLock().lock();
      assertThat(condition.awaitFor(() -> true, Duration.ZERO)).isTrue();
      condition.awaitFor(() -> true);
      long start = System.nanoTime();
      assertThat(condition.awaitFor(() -> false, Duration.ofMillis(120))).isFalse();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000);
      Background<Boolean> noise =
          Background.run(
              () -> {
                for (int i = 0; i < 200; i++) {
                  signal(condition, 1);
                }
              });
      start = System.nanoTime();
      assertThat(condition.awaitFor(() -> false, Duration.ofMillis(200))).isFalse();
      assertThat(System.nanoTime() - start).isBetween(200_000_000L, 10_000_000_000L);
      condition.getLock().unlock();
      assertThat(noise.get()).isTrue();
    }
  }

  @Test
  void aPredicateIsAskedWithTheLockHeldAfterEachSignal() throws Exception {
    try (InterProcessReentrantLock lock = mp.reentrantLock();
        InterProcessCondition condition = lock.newCondition();
        InterProcessSemaphore state = mp.semaphore(0)) {
      Background<Boolean> waiter =
          Background.run(
              () -> {
                lock.lock();
                condition.awaitFor(() -> lock.isHeldByCurrentThread() && state.availablePermits() == 3);
                lock.unlock();
              });
      for (int i = 0; i < 3; i++) {
        waiter.waits();
        lock.lock();
        state.release();
        condition.signal();
        lock.unlock();
      }
      assertThat(waiter.get()).isTrue();
    }
  }

  @Test
  void aReentrantLockIsFreedWholeAndRestored() throws Exception {
    try (InterProcessReentrantLock lock = mp.reentrantLock();
        InterProcessCondition condition = mp.condition(lock)) {
      Background<Integer> waiter =
          Background.call(
              () -> {
                lock.lock();
                lock.lock();
                lock.lock();
                condition.await();
                return lock.getHoldCount();
              });
      waiter.waits();
      signal(condition, 1); // takes the lock
      assertThat(waiter.get()).isEqualTo(3);
    }
  }

  @Test
  void limitedWaitsTellWhetherASignalCame() throws Exception {
    try (InterProcessCondition condition = mp.condition()) {
      condition.getLock().lock();
      long start = System.nanoTime();
      assertThat(condition.await(60, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(condition.await(Duration.ofMillis(60))).isFalse();
      assertThat(condition.awaitNanos(60_000_000)).isLessThanOrEqualTo(0);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(180_000_000);
      assertThat(condition.awaitUntil(new Date(System.currentTimeMillis() - 1))).isFalse();
      assertThat(condition.awaitNanos(0)).isLessThanOrEqualTo(0);
      Background<Boolean> signals =
          Background.run(
              () -> {
                for (int i = 0; i < 4; i++) {
                  signal(condition, 1); // gets the lock only while the other one waits
                }
              });
      assertThat(condition.await(30, TimeUnit.SECONDS)).isTrue();
      condition.getLock().unlock();
      assertThat(signals.get()).isTrue();
      Background<Boolean> until =
          Background.call(
              () -> {
                condition.getLock().lock();
                boolean first = condition.awaitUntil(new Date(System.currentTimeMillis() + 30_000));
                boolean second = condition.awaitNanos(LONG.toNanos()) > 0;
                condition.getLock().unlock();
                return first && second;
              });
      await().until(
          () -> {
            signal(condition, 1);
            return until.isDone();
          });
      assertThat(until.get()).isTrue();
    }
  }

  @Test
  void anInterruptEndsOnlyInterruptibleWaitsAndTheLockIsHeldAfterwards() throws Exception {
    try (InterProcessReentrantLock lock = mp.reentrantLock();
        InterProcessCondition condition = lock.newCondition()) {
      lock.lock();
      Thread.currentThread().interrupt();
      assertThatThrownBy(condition::await).isInstanceOf(InterruptedException.class);
      assertThat(lock.getHoldCount()).isEqualTo(1);
      lock.unlock();
      Background<Integer> waiter =
          Background.call(
              () -> {
                lock.lock();
                try {
                  condition.await();
                  return 0;
                } catch (InterruptedException e) {
                  return lock.getHoldCount();
                } finally {
                  lock.unlock();
                }
              });
      waiter.waits().interrupt();
      assertThat(waiter.get()).isEqualTo(1);

      Background<Boolean> stubborn =
          Background.call(
              () -> {
                lock.lock();
                condition.awaitUninterruptibly();
                lock.unlock();
                return Thread.interrupted();
              });
      stubborn.waits().interrupt();
      stubborn.waits();
      signal(condition, 1);
      assertThat(stubborn.get()).as("interrupt status is kept").isTrue();
    }
  }

  @Test
  void theLockHasToBeHeld() throws Exception {
    for (InterProcessLock lock : List.of(mp.lock(), mp.reentrantLock())) {
      try (InterProcessCondition condition = mp.condition(lock)) {
        List<Background.Body> calls =
            List.of(
                condition::await, condition::awaitUninterruptibly, () -> condition.awaitNanos(1),
                () -> condition.await(1, TimeUnit.SECONDS), () -> condition.await(LONG),
                () -> condition.awaitUntil(new Date()), () -> condition.awaitFor(() -> true),
                () -> condition.awaitFor(() -> true, LONG), condition::signal, () -> condition.signal(0),
                condition::signalAll);
        for (Background.Body call : calls) {
          assertThatThrownBy(call::run)
              .isInstanceOf(IllegalMonitorStateException.class)
              .hasMessageContaining("only while its lock is held").hasMessageContaining("holderPid=0");
        }
      }
      lock.lock();
      try (InterProcessCondition condition = mp.condition(lock)) {
        Background<Boolean> other = Background.run(condition::signal);
        if (lock instanceof InterProcessReentrantLock) {
          assertThatThrownBy(other::get).hasCauseInstanceOf(IllegalMonitorStateException.class);
        } else {
          assertThat(other.get()).as("this process holds it").isTrue();
        }
        assertThatThrownBy(() -> condition.signal(-1))
            .isInstanceOf(IllegalArgumentException.class).hasMessage("count must be at least 0: count=-1");
      }
      lock.close();
    }
  }

  @Test
  void aSignalThatDiesWithItsProcessGoesToTheNext() throws Exception {
    Waiter waiter = waiter(mp.reentrantLock());
    InterProcessLock lock = waiter.condition().getLock();
    try (Children children = new Children()) {
      ChildProcess first = children.start(waiter);
      waiter.sleeping().acquire();
      Background<Boolean> second = Background.run(waiter::run);
      waiter.sleeping().acquire();
      lock.lock();
      waiter.condition().signal();
      first.kill(); // it can't have gone on, because the lock is held here
      first.join();
      lock.unlock();
      assertThat(second.get()).isTrue();
      assertThat(waiter.woken().availablePermits()).isEqualTo(1);
    }
    unlink(waiter);
  }

  @Test
  void aWaiterThatDiedTakesNoSignalAway() throws Exception {
    Waiter waiter = waiter(mp.lock());
    try (Children children = new Children()) {
      ChildProcess first = children.start(waiter);
      waiter.sleeping().acquire();
      Background<Boolean> second = Background.run(waiter::run);
      waiter.sleeping().acquire();
      waiter.condition().getLock().lock(); // so it has freed the lock
      first.kill();
      first.join();
      waiter.condition().getLock().unlock();
      signal(waiter.condition(), 1);
      assertThat(second.get()).isTrue();
    }
    unlink(waiter);
  }

  private record DyingWithTheLock(InterProcessCondition condition) implements RemoteRunnable {
    @Override
    public void run() {
      condition.getLock().lock();
      condition.signal();
    }
  }

  @Test
  void ifTheHolderDiesTheWaiterLearnsOfItAndHoldsTheLock() throws Exception {
    for (InterProcessLock lock : List.of(mp.lock(), mp.reentrantLock())) {
      InterProcessCondition condition = lock.newCondition();
      Background<Boolean> waiter =
          Background.call(
              () -> {
                lock.lock();
                try {
                  condition.await();
                  return false;
                } catch (OwnerDiedException e) {
                  return lock.isLocked();
                } finally {
                  lock.unlock();
                }
              });
      waiter.waits();
      Children.die(new DyingWithTheLock(condition));
      assertThat(waiter.get()).isTrue();
      assertThat(lock.isLocked()).isFalse();
      lock.unlink();
      condition.unlink();
    }
  }

  @Test
  void anInterruptedWaiterAlsoLearnsOfTheDeathAndKeepsItsInterrupt() throws Exception {
    InterProcessLock lock = mp.lock();
    InterProcessCondition condition = lock.newCondition();
    InterProcessSemaphore held = mp.semaphore(0);
    InterProcessSemaphore never = mp.semaphore(0);
    Background<Boolean> waiter =
        Background.call(
            () -> {
              lock.lock();
              try {
                condition.await();
                return false;
              } catch (OwnerDiedException e) {
                return Thread.interrupted();
              } finally {
                lock.unlock();
              }
            });
    waiter.waits();
    try (Children children = new Children()) {
      ChildProcess child =
          children.start(
              () -> {
                lock.lock();
                held.release();
                never.acquire();
              });
      held.acquire();
      waiter.interrupt();
      waiter.waits();
      child.kill();
      assertThat(waiter.get()).isTrue();
    }
    for (InterProcessObject object : List.of(lock, condition, held, never)) {
      object.unlink();
    }
  }

  /** A buffer that holds a number of things and no more. */
  private record Buffer(
      InterProcessLock lock,
      InterProcessCondition notEmpty,
      InterProcessCondition notFull,
      SegmentHandle memory,
      int times)
      implements RemoteRunnable {

    private static final int CAPACITY = 3;

    /** Puts and takes, each on a thread of its own. */
    @Override
    public void run() throws Exception {
      Background<Boolean> producer = Background.run(() -> move(1, notFull, notEmpty));
      move(-1, notEmpty, notFull);
      producer.get();
    }

    private void move(int things, InterProcessCondition mine, InterProcessCondition others)
        throws InterruptedException {
      Segment segment = Segment.attach(memory);
      for (int i = 0; i < times; i++) {
        lock.lock();
        try {
          mine.awaitFor(() -> inside(segment) + things >= 0 && inside(segment) + things <= CAPACITY);
          segment.memory().putInt(Segment.PAYLOAD, inside(segment) + things);
          others.signal();
        } finally {
          lock.unlock();
        }
      }
    }

    private static int inside(Segment segment) {
      return segment.memory().getInt(Segment.PAYLOAD);
    }
  }

  /** One lost signal, and somebody waits for ever. */
  @Test
  void noSignalIsLostBetweenProducersAndConsumersInThreadsAndProcesses() throws Exception {
    Segment segment = Segment.create(SegmentKind.VALUE, Integer.BYTES);
    InterProcessLock lock = mp.reentrantLock();
    Buffer buffer = new Buffer(lock, mp.condition(lock), mp.condition(lock), segment.send(), mp.times(1_000));
    try (Children children = new Children()) {
      children.start(buffer);
      children.start(buffer);
      buffer.run();
      children.join();
    }
    assertThat(Buffer.inside(segment)).isZero();
    for (InterProcessObject object : List.of(lock, buffer.notEmpty(), buffer.notFull())) {
      object.unlink();
    }
    segment.remove();
  }

  @Test
  void aCopyIsTheSameConditionWithTheSameLock() throws Exception {
    try (InterProcessCondition condition = mp.condition()) {
      InterProcessCondition copy = (InterProcessCondition) LockContract.copy(condition);
      condition.getLock().lock();
      assertThat(copy.getLock().tryLock()).as("the thread holds it").isTrue();
      copy.signal();
      copy.getLock().unlock();
      condition.getLock().unlock();
      copy.unlink();
      assertThat(LockContract.file(condition)).doesNotExist();
      assertThat(LockContract.file(condition.getLock())).doesNotExist();
    }
  }

  @Test
  void aClosedViewRefusesEverythingAndItsMemoryIsGone() {
    InterProcessCondition condition = mp.condition();
    Path file = LockContract.file(condition);
    Path lockFile = LockContract.file(condition.getLock());
    condition.getLock().lock();
    condition.close();
    condition.close();
    assertThat(file).doesNotExist();
    assertThat(lockFile).doesNotExist();
    List<Background.Body> calls =
        List.of(
            condition::getLock, condition::await, condition::awaitUninterruptibly, () -> condition.awaitNanos(1),
            () -> condition.await(1, TimeUnit.SECONDS), () -> condition.await(LONG),
            () -> condition.awaitUntil(new Date()), () -> condition.awaitFor(() -> true),
            () -> condition.awaitFor(() -> true, LONG), condition::signal, () -> condition.signal(1),
            condition::signalAll);
    for (Background.Body call : calls) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("object=CONDITION[" + file);
    }
  }

  @Test
  void aConditionOfALockLeavesTheLockOpen() {
    try (InterProcessLock lock = mp.lock()) {
      InterProcessCondition condition = lock.newCondition();
      assertThat(condition.getLock()).isSameAs(lock);
      condition.close();
      condition.unlink();
      assertThat(lock.tryLock()).isTrue();
      assertThat(LockContract.file(lock)).exists();
    }
  }

  @Test
  void badArgumentsAreRefused() {
    assertThatThrownBy(() -> mp.condition(null)).isInstanceOf(NullPointerException.class).hasMessage("lock");
    InterProcessLock foreign =
        (InterProcessLock)
            Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {InterProcessLock.class},
                (proxy, method, arguments) -> null);
    assertThatThrownBy(() -> mp.condition(foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a condition needs a lock made by lock() or reentrantLock()");
    try (InterProcessCondition condition = mp.condition()) {
      condition.getLock().lock();
      assertThatThrownBy(() -> condition.await(null)).isInstanceOf(NullPointerException.class).hasMessage("timeout");
      assertThatThrownBy(() -> condition.await(1, null)).isInstanceOf(NullPointerException.class).hasMessage("unit");
      assertThatThrownBy(() -> condition.awaitUntil(null))
          .isInstanceOf(NullPointerException.class).hasMessage("deadline");
      assertThatThrownBy(() -> condition.awaitFor(null))
          .isInstanceOf(NullPointerException.class).hasMessage("predicate");
    }
  }
}
