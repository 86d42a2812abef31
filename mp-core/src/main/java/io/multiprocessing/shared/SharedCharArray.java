package io.multiprocessing.shared;

/**
 * A shared array of {@code char}, units of UTF-16, that can hold a text. Python: {@code Array('u')}, whose units are of
 * four bytes on most platforms.
 */
public interface SharedCharArray extends SharedArray<SharedCharArray> {

  /** An element, read under the lock if there is one. Python: {@code array[index]}. */
  char get(int index);

  /** Sets an element, under the lock if there is one. Python: {@code array[index] = value}. */
  void set(int index, char value);

  /** A copy of all elements, taken under the lock if there is one. Python: {@code array[:]}. */
  default char[] toArray() {
    return toArray(0, length());
  }

  /**
   * A copy of some elements, taken under the lock if there is one. Python: {@code array[from:to]}.
   *
   * @throws IndexOutOfBoundsException if they aren't all there; Python takes what there is
   */
  char[] toArray(int from, int to);

  /**
   * Sets as many elements as there are values, under the lock if there is one. Python: {@code array[from:to] = values}.
   *
   * @throws IndexOutOfBoundsException if they don't fit in; nothing was changed
   */
  void setAll(int from, char... values);

  /** The text up to the first unit that is zero. Python: {@code value}. */
  String getString();

  /**
   * Sets the text, and a zero after it if there is room; what follows stays. Python: {@code value = ...}.
   *
   * @throws IllegalArgumentException if it is longer than the array; nothing was changed
   */
  void setString(String text);
}
