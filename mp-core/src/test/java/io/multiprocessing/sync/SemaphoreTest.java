package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SemaphoreTest {

  private final Primitives mp = primitives();

  Primitives primitives() {
    return Primitives.IN_SHARED_MEMORY;
  }

  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void permitsAreTakenAndGivenBack() throws Exception {
    try (InterProcessSemaphore semaphore = mp.semaphore(2)) {
      semaphore.acquire();
      assertThat(semaphore.availablePermits()).isEqualTo(1);
      semaphore.acquireUninterruptibly();
      assertThat(semaphore.availablePermits()).isZero();
      assertThat(semaphore.tryAcquire()).isFalse();
      semaphore.release();
      assertThat(semaphore.tryAcquire()).isTrue();
      semaphore.release();
      semaphore.release();
      semaphore.release();
      assertThat(semaphore.availablePermits()).as("it isn't bounded").isEqualTo(3);
    }
  }

  private record Working(InterProcessSemaphore permits, InterProcessSemaphore inside, int times)
      implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      Background<Boolean> other = Background.run(this::work);
      work();
      other.get();
    }

    private void work() throws InterruptedException {
      for (int i = 0; i < times; i++) {
        permits.acquire();
        if (!inside.tryAcquire()) {
          throw new AssertionError("more than the permitted are inside");
        }
        inside.release();
        permits.release();
      }
    }
  }

  @Test
  void neverMoreThanItsPermitsAreInsideOfAllThreadsOfAllProcesses() throws Exception {
    Working working = new Working(mp.boundedSemaphore(2), mp.boundedSemaphore(2), mp.times(10_000));
    try (Children children = new Children()) {
      children.start(working);
      children.start(working);
      working.run();
      children.join();
    }
    assertThat(working.permits().availablePermits()).isEqualTo(2);
    assertThat(working.inside().availablePermits()).isEqualTo(2);
    working.permits().unlink();
    working.inside().unlink();
  }

  private record Producing(InterProcessSemaphore items, int times) implements RemoteRunnable {
    @Override
    public void run() {
      for (int i = 0; i < times; i++) {
        items.release();
      }
    }
  }

  @Test
  void itCountsSignalsFromProcessesThatNeverAcquire() throws Exception {
    InterProcessSemaphore items = mp.semaphore(0);
    try (Children children = new Children()) {
      children.start(new Producing(items, mp.times(5_000)));
      children.start(new Producing(items, mp.times(5_000)));
      for (int i = 0; i < 2 * mp.times(5_000); i++) {
        assertThat(items.tryAcquire(LONG)).isTrue();
      }
      children.join();
    }
    assertThat(items.tryAcquire(100, TimeUnit.MILLISECONDS)).as("the dead producers are given nothing back").isFalse();
    items.unlink();
  }

  @Test
  void aDeadConsumersSignalsDontComeBack() throws Exception {
    InterProcessSemaphore items = mp.semaphore(0);
    for (int i = 0; i < 5; i++) {
      items.release();
    }
    Children.die(
        () -> {
          items.acquire();
          items.acquire();
        });
    for (int i = 0; i < 3; i++) {
      assertThat(items.tryAcquire()).isTrue();
    }
    assertThat(items.tryAcquire(Duration.ofMillis(120))).isFalse();
    assertThat(items.availablePermits()).isZero();
    items.unlink();
  }

  @Test
  void whatADeadProcessHeldComesBackToThoseWhoWaitAndToThoseWhoTry() throws Exception {
    InterProcessSemaphore semaphore = mp.boundedSemaphore(3);
    InterProcessSemaphore held = mp.semaphore(0);
    InterProcessSemaphore never = mp.semaphore(0);
    try (Children children = new Children()) {
      ChildProcess child =
          children.start(
              () -> {
                semaphore.acquire();
                semaphore.acquire();
                held.release();
                never.acquire();
              });
      held.acquire();
      semaphore.acquire();
      Background<Boolean> waiter = Background.run(semaphore::acquire).waits();
      assertThat(semaphore.tryAcquire()).isFalse();
      child.kill();
      assertThat(waiter.get()).isTrue();
      assertThat(semaphore.tryAcquire(LONG)).isTrue();
      assertThat(semaphore.tryAcquire(Duration.ofMillis(120))).as("the living ones keep theirs").isFalse();
    }
    Children.die(() -> assertThat(semaphore.tryAcquire()).isFalse());
    semaphore.release();
    Children.die(semaphore::acquire);
    assertThat(semaphore.tryAcquire(LONG)).isTrue();
    for (int i = 0; i < 3; i++) {
      semaphore.release();
    }
    assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
    semaphore.unlink();
    held.unlink();
    never.unlink();
  }

  @Test
  void aPermitThatAnotherProcessReleasedIsNotGivenBackAgain() throws Exception {
    InterProcessSemaphore semaphore = mp.semaphore(1);
    Children.die(semaphore::acquire);
    semaphore.release(); // in its stead
    assertThat(semaphore.tryAcquire()).isTrue();
    assertThat(semaphore.tryAcquire(Duration.ofMillis(120))).isFalse();
    semaphore.unlink();
  }

  @Test
  void eachReleaseWakesOneWaiter() throws Exception {
    try (InterProcessSemaphore semaphore = mp.semaphore(0)) {
      List<Background<Boolean>> waiters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        waiters.add(Background.run(semaphore::acquire));
      }
      for (int done = 0; done <= 4; done++) {
        int expected = done;
        await()
            .untilAsserted(() -> assertThat(waiters.stream().filter(Background::isDone)).hasSize(expected));
        if (done < 4) {
          assertThat(waiters.stream().filter(waiter -> !waiter.isDone()).findFirst().orElseThrow().waits()).isNotNull();
          semaphore.release();
        }
      }
      for (Background<Boolean> waiter : waiters) {
        assertThat(waiter.get()).isTrue();
      }
    }
  }

  @Test
  void aBoundedOneCanNotBeReleasedTooOften() throws Exception {
    try (InterProcessBoundedSemaphore semaphore = mp.boundedSemaphore(2)) {
      assertThatThrownBy(semaphore::release)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("released too many times").hasMessageContaining("limit=2");
      semaphore.acquire();
      semaphore.release();
      assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
      assertThat(semaphore.availablePermits()).isEqualTo(2);
    }
    try (InterProcessSemaphore semaphore = mp.semaphore(Integer.MAX_VALUE)) {
      assertThatThrownBy(semaphore::release)
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("limit=" + Integer.MAX_VALUE);
    }
  }

  @Test
  void triesDontWaitLongerThanTheyMay() throws Exception {
    try (InterProcessSemaphore semaphore = mp.semaphore(0)) {
      assertThat(semaphore.tryAcquire(0, TimeUnit.SECONDS)).isFalse();
      assertThat(semaphore.tryAcquire(Duration.ofSeconds(-1))).isFalse();
      long start = System.nanoTime();
      assertThat(semaphore.tryAcquire(120, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000);
      Background<Boolean> waiter = Background.call(() -> semaphore.tryAcquire(Duration.ofSeconds(Long.MAX_VALUE)));
      waiter.waits();
      semaphore.release();
      assertThat(waiter.get()).isTrue();
    }
  }

  @Test
  void anInterruptEndsOnlyInterruptibleWaitsAndTakesNoPermit() throws Exception {
    try (InterProcessSemaphore semaphore = mp.semaphore(1)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(semaphore::acquire).isInstanceOf(InterruptedException.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> semaphore.tryAcquire(LONG)).isInstanceOf(InterruptedException.class);
      assertThat(semaphore.tryAcquire()).isTrue();

      Background<Boolean> waiter = Background.run(semaphore::acquire).waits();
      waiter.interrupt();
      assertThatThrownBy(waiter::get)
          .isInstanceOf(ExecutionException.class).hasCauseInstanceOf(InterruptedException.class);

      Background<Boolean> stubborn =
          Background.call(
              () -> {
                semaphore.acquireUninterruptibly();
                return Thread.interrupted();
              });
      stubborn.waits().interrupt();
      stubborn.waits();
      semaphore.release();
      assertThat(stubborn.get()).as("interrupt status is kept").isTrue();
      assertThat(semaphore.availablePermits()).isZero();
    }
  }

  @Test
  void aCopyIsTheSameSemaphoreWithTheSameBound() {
    InterProcessSemaphore semaphore = mp.boundedSemaphore(1);
    InterProcessSemaphore copy = (InterProcessSemaphore) LockContract.copy(semaphore);
    assertThat(copy.tryAcquire()).isTrue();
    assertThat(semaphore.tryAcquire()).isFalse();
    semaphore.release();
    assertThatThrownBy(copy::release).isInstanceOf(IllegalStateException.class);
    semaphore.unlink();
  }

  @Test
  void aClosedViewRefusesEverythingAndItsMemoryIsGone() {
    InterProcessSemaphore semaphore = mp.semaphore(1);
    Path file = LockContract.file(semaphore);
    semaphore.close();
    semaphore.close();
    assertThat(file).doesNotExist();
    List<Background.Body> calls =
        List.of(
            semaphore::acquire, semaphore::acquireUninterruptibly, semaphore::tryAcquire, semaphore::release,
            () -> semaphore.tryAcquire(1, TimeUnit.SECONDS), () -> semaphore.tryAcquire(LONG),
            semaphore::availablePermits);
    for (Background.Body call : calls) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("object=SEMAPHORE[" + file);
    }
  }

  @Test
  void badArgumentsAreRefused() {
    assertThatThrownBy(() -> mp.semaphore(-1))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("permits must be at least 0: permits=-1");
    assertThatThrownBy(() -> mp.boundedSemaphore(-2))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("permits must be at least 0: permits=-2");
    try (InterProcessSemaphore semaphore = mp.semaphore(1)) {
      assertThatThrownBy(() -> semaphore.tryAcquire(null))
          .isInstanceOf(NullPointerException.class).hasMessage("timeout");
      assertThatThrownBy(() -> semaphore.tryAcquire(1, null))
          .isInstanceOf(NullPointerException.class).hasMessage("unit");
    }
  }
}
