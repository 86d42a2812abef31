package io.multiprocessing.shared;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * A shared array of {@code int}, with the operations of {@link java.util.concurrent.atomic.AtomicIntegerArray}. Those
 * don't look at the lock: whoever mixes them with changes under {@link #lock()} loses updates. Python: {@code
 * Array('i')} and {@code Array('I')}; the atomic operations are beyond it.
 */
public interface SharedIntArray extends SharedArray<SharedIntArray> {

  /** An element, read under the lock if there is one. Python: {@code array[index]}. */
  int get(int index);

  /** Sets an element, under the lock if there is one. Python: {@code array[index] = value}. */
  void set(int index, int value);

  /** A copy of all elements, taken under the lock if there is one. Python: {@code array[:]}. */
  default int[] toArray() {
    return toArray(0, length());
  }

  /**
   * A copy of some elements, taken under the lock if there is one. Python: {@code array[from:to]}.
   *
   * @throws IndexOutOfBoundsException if they aren't all there; Python takes what there is
   */
  int[] toArray(int from, int to);

  /**
   * Sets as many elements as there are values, under the lock if there is one. Python: {@code array[from:to] = values}.
   *
   * @throws IndexOutOfBoundsException if they don't fit in; nothing was changed
   */
  void setAll(int from, int... values);

  /** Adds to the element and returns what it was before. Lock-free, as all methods below: doesn't look at the lock. */
  int getAndAdd(int index, int delta);

  /** Sets the element and returns what it was before. */
  int getAndSet(int index, int value);

  /** Sets the element if it is {@code expected}; returns whether it was. */
  boolean compareAndSet(int index, int expected, int value);

  /**
   * Applies a function that may be called several times and has no side effects; returns what the element was before.
   */
  int getAndUpdate(int index, IntUnaryOperator function);

  /** Applies a function that may be called several times and has no side effects; returns the new value. */
  int updateAndGet(int index, IntUnaryOperator function);

  /** As {@link #getAndUpdate}, with the element and {@code operand}. */
  default int getAndAccumulate(int index, int operand, IntBinaryOperator function) {
    return getAndUpdate(index, value -> function.applyAsInt(value, operand));
  }

  /** As {@link #updateAndGet}, with the element and {@code operand}. */
  default int accumulateAndGet(int index, int operand, IntBinaryOperator function) {
    return updateAndGet(index, value -> function.applyAsInt(value, operand));
  }

  default int addAndGet(int index, int delta) {
    return getAndAdd(index, delta) + delta;
  }

  default int getAndIncrement(int index) {
    return getAndAdd(index, 1);
  }

  default int incrementAndGet(int index) {
    return getAndAdd(index, 1) + 1;
  }

  default int getAndDecrement(int index) {
    return getAndAdd(index, -1);
  }

  default int decrementAndGet(int index) {
    return getAndAdd(index, -1) - 1;
  }
}
