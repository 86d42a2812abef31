package io.multiprocessing.internal.os;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at an int in shared memory again and again: at once, then after pauses that grow from 20 microseconds to a
 * millisecond. A sleeper of a long wait costs about a hundredth of a processor, and notices a change within a
 * millisecond.
 */
public final class Backoff {

  private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final int SPINS = 50;
  private static final long FIRST_PAUSE_NANOS = 20_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000;

  private Backoff() {}

  /** As {@link WordWait#await}; a virtual thread doesn't keep its carrier meanwhile. */
  public static void await(MappedByteBuffer memory, int offset, int expected, long nanos) {
    long deadline = System.nanoTime() + nanos;
    for (int i = 0; i < SPINS; i++) {
      if ((int) INT.getAcquire(memory, offset) != expected) {
        return;
      }
      Thread.onSpinWait();
    }
    long pause = FIRST_PAUSE_NANOS;
    long left = deadline - System.nanoTime();
    while (left > 0 && (int) INT.getAcquire(memory, offset) == expected && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(Math.min(pause, left));
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
      left = deadline - System.nanoTime();
    }
  }
}
