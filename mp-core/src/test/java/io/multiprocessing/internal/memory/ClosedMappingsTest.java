package io.multiprocessing.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClosedMappingsTest {

  @Test
  void asksForACollectionWhenMuchHasPiledUpAndNotAgainForWhatStaysReachable() {
    AtomicInteger collections = new AtomicInteger();
    ClosedMappings mappings = new ClosedMappings(100, collections::incrementAndGet);
    List<Object> reachable = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      reachable.add(new Object());
      mappings.add(reachable.get(i), 11);
    }
    assertThat(collections).hasValue(0);
    reachable.add(new Object());
    mappings.add(reachable.get(9), 11);
    assertThat(collections).hasValue(1);
    reachable.add(new Object());
    mappings.add(reachable.get(10), 90);
    assertThat(collections).as("what waits since then is less than the bound").hasValue(1);
    assertThat(mappings.waitingBytes()).isEqualTo(200);
    assertThat(reachable).hasSize(11);
    reachable.clear();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return mappings.waitingBytes() == 0;
            });
    mappings.add(new Object(), 100);
    assertThat(collections).as("counts from nothing again").hasValue(2);
  }

  @Test
  void aSmallFileSystemHasASmallBound() {
    assertThat(ClosedMappings.bound(64L << 20)).isEqualTo(16L << 20);
    assertThat(ClosedMappings.bound(1L << 40)).isEqualTo(ClosedMappings.BOUND_BYTES);
    assertThat(ClosedMappings.bound(0)).as("not known").isEqualTo(ClosedMappings.BOUND_BYTES);
  }
}
