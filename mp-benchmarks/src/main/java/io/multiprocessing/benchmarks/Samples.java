package io.multiprocessing.benchmarks;

import java.util.Arrays;
import java.util.List;

/** Times that were measured one by one, in nanoseconds. For use by one thread. */
final class Samples {

  private long[] nanos = new long[1024];
  private int size;

  void add(long elapsedNanos) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, size * 2);
    }
    nanos[size++] = elapsedNanos;
  }

  int size() {
    return size;
  }

  /** The least value that {@code percent} of the samples don't exceed (nearest rank). There must be a sample. */
  double percentileNanos(double percent) {
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * size);
    return sorted[Math.max(rank, 1) - 1];
  }

  /** The middle value, or the mean of the middle two. */
  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
