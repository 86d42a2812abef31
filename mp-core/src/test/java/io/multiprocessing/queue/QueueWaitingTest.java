package io.multiprocessing.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.internal.memory.Bell;
import io.multiprocessing.internal.memory.Watchable;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.testing.Small;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waiting costs, and waiting for several things at once. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueWaitingTest {

  @Test
  void aLimitLongPastDoesNotWait() throws Exception {
    try (InterProcessQueue<Integer> queue = Multiprocessing.get().queue(1)) {
      assertThat(queue.poll(Long.MIN_VALUE, TimeUnit.NANOSECONDS)).isNull();
      assertThat(queue.poll(-200_000, TimeUnit.DAYS)).isNull();
      queue.put(1);
      assertThat(queue.offer(2, Long.MIN_VALUE, TimeUnit.NANOSECONDS)).isFalse();
      assertThat(queue.offer(2, Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
    }
  }

  @Test
  void aSleepingWaiterBurnsNoCpu() throws Exception {
    try (InterProcessQueue<Integer> queue = Multiprocessing.get().queue()) {
      queue.poll(Duration.ofSeconds(1)); // until the system call is loaded
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadCpuTime();
      assertThat(queue.poll(Duration.ofSeconds(2))).isNull();
      long used = threads.getCurrentThreadCpuTime() - before;
      System.out.println("cpu of a wait of two seconds: micros=" + used / 1_000);
      assertThat(Duration.ofNanos(used)).isLessThan(Duration.ofMillis(60));
    }
  }

  @Test
  void aQueueRingsTheBellOfThoseWhoWaitForSeveralThings() throws Exception {
    InterProcessQueue<Integer> queue = Multiprocessing.get().queue();
    SimpleQueue<Integer> simple = Multiprocessing.get().simpleQueue();
    for (Object waited : new Object[] {queue, simple}) {
      Watchable watchable = (Watchable) waited;
      assertThat(watchable.isReadyNow()).isFalse();
      int seen = Bell.get().count();
      watchable.watch();
      ChildProcess child = Small.processes().process(() -> {
        queue.put(1);
        simple.put(1);
      });
      child.start();
      child.join();
      assertThat(Bell.get().count()).isNotEqualTo(seen);
      assertThat(watchable.isReadyNow()).isTrue();
      queue.take();
      simple.take();
      assertThat(watchable.isReadyNow()).isFalse();
    }
    queue.unlink();
    simple.unlink();
  }
}
