package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BarrierRoomTest {

  private static final CountDownLatch BEGUN = new CountDownLatch(1);
  private static final CountDownLatch END = new CountDownLatch(1);

  @Test
  void whoGivesUpWhileTheLastGenerationsActionRunsHasNotArrivedAndBreaksNothing() throws Exception {
    try (InterProcessBarrier barrier =
        Multiprocessing.get().barrier(
            1,
            () -> {
              BEGUN.countDown();
              END.await();
            })) {
      Background<Integer> acting = Background.call(barrier::await);
      BEGUN.await();
      assertThatThrownBy(() -> barrier.await(Duration.ofMillis(20))).isInstanceOf(TimeoutException.class);
      Background<Integer> interrupted = Background.call(barrier::await).waits();
      interrupted.interrupt();
      assertThatThrownBy(interrupted::get).hasCauseInstanceOf(InterruptedException.class);
      assertThat(barrier.isBroken()).isFalse();
      END.countDown();
      assertThat(acting.get()).isZero();
      assertThat(barrier.await(Duration.ofSeconds(20))).isZero();
    }
  }
}
