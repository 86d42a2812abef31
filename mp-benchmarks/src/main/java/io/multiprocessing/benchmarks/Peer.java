package io.multiprocessing.benchmarks;

import java.io.IOException;
import java.util.Map;

/**
 * One side of the comparison. For use by one thread, but {@link #close()} may be called by any and ends a measurement.
 */
interface Peer extends AutoCloseable {

  /** What the table calls it. */
  String title();

  /** Facts for the report: versions, start method. */
  Map<String, String> facts();

  /**
   * Runs a benchmark once.
   *
   * @return a value for each {@link Metric#key()} that this platform can measure
   * @throws IOException if the peer could not be talked to or failed
   */
  Map<String, Double> measure(Benchmark benchmark, Effort effort) throws IOException, InterruptedException;

  /** Ends every process of this peer. Idempotent. */
  @Override
  void close();
}
