package io.multiprocessing.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.testing.Small;
import java.io.File;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Life cycles, many times over: processes, threads and descriptors are counted before and after. What one worker leaves
 * behind is seen with a few; the system property {@code multiprocessing.test.leak-workers} sets how many there are.
 */
@Timeout(180)
class PoolLeakTest {

  private static final int WORKERS = Math.max(30, Integer.getInteger("multiprocessing.test.leak-workers", 50));
  private static final int POOLS = 10; // of two workers

  private record Counts(long processes, long descriptors, Set<String> threads) {

    static Counts now() {
      String[] descriptors = new File("/proc/self/fd").list();
      Set<String> threads = new HashSet<>();
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().startsWith("leak-")) {
          threads.add(thread.getName());
        }
      }
      return new Counts(
          ProcessHandle.current().descendants().count(), descriptors == null ? 0 : descriptors.length, threads);
    }
  }

  private static Pool pool(PoolConfig.Builder config, int number) {
    return Multiprocessing.get().pool(config.name("leak-" + number).launch(Small.options()).build());
  }

  private static int increment(int x) {
    return x + 1;
  }

  @Test
  void leavesNothingBehindAfterManyWorkers() throws Exception {
    try (Pool warmUp = pool(PoolConfig.builder().processes(1), 0)) {
      warmUp.run(() -> {});
    }
    settle();
    Counts before = Counts.now();

    List<Integer> items = IntStream.range(0, WORKERS - 2 * POOLS).boxed().toList();
    try (Pool recycling = pool(PoolConfig.builder().processes(2).maxTasksPerChild(1), 1)) {
      assertThat(recycling.map(PoolLeakTest::increment, items, 1)).hasSize(items.size());
    }
    for (int i = 2; i < 2 + POOLS; i++) {
      try (Pool pool = pool(PoolConfig.builder().processes(2), i)) {
        ResultIterator<Integer> results = pool.imap(PoolLeakTest::increment, items);
        assertThat(results.next()).isEqualTo(1);
        if (i % 2 == 0) {
          pool.shutdown();
        }
      }
    }

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              Counts after = Counts.now();
              assertThat(after.processes()).isEqualTo(before.processes());
              assertThat(after.threads()).isEqualTo(before.threads());
              assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors());
            });
  }

  private static void settle() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Counts.now().threads().isEmpty() && ProcessHandle.current().descendants().count() == 0);
  }
}
