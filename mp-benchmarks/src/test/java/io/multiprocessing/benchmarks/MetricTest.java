package io.multiprocessing.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.benchmarks.Metric.Better;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricTest {

  @Test
  void aRatioSaysHowManyTimesBetterOursIs() {
    Metric rate = new Metric("rate", "map", "tasks/s", Better.MORE);
    Metric time = new Metric("p50", "apply", "us", Better.LESS_TIME);
    Metric memory = new Metric("rss", "idle", "MB", Better.LESS_MEMORY);
    assertThat(rate.ratio(500, 100)).isEqualTo(5);
    assertThat(rate.describeRatio(500, 100)).isEqualTo("5.0x faster");
    assertThat(rate.describeRatio(50, 100)).isEqualTo("2.0x slower");
    assertThat(time.describeRatio(30, 300)).isEqualTo("10.0x faster");
    assertThat(memory.ratio(50, 10)).isEqualTo(0.2);
    assertThat(memory.describeRatio(50, 10)).isEqualTo("5.0x larger");
    assertThat(memory.describeRatio(10, 15)).isEqualTo("1.5x smaller");
  }

  @Test
  void percentilesAreSamplesAndMediansLieInTheMiddle() {
    Samples samples = new Samples();
    for (int i = 2000; i >= 1; i--) {
      samples.add(i);
    }
    assertThat(samples.percentileNanos(50)).isEqualTo(1000);
    assertThat(samples.percentileNanos(99)).isEqualTo(1980);
    assertThat(samples.percentileNanos(0)).isEqualTo(1);
    assertThat(Samples.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Samples.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
  }
}
