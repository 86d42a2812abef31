package io.multiprocessing.benchmarks;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All figures of a run and what they were measured on. Its JSON has the same names.
 *
 * @param date when the run began
 * @param machine operating system, processors, memory
 * @param settings workers, rounds and times
 * @param peers facts of each side, by its title; this library comes first
 * @param foreignShares for each turn, the share of the processors that other processes used meanwhile
 * @param figures one for each metric
 */
record Report(
    Instant date,
    Map<String, Object> machine,
    Map<String, Object> settings,
    Map<String, Map<String, String>> peers,
    @Nullable Series foreignShares,
    List<Figure> figures) {

  /**
   * One metric, on both sides.
   *
   * @param benchmark the benchmark's id
   * @param metric the metric's key
   * @param title what the table calls it
   * @param unit the unit of all values
   * @param ours this library's values
   * @param theirs the other side's values, or null if it was not measured
   * @param ratio how many times better ours is, below 1 worse; null without the other side
   * @param verdict the ratio in words, or null
   */
  record Figure(
      String benchmark,
      String metric,
      String title,
      String unit,
      @Nullable Series ours,
      @Nullable Series theirs,
      @Nullable Double ratio,
      @Nullable String verdict) {

    static Figure of(Benchmark benchmark, Metric metric, List<Double> ours, List<Double> theirs) {
      Series mine = Series.of(ours);
      Series other = Series.of(theirs);
      boolean both = mine != null && other != null;
      return new Figure(
          benchmark.id(),
          metric.key(),
          metric.title(),
          metric.unit(),
          mine,
          other,
          both ? metric.ratio(mine.median(), other.median()) : null,
          both ? metric.describeRatio(mine.median(), other.median()) : null);
    }
  }

  /**
   * Values of the same thing, measured again and again.
   *
   * @param median their median
   * @param rounds each, in the order in which they were measured
   */
  record Series(double median, List<Double> rounds) {

    static @Nullable Series of(List<Double> rounds) {
      return rounds.isEmpty() ? null : new Series(Samples.median(rounds), List.copyOf(rounds));
    }
  }
}
