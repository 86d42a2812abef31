package io.multiprocessing.shared;

import java.nio.charset.StandardCharsets;

/**
 * A shared array of {@code byte} that can hold a byte string or a text. Python: {@code Array('b')}, {@code Array('B')},
 * and {@code Array('c')} with its {@code value} and {@code raw}; the latter is {@link #toArray()}.
 */
public interface SharedByteArray extends SharedArray<SharedByteArray> {

  /** An element, read under the lock if there is one. Python: {@code array[index]}. */
  byte get(int index);

  /** Sets an element, under the lock if there is one. Python: {@code array[index] = value}. */
  void set(int index, byte value);

  /** A copy of all elements, taken under the lock if there is one. Python: {@code array[:]}. */
  default byte[] toArray() {
    return toArray(0, length());
  }

  /**
   * A copy of some elements, taken under the lock if there is one. Python: {@code array[from:to]}.
   *
   * @throws IndexOutOfBoundsException if they aren't all there; Python takes what there is
   */
  byte[] toArray(int from, int to);

  /**
   * Sets as many elements as there are values, under the lock if there is one. Python: {@code array[from:to] = values}.
   *
   * @throws IndexOutOfBoundsException if they don't fit in; nothing was changed
   */
  void setAll(int from, byte... values);

  /** The bytes up to the first zero. Python: {@code value}. */
  byte[] getValue();

  /**
   * Sets the first bytes, and a zero after them if there is room; what follows stays. Python: {@code value = ...}.
   *
   * @throws IllegalArgumentException if there are more than the array has; nothing was changed
   */
  void setValue(byte[] value);

  /**
   * Sets the first bytes and nothing else. Python: {@code raw = ...}.
   *
   * @throws IllegalArgumentException if there are more than the array has; nothing was changed
   */
  void setRaw(byte[] value);

  /** {@link #getValue()} read as UTF-8; what is no UTF-8 becomes a replacement character. */
  default String getString() {
    return new String(getValue(), StandardCharsets.UTF_8);
  }

  /** {@link #setValue} with the UTF-8 form of a text. */
  default void setString(String text) {
    setValue(text.getBytes(StandardCharsets.UTF_8));
  }
}
