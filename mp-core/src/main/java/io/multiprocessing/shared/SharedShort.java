package io.multiprocessing.shared;

/**
 * A shared {@code short}. Python: {@code Value('h')} and {@code Value('H')}.
 */
public interface SharedShort extends SharedScalar<SharedShort> {

  /** The value, under the lock if there is one. Python: {@code value}. */
  short get();

  /** Sets the value, under the lock if there is one. Python: {@code value = ...}. */
  void set(short value);

  /** The value read as a number without sign, from 0 to 65535. */
  default int getUnsigned() {
    return Short.toUnsignedInt(get());
  }
}
