package io.multiprocessing.shared;

/**
 * A shared array of {@code double}. Python: {@code Array('d')}.
 */
public interface SharedDoubleArray extends SharedArray<SharedDoubleArray> {

  /** An element, read under the lock if there is one. Python: {@code array[index]}. */
  double get(int index);

  /** Sets an element, under the lock if there is one. Python: {@code array[index] = value}. */
  void set(int index, double value);

  /** A copy of all elements, taken under the lock if there is one. Python: {@code array[:]}. */
  default double[] toArray() {
    return toArray(0, length());
  }

  /**
   * A copy of some elements, taken under the lock if there is one. Python: {@code array[from:to]}.
   *
   * @throws IndexOutOfBoundsException if they aren't all there; Python takes what there is
   */
  double[] toArray(int from, int to);

  /**
   * Sets as many elements as there are values, under the lock if there is one. Python: {@code array[from:to] = values}.
   *
   * @throws IndexOutOfBoundsException if they don't fit in; nothing was changed
   */
  void setAll(int from, double... values);
}
