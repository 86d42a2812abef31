package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;

/** Shared memory over which no sleep lasts as long as it should: signals of the system, or wake-ups for others, end it. */
final class RestlessWords extends SharedWords {

  private static final int PARTS = 4;

  RestlessWords(Segment segment) {
    super(segment);
  }

  @Override
  void await(int offset, int expected, long nanos) {
    super.await(offset, expected, nanos / PARTS);
  }
}
