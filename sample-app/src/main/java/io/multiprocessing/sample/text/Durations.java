package io.multiprocessing.sample.text;

import java.time.Duration;
import java.util.Locale;

/** Durations in words for a person. */
public final class Durations {

  private static final long TENTHS_BELOW_MILLIS = 10_000;

  private Durations() {}

  /** E.g. {@code 0.4 s}, {@code 20 s} or {@code 2 min 5 s}. */
  public static String inWords(Duration duration) {
    long millis = duration.toMillis();
    if (millis < TENTHS_BELOW_MILLIS) {
      return millis % 1000 == 0 ? millis / 1000 + " s" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long minutes = duration.toMinutes();
    return minutes == 0 ? duration.toSeconds() + " s" : minutes + " min " + duration.toSecondsPart() + " s";
  }
}
