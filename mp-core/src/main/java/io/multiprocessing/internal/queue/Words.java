package io.multiprocessing.internal.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;

/**
 * Access to words of shared memory, and the two halves of an end's word. Stores are releases, so that they appear in
 * the order in which they were made, whenever the process is killed.
 */
final class Words {

  private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** Where the count lies in a word of 64 bits, for those who sleep on it. */
  static final int COUNT_OFFSET = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.BYTES : 0;

  private Words() {}

  /** Pairs with {@link #set(MappedByteBuffer, int, int)}. */
  static int getInt(MappedByteBuffer memory, int offset) {
    return (int) INT.getAcquire(memory, offset);
  }

  static void set(MappedByteBuffer memory, int offset, int value) {
    INT.setRelease(memory, offset, value);
  }

  /** Ordered with all other volatile accesses, as locks are. */
  static int getIntVolatile(MappedByteBuffer memory, int offset) {
    return (int) INT.getVolatile(memory, offset);
  }

  static void setVolatile(MappedByteBuffer memory, int offset, int value) {
    INT.setVolatile(memory, offset, value);
  }

  /** Pairs with {@link #set(MappedByteBuffer, int, long)}. */
  static long getLong(MappedByteBuffer memory, int offset) {
    return (long) LONG.getAcquire(memory, offset);
  }

  static long getLongVolatile(MappedByteBuffer memory, int offset) {
    return (long) LONG.getVolatile(memory, offset);
  }

  static void set(MappedByteBuffer memory, int offset, long value) {
    LONG.setRelease(memory, offset, value);
  }

  static long word(int count, int position) {
    return (long) count << Integer.SIZE | position & 0xFFFF_FFFFL;
  }

  static int count(long word) {
    return (int) (word >>> Integer.SIZE);
  }

  static int position(long word) {
    return (int) word;
  }
}
