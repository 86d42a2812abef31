package io.multiprocessing.shared;

/**
 * A shared array of {@code float}. Python: {@code Array('f')}.
 */
public interface SharedFloatArray extends SharedArray<SharedFloatArray> {

  /** An element, read under the lock if there is one. Python: {@code array[index]}. */
  float get(int index);

  /** Sets an element, under the lock if there is one. Python: {@code array[index] = value}. */
  void set(int index, float value);

  /** A copy of all elements, taken under the lock if there is one. Python: {@code array[:]}. */
  default float[] toArray() {
    return toArray(0, length());
  }

  /**
   * A copy of some elements, taken under the lock if there is one. Python: {@code array[from:to]}.
   *
   * @throws IndexOutOfBoundsException if they aren't all there; Python takes what there is
   */
  float[] toArray(int from, int to);

  /**
   * Sets as many elements as there are values, under the lock if there is one. Python: {@code array[from:to] = values}.
   *
   * @throws IndexOutOfBoundsException if they don't fit in; nothing was changed
   */
  void setAll(int from, float... values);
}
