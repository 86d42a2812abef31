package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A limit that was over ages ago is no wait at all, also one so long ago that differences overflow. */
@Timeout(20)
class PastLimitsTest {

  private static final Multiprocessing MP = Multiprocessing.get();

  @Test
  void locksAndSemaphoresDoNotWait() throws Exception {
    try (InterProcessLock lock = MP.lock(); InterProcessSemaphore none = MP.semaphore(0)) {
      lock.lock();
      assertThat(lock.tryLock(Long.MIN_VALUE, TimeUnit.NANOSECONDS)).isFalse();
      assertThat(lock.tryLock(-200_000, TimeUnit.DAYS)).isFalse();
      assertThat(none.tryAcquire(Long.MIN_VALUE, TimeUnit.NANOSECONDS)).isFalse();
      lock.unlock();
    }
  }

  @Test
  void eventsConditionsAndBarriersDoNotWait() throws Exception {
    try (InterProcessEvent event = MP.event();
        InterProcessCondition condition = MP.condition();
        InterProcessBarrier barrier = MP.barrier(2)) {
      assertThat(event.await(Long.MIN_VALUE, TimeUnit.NANOSECONDS)).isFalse();
      condition.getLock().lock();
      assertThat(condition.awaitUntil(new Date(Long.MIN_VALUE))).isFalse();
      assertThat(condition.awaitNanos(Long.MIN_VALUE)).isLessThanOrEqualTo(0);
      assertThat(condition.awaitUntil(new Date(0))).isFalse();
      condition.getLock().unlock();
      assertThatThrownBy(() -> barrier.await(Long.MIN_VALUE, TimeUnit.NANOSECONDS))
          .isInstanceOf(TimeoutException.class);
    }
  }
}
