package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Host;
import io.multiprocessing.internal.memory.Segment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;

/**
 * The words of a segment, and the process that changes them. Everything the primitives do to shared memory goes through
 * here, one store at a time: tests put a subclass in its place that dies after any of them.
 *
 * <p>Reads are volatile; plain stores are releases, which suffices under a {@link RobustMutex}.
 */
class SharedWords {

  private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** How often to look before sleeping: some microseconds, about what going to sleep and being woken costs. */
  static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 300 : 0;

  private final Segment segment;
  private final MappedByteBuffer memory;

  SharedWords(Segment segment) {
    this.segment = segment;
    this.memory = segment.memory();
  }

  /** The stamp under which this process appears in shared memory. */
  long self() {
    return Host.processes().self();
  }

  boolean isAlive(long stamp) {
    return Host.processes().isAlive(stamp);
  }

  int getInt(int offset) {
    return (int) INT.getVolatile(memory, offset);
  }

  void setInt(int offset, int value) {
    INT.setRelease(memory, offset, value); // pairs with getVolatile, and the mutex around most
  }

  boolean casInt(int offset, int expected, int value) {
    return INT.compareAndSet(memory, offset, expected, value);
  }

  int getAndSetInt(int offset, int value) {
    return (int) INT.getAndSet(memory, offset, value);
  }

  long getLong(int offset) {
    return (long) LONG.getVolatile(memory, offset);
  }

  void setLong(int offset, long value) {
    LONG.setRelease(memory, offset, value); // pairs with getVolatile, and the mutex around most
  }

  boolean casLong(int offset, long expected, long value) {
    return LONG.compareAndSet(memory, offset, expected, value);
  }

  long getAndSetLong(int offset, long value) {
    return (long) LONG.getAndSet(memory, offset, value);
  }

  /** Looks for a moment whether the int changes. */
  final void spinWhile(int offset, int value) {
    for (int i = 0; i < SPINS && getInt(offset) == value; i++) {
      Thread.onSpinWait();
    }
  }

  /** As {@link Segment#await}. */
  void await(int offset, int expected, long nanos) {
    segment.await(offset, expected, nanos);
  }

  /** As {@link Segment#wake}. */
  void wake(int offset, int count) {
    segment.wake(offset, count);
  }
}
