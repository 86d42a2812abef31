package io.multiprocessing.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The checks that several configurations share. */
final class Limits {

  private Limits() {}

  static void requirePositive(String name, @Nullable Duration value) {
    if (value != null && (value.isZero() || value.isNegative())) {
      throw new IllegalArgumentException(name + " must be longer than zero: " + name + "=" + value);
    }
  }

  static void requireAtLeast(String name, long least, @Nullable Number value) {
    if (value != null && value.longValue() < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ": " + name + "=" + value);
    }
  }
}
