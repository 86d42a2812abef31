package io.multiprocessing.shared;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * A shared array of {@code long}, with the operations of {@link java.util.concurrent.atomic.AtomicLongArray}. Those
 * don't look at the lock: whoever mixes them with changes under {@link #lock()} loses updates. Python: {@code
 * Array('q')}, {@code 'Q'}, {@code 'l'} and {@code 'L'}; the atomic operations are beyond it.
 */
public interface SharedLongArray extends SharedArray<SharedLongArray> {

  /** An element, read under the lock if there is one. Python: {@code array[index]}. */
  long get(int index);

  /** Sets an element, under the lock if there is one. Python: {@code array[index] = value}. */
  void set(int index, long value);

  /** A copy of all elements, taken under the lock if there is one. Python: {@code array[:]}. */
  default long[] toArray() {
    return toArray(0, length());
  }

  /**
   * A copy of some elements, taken under the lock if there is one. Python: {@code array[from:to]}.
   *
   * @throws IndexOutOfBoundsException if they aren't all there; Python takes what there is
   */
  long[] toArray(int from, int to);

  /**
   * Sets as many elements as there are values, under the lock if there is one. Python: {@code array[from:to] = values}.
   *
   * @throws IndexOutOfBoundsException if they don't fit in; nothing was changed
   */
  void setAll(int from, long... values);

  /** Adds to the element and returns what it was before. Lock-free, as all methods below: doesn't look at the lock. */
  long getAndAdd(int index, long delta);

  /** Sets the element and returns what it was before. */
  long getAndSet(int index, long value);

  /** Sets the element if it is {@code expected}; returns whether it was. */
  boolean compareAndSet(int index, long expected, long value);

  /**
   * Applies a function that may be called several times and has no side effects; returns what the element was before.
   */
  long getAndUpdate(int index, LongUnaryOperator function);

  /** Applies a function that may be called several times and has no side effects; returns the new value. */
  long updateAndGet(int index, LongUnaryOperator function);

  /** As {@link #getAndUpdate}, with the element and {@code operand}. */
  default long getAndAccumulate(int index, long operand, LongBinaryOperator function) {
    return getAndUpdate(index, value -> function.applyAsLong(value, operand));
  }

  /** As {@link #updateAndGet}, with the element and {@code operand}. */
  default long accumulateAndGet(int index, long operand, LongBinaryOperator function) {
    return updateAndGet(index, value -> function.applyAsLong(value, operand));
  }

  default long addAndGet(int index, long delta) {
    return getAndAdd(index, delta) + delta;
  }

  default long getAndIncrement(int index) {
    return getAndAdd(index, 1);
  }

  default long incrementAndGet(int index) {
    return getAndAdd(index, 1) + 1;
  }

  default long getAndDecrement(int index) {
    return getAndAdd(index, -1);
  }

  default long decrementAndGet(int index) {
    return getAndAdd(index, -1) - 1;
  }
}
