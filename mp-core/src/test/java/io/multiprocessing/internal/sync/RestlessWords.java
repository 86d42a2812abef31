package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import java.util.concurrent.locks.LockSupport;

/**
 * Shared memory over which no sleep lasts: signals of the system, or wake-ups for others, end each at once. Time passes
 * while the words are read.
 */
final class RestlessWords extends SharedWords {

  private static final long READ_NANOS = 20_000;

  RestlessWords(Segment segment) {
    super(segment);
  }

  @Override
  int getInt(int offset) {
    LockSupport.parkNanos(READ_NANOS);
    return super.getInt(offset);
  }

  @Override
  long getLong(int offset) {
    LockSupport.parkNanos(READ_NANOS);
    return super.getLong(offset);
  }

  @Override
  void await(int offset, int expected, long nanos) {}
}
