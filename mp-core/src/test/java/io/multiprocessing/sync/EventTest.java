package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
class EventTest {

  private final Primitives mp = primitives();

  Primitives primitives() {
    return Primitives.IN_SHARED_MEMORY;
  }

  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void theFlagIsSetAndCleared() throws Exception {
    try (InterProcessEvent event = mp.event()) {
      assertThat(event.isSet()).isFalse();
      assertThat(event.await(Duration.ZERO)).isFalse();
      event.clear();
      event.set();
      event.set();
      assertThat(event.isSet()).isTrue();
      event.await();
      assertThat(event.await(0, TimeUnit.SECONDS)).isTrue();
      event.clear();
      assertThat(event.isSet()).isFalse();
      long start = System.nanoTime();
      assertThat(event.await(120, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000);
    }
  }

  @Test
  void allWhoWaitInAllProcessesGoOn() throws Exception {
    InterProcessEvent event = mp.event();
    InterProcessSemaphore waiting = mp.semaphore(0);
    try (Children children = new Children()) {
      for (int i = 0; i < 2; i++) {
        children.start(
            () -> {
              waiting.release();
              event.await();
            });
      }
      List<Background<Boolean>> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        threads.add(Background.call(() -> event.await(LONG)));
      }
      waiting.acquire();
      waiting.acquire();
      threads.get(0).waits();
      event.set();
      for (Background<Boolean> thread : threads) {
        assertThat(thread.get()).isTrue();
      }
      children.join();
    }
    event.unlink();
    waiting.unlink();
  }

  @Test
  void whoWaitedWhenItWasSetGoesOnThoughItIsClearedAtOnce() throws Exception {
    try (InterProcessEvent event = mp.event()) {
      for (int i = 0; i < 5; i++) {
        Background<Boolean> waiter = Background.call(() -> event.await(LONG)).waits();
        event.set();
        event.clear();
        assertThat(waiter.get()).isTrue();
      }
    }
  }

  @Test
  void theDeathOfAWaiterIsNoHindrance() throws Exception {
    InterProcessEvent event = mp.event();
    InterProcessSemaphore waiting = mp.semaphore(0);
    try (Children children = new Children()) {
      ChildProcess child =
          children.start(
              () -> {
                waiting.release();
                event.await();
              });
      waiting.acquire();
      Background<Boolean> waiter = Background.call(() -> event.await(LONG)).waits();
      child.kill();
      child.join();
      event.set();
      assertThat(waiter.get()).isTrue();
    }
    event.unlink();
    waiting.unlink();
  }

  @Test
  void anInterruptEndsAWait() throws Exception {
    try (InterProcessEvent event = mp.event()) {
      Background<Boolean> waiter = Background.run(event::await).waits();
      waiter.interrupt();
      assertThatThrownBy(waiter::get)
          .isInstanceOf(ExecutionException.class).hasCauseInstanceOf(InterruptedException.class);
      event.set();
      Thread.currentThread().interrupt();
      assertThatThrownBy(event::await).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void aCopyIsTheSameEvent() {
    InterProcessEvent event = mp.event();
    InterProcessEvent copy = (InterProcessEvent) LockContract.copy(event);
    copy.set();
    assertThat(event.isSet()).isTrue();
    event.unlink();
  }

  @Test
  void aClosedViewRefusesEverythingAndItsMemoryIsGone() {
    InterProcessEvent event = mp.event();
    Path file = LockContract.file(event);
    event.close();
    event.close();
    assertThat(file).doesNotExist();
    List<Background.Body> calls =
        List.of(event::isSet, event::set, event::clear, event::await, () -> event.await(LONG),
            () -> event.await(1, TimeUnit.SECONDS));
    for (Background.Body call : calls) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("object=EVENT[" + file);
    }
  }

  @Test
  void argumentsMayNotBeNull() {
    try (InterProcessEvent event = mp.event()) {
      assertThatThrownBy(() -> event.await(null)).isInstanceOf(NullPointerException.class).hasMessage("timeout");
      assertThatThrownBy(() -> event.await(1, null)).isInstanceOf(NullPointerException.class).hasMessage("unit");
    }
  }
}
