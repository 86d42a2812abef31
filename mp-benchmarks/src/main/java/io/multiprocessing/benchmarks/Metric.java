package io.multiprocessing.benchmarks;

import java.util.Locale;

/**
 * One figure of a benchmark.
 *
 * @param key its name in what a peer answers
 * @param title what the table calls it
 * @param unit its unit
 * @param better which of two values is the better one
 */
record Metric(String key, String title, String unit, Better better) {

  /** Which of two values is the better one, and the words for a ratio of them. */
  enum Better {
    MORE("faster", "slower"),
    LESS_TIME("faster", "slower"),
    LESS_MEMORY("smaller", "larger");

    private final String ahead;
    private final String behind;

    Better(String ahead, String behind) {
      this.ahead = ahead;
      this.behind = behind;
    }
  }

  /** How many times better ours is; below 1 it is worse. */
  double ratio(double ours, double theirs) {
    return better == Better.MORE ? ours / theirs : theirs / ours;
  }

  /** For people: {@code 5.3x faster}, {@code 2.0x larger}. */
  String describeRatio(double ours, double theirs) {
    double ratio = ratio(ours, theirs);
    return ratio >= 1
        ? String.format(Locale.ROOT, "%.1fx %s", ratio, better.ahead)
        : String.format(Locale.ROOT, "%.1fx %s", 1 / ratio, better.behind);
  }
}
