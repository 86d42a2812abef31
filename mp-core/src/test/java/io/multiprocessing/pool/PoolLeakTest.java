package io.multiprocessing.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.testing.Footprint;
import io.multiprocessing.testing.Small;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pools come and go, with workers that are recycled: nothing stays. The system property {@code
 * multiprocessing.test.leak-workers} sets how many workers.
 */
@Timeout(300)
class PoolLeakTest {

  private static final int WORKERS = Math.max(24, Integer.getInteger("multiprocessing.test.leak-workers", 24));
  private static final int POOLS = 4; // of two workers

  private static Pool pool(PoolConfig.Builder config, int number) {
    return Multiprocessing.get().pool(config.name("leak-" + number).launch(Small.options()).build());
  }

  private static int increment(int x) {
    return x + 1;
  }

  @Test
  void leavesNothingBehindOfItsWorkers() throws Exception {
    Set<Long> others = Footprint.descendants();
    try (Pool warmUp = pool(PoolConfig.builder().processes(2), 0)) { // as large as those below: that decides JVM options
      warmUp.run(() -> {});
    }
    Footprint before = Footprint.settled(others);

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

    before.awaitAgain();
  }
}
