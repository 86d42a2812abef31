package io.multiprocessing.internal.os;

import java.nio.MappedByteBuffer;

/**
 * Sleeping until an int in shared memory changes, whichever process changes it. Both operations are hints: a sleep may
 * end early, and a wake-up may be missed by a sleeper of another implementation, so every caller sleeps in slices and
 * looks again. Implementations are safe for use by several threads.
 */
public interface WordWait {

  /**
   * Sleeps while the aligned int at {@code offset} is {@code expected}, at most {@code nanos}. May return at any time
   * before; returns soon if the thread is interrupted, or at the end of the time, and leaves the interrupt status as it
   * is.
   */
  void await(MappedByteBuffer memory, int offset, int expected, long nanos);

  /** Wakes at most {@code count} of those who sleep on the int at {@code offset}. */
  void wake(MappedByteBuffer memory, int offset, int count);
}
