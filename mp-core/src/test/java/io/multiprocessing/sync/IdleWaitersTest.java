package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that waits takes next to no processor time. */
@Timeout(60)
class IdleWaitersTest {

  private static final Multiprocessing MP = Multiprocessing.get();

  private static void waitWith(InterProcessCondition condition) throws InterruptedException {
    condition.getLock().lock();
    try {
      condition.await();
    } finally {
      condition.getLock().unlock();
    }
  }

  @Test
  void fiveSleepersTakeLessThanATwentiethOfAProcessor() throws Exception {
    try (InterProcessLock lock = MP.lock();
        InterProcessSemaphore semaphore = MP.semaphore(0);
        InterProcessCondition condition = MP.condition();
        InterProcessEvent event = MP.event();
        InterProcessBarrier barrier = MP.barrier(2)) {
      lock.lock();
      List<Background<Boolean>> waiters =
          List.of(
              Background.run(lock::lockInterruptibly), Background.run(semaphore::acquire),
              Background.run(() -> waitWith(condition)), Background.run(event::await), Background.run(barrier::await));
      for (Background<Boolean> waiter : waiters) {
        waiter.waits(); // by then the futex is loaded, and the code compiled
      }
      long before = cpuNanos(waiters);
      await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(20))
          .until(() -> waiters.stream().noneMatch(Background::isDone));
      long used = cpuNanos(waiters) - before;
      System.out.println("five sleepers, 2 s: cpuMillis=" + used / 1_000_000);
      assertThat(Duration.ofNanos(used)).isLessThan(Duration.ofMillis(100));
      waiters.forEach(Background::interrupt);
      await().until(() -> waiters.stream().allMatch(Background::isDone));
    }
  }

  private static long cpuNanos(List<Background<Boolean>> waiters) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return waiters.stream().mapToLong(waiter -> threads.getThreadCpuTime(waiter.thread().getId())).sum();
  }
}
