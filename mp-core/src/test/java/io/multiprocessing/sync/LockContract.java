package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.serialization.KryoCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for both kinds of locks. */
@Timeout(120)
abstract class LockContract {

  static final Multiprocessing MP = Multiprocessing.get();
  private static final KryoCodec CODEC = new KryoCodec();

  abstract InterProcessLock create();

  Primitives primitives() {
    return Primitives.IN_SHARED_MEMORY;
  }

  static Object copy(Object value) {
    return CODEC.decode(CODEC.encode(value));
  }

  private record Counting(InterProcessLock lock, SharedCounter counter, int times) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      Background<Boolean> other = Background.run(this::count);
      count();
      other.get();
    }

    private void count() {
      for (int i = 0; i < times; i++) {
        lock.lock();
        try {
          counter.increment();
        } finally {
          lock.unlock();
        }
      }
    }
  }

  @Test
  void onlyOneOfAllThreadsOfAllProcessesHoldsIt() throws Exception {
    int times = primitives().times(20_000);
    Segment memory = SharedCounter.memory();
    Counting counting = new Counting(create(), new SharedCounter(memory.send()), times);
    try (Children children = new Children()) {
      children.start(counting);
      children.start(counting);
      counting.run();
      children.join();
    }
    assertThat(SharedCounter.value(memory)).isEqualTo(6L * times);
    assertThat(counting.lock().isLocked()).isFalse();
    counting.lock().unlink();
    memory.remove();
  }

  @Test
  void theDeathOfAHolderIsToldOnceByEachWayOfLocking() throws Exception {
    InterProcessLock first = create();
    InterProcessLock second = create();
    InterProcessLock third = create();
    InterProcessLock fourth = create();
    long pid =
        Children.die(
            () -> {
              first.lock();
              second.lock();
              third.lock();
              fourth.lock();
            });
    dies(first, pid, first::lock);
    dies(second, pid, second::lockInterruptibly);
    dies(third, pid, third::tryLock);
    dies(fourth, pid, () -> fourth.tryLock(1, TimeUnit.NANOSECONDS));
    for (InterProcessLock lock : List.of(first, second, third, fourth)) {
      lock.unlink();
    }
  }

  private static void dies(InterProcessLock lock, long pid, Background.Body body) {
    assertThat(lock.isLocked()).isTrue();
    assertThatThrownBy(body::run)
        .isInstanceOfSatisfying(OwnerDiedException.class, e -> assertThat(e.pid()).isEqualTo(pid))
        .hasMessageContaining("the lock is free again").hasMessageContaining("pid=" + pid);
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.tryLock()).isTrue();
    lock.unlock();
  }

  @Test
  void oneOfThoseWhoWaitLearnsOfAKillAndTheOthersGetTheLock() throws Exception {
    InterProcessLock lock = create();
    InterProcessSemaphore held = MP.semaphore(0);
    InterProcessSemaphore never = MP.semaphore(0);
    try (Children children = new Children()) {
      ChildProcess child =
          children.start(
              () -> {
                lock.lock();
                held.release();
                never.acquire();
              });
      held.acquire();
      List<Background<String>> waiters = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        waiters.add(Background.call(() -> outcome(lock)));
      }
      waiters.get(0).waits();
      assertThat(lock.tryLock()).isFalse();
      long start = System.nanoTime();
      child.kill();
      List<String> outcomes = new ArrayList<>();
      for (Background<String> waiter : waiters) {
        outcomes.add(waiter.get());
      }
      assertThat(outcomes).containsExactlyInAnyOrder("told", "locked", "locked");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2)); // usually 60 ms
    }
    lock.unlink();
    held.unlink();
    never.unlink();
  }

  private static String outcome(InterProcessLock lock) {
    try {
      lock.lock();
      lock.unlock();
      return "locked";
    } catch (OwnerDiedException e) {
      return "told";
    }
  }

  @Test
  void triesDontWaitLongerThanTheyMay() throws Exception {
    try (InterProcessLock lock = create()) {
      assertThat(lock.tryLock()).isTrue();
      Background<Boolean> waiter =
          Background.call(
              () -> {
                assertThat(lock.tryLock()).isFalse();
                assertThat(lock.tryLock(0, TimeUnit.SECONDS)).isFalse();
                assertThat(lock.tryLock(Duration.ofSeconds(-1))).isFalse();
                long start = System.nanoTime();
                assertThat(lock.tryLock(120, TimeUnit.MILLISECONDS)).isFalse();
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000);
                boolean locked = lock.tryLock(Duration.ofSeconds(Long.MAX_VALUE));
                lock.unlock();
                return locked;
              });
      waiter.waits().waits();
      lock.unlock();
      assertThat(waiter.get()).isTrue();
    }
  }

  @Test
  void anInterruptEndsOnlyInterruptibleWaits() throws Exception {
    try (InterProcessLock lock = create()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> lock.tryLock(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
      assertThat(lock.isLocked()).isFalse();

      lock.lock();
      Background<Boolean> interruptible = Background.run(lock::lockInterruptibly).waits();
      Background<Boolean> limited = Background.run(() -> lock.tryLock(Duration.ofMinutes(1)));
      interruptible.interrupt();
      limited.interrupt();
      assertThatThrownBy(interruptible::get)
          .isInstanceOf(ExecutionException.class).hasCauseInstanceOf(InterruptedException.class);
      assertThatThrownBy(limited::get)
          .isInstanceOf(ExecutionException.class).hasCauseInstanceOf(InterruptedException.class);

      Background<Boolean> uninterruptible =
          Background.call(
              () -> {
                lock.lock();
                lock.unlock();
                return Thread.interrupted();
              });
      uninterruptible.waits().interrupt();
      uninterruptible.waits();
      lock.unlock();
      assertThat(uninterruptible.get()).as("interrupt status is kept").isTrue();
    }
  }

  @Test
  void aCopyInTheSameProcessIsTheSameLock() {
    try (InterProcessLock lock = create()) {
      InterProcessLock copy = (InterProcessLock) copy(lock);
      lock.lock();
      assertThat(copy.isLocked()).isTrue();
      copy.unlock();
      assertThat(lock.isLocked()).isFalse();
      copy.close();
      lock.lock();
      lock.unlock();
      lock.unlink();
    }
  }

  @Test
  void aClosedViewRefusesEverythingAndItsMemoryIsGone() throws IOException {
    InterProcessLock lock = create();
    Path file = file(lock);
    assertThat(file).exists();
    lock.lock();
    lock.close();
    lock.close();
    assertThat(file).doesNotExist();
    List<Background.Body> calls =
        List.of(
            lock::lock, lock::lockInterruptibly, lock::tryLock, () -> lock.tryLock(1, TimeUnit.SECONDS),
            () -> lock.tryLock(Duration.ZERO), lock::unlock, lock::isLocked, lock::newCondition,
            () -> MP.condition(lock));
    for (Background.Body call : calls) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("object=LOCK[" + file);
    }
    assertThatThrownBy(() -> copy(lock)).hasStackTraceContaining("this view of the shared object is closed");
  }

  static Path file(Object lock) {
    String text = lock.toString(); // LOCK[path, payloadLength=68]
    return Path.of(text.substring(text.indexOf('[') + 1, text.indexOf(',')));
  }

  @Test
  void onceUnlinkedItCanNotArriveAnywhereElse() throws Exception {
    InterProcessLock lock = create();
    InterProcessLock other = (InterProcessLock) copy(lock);
    assertThat(file(lock)).exists();
    lock.close();
    assertThat(file(lock)).as("it was sent, so others may still need its name").exists();
    ChildProcess child = MP.process(other::lock);
    other.unlink();
    lock.unlink();
    assertThat(file(lock)).doesNotExist();
    other.lock();
    other.unlock();
    child.start();
    child.join();
    assertThat(child.exitCode()).hasValue(1);
    assertThat(file(lock)).doesNotExist();
  }

  @Test
  void argumentsMayNotBeNull() {
    try (InterProcessLock lock = create()) {
      assertThatThrownBy(() -> lock.tryLock(null)).isInstanceOf(NullPointerException.class).hasMessage("timeout");
      assertThatThrownBy(() -> lock.tryLock(1, null)).isInstanceOf(NullPointerException.class).hasMessage("unit");
    }
  }
}
