package io.multiprocessing.shared;

/**
 * A shared {@code byte}. Python: {@code Value('b')}, {@code Value('B')} and {@code Value('c')}.
 */
public interface SharedByte extends SharedScalar<SharedByte> {

  /** The value, under the lock if there is one. Python: {@code value}. */
  byte get();

  /** Sets the value, under the lock if there is one. Python: {@code value = ...}. */
  void set(byte value);

  /** The value read as a number without sign, from 0 to 255. */
  default int getUnsigned() {
    return Byte.toUnsignedInt(get());
  }
}
