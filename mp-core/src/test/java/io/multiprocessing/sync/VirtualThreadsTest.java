package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Host;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Virtual threads that wait for each other on a single carrier: none may keep it while it waits. Before JDK 21, which
 * has none, platform threads do the same.
 */
@Timeout(60)
class VirtualThreadsTest {

  private static final int THREADS = 4;

  /** The main of the process with one carrier. */
  private record Sharing() implements RemoteRunnable {

    @Override
    public void run() throws Exception {
      Host.load();
      await().atMost(Duration.ofSeconds(20)).until(() -> Host.waitKind().equals("futex"));
      ExecutorService threads = threads();
      Multiprocessing mp = Multiprocessing.get();
      try (InterProcessLock lock = mp.lock();
          InterProcessSemaphore permits = mp.semaphore(1);
          InterProcessBarrier barrier = mp.barrier(THREADS);
          InterProcessCondition condition = mp.condition();
          InterProcessEvent event = mp.event()) {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          all.add(
              threads.submit(
                  () -> {
                    lock.lock();
                    TimeUnit.MILLISECONDS.sleep(10); // not for order: the holder must leave the carrier
                    lock.unlock();
                    permits.acquire();
                    TimeUnit.MILLISECONDS.sleep(10);
                    permits.release();
                    if (barrier.await() == 0) {
                      event.set();
                    }
                    event.await();
                    condition.getLock().lock();
                    condition.await(Duration.ofMillis(10));
                    condition.getLock().unlock();
                    return null;
                  }));
        }
        for (Future<?> one : all) {
          one.get(20, TimeUnit.SECONDS);
        }
      }
      threads.shutdown();
    }

    private static ExecutorService threads() throws ReflectiveOperationException {
      return Runtime.version().feature() < 21
          ? Executors.newCachedThreadPool()
          : (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
  }

  @Test
  void waitWithoutKeepingTheirCarrier() throws Exception {
    LaunchOptions oneCarrier =
        LaunchOptions.builder()
            .jvmArguments("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1")
            .build();
    ChildProcess child = Multiprocessing.get().with(oneCarrier).process(new Sharing());
    child.start();
    try {
      assertThat(child.join(Duration.ofSeconds(50))).isTrue();
      assertThat(child.exitCode()).hasValue(0);
    } finally {
      child.kill();
      child.join();
    }
  }
}
