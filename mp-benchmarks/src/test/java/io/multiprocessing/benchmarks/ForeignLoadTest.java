package io.multiprocessing.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForeignLoadTest {

  @Test
  void onlyTheTimeOfOthersCounts() {
    ForeignLoad before = new ForeignLoad(1000, 500, 100);
    assertThat(before.shareUntil(new ForeignLoad(1200, 650, 230))).isEqualTo(0.1);
    assertThat(before.shareUntil(new ForeignLoad(1200, 650, 251))).isZero();
    assertThat(before.shareUntil(before)).isZero();
  }

  @Test
  void thisProcesssOwnWorkIsNotForeign() throws Exception {
    assumeTrue(ForeignLoad.read().isPresent(), "skipped: this platform has no /proc/stat");
    ForeignLoad before = ForeignLoad.read().orElseThrow();
    long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    ForeignLoad after = ForeignLoad.read().orElseThrow();
    assertThat(after.ownTicks() - before.ownTicks()).isPositive();
    assertThat(after.totalTicks()).isGreaterThan(before.totalTicks());
    assertThat(before.shareUntil(after)).isBetween(0.0, 1.0);
  }
}
