package io.multiprocessing.internal.manager;

import java.util.concurrent.atomic.LongAdder;

/** How many calls a server has ended. Safe for use by several threads. */
final class CallStatistics {

  private final LongAdder calls = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  void ended(boolean asFailure, long durationNanos) {
    calls.increment();
    nanos.add(durationNanos);
    if (asFailure) {
      failed.increment();
    }
  }

  long calls() {
    return calls.sum();
  }

  long failed() {
    return failed.sum();
  }

  long nanos() {
    return nanos.sum();
  }
}
