package io.multiprocessing.shared;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * A shared {@code int}, with the operations of {@link java.util.concurrent.atomic.AtomicInteger}. Those don't look at
 * the lock: whoever mixes them with changes under {@link #lock()} loses updates. Python: {@code Value('i')} and {@code
 * Value('I')}; the atomic operations are beyond it.
 */
public interface SharedInt extends SharedScalar<SharedInt> {

  /** The value, under the lock if there is one. Python: {@code value}. */
  int get();

  /** Sets the value, under the lock if there is one. Python: {@code value = ...}. */
  void set(int value);

  /** The value read as a number without sign, from 0 to 4294967295. */
  default long getUnsigned() {
    return Integer.toUnsignedLong(get());
  }

  /** Adds to the value and returns what it was before. Lock-free, as all methods below: doesn't look at the lock. */
  int getAndAdd(int delta);

  /** Sets the value and returns what it was before. */
  int getAndSet(int value);

  /** Sets the value if it is {@code expected}; returns whether it was. */
  boolean compareAndSet(int expected, int value);

  /** Applies a function that may be called several times and has no side effects; returns what the value was before. */
  int getAndUpdate(IntUnaryOperator function);

  /** Applies a function that may be called several times and has no side effects; returns the new value. */
  int updateAndGet(IntUnaryOperator function);

  /** As {@link #getAndUpdate}, with the value and {@code operand}. */
  default int getAndAccumulate(int operand, IntBinaryOperator function) {
    return getAndUpdate(value -> function.applyAsInt(value, operand));
  }

  /** As {@link #updateAndGet}, with the value and {@code operand}. */
  default int accumulateAndGet(int operand, IntBinaryOperator function) {
    return updateAndGet(value -> function.applyAsInt(value, operand));
  }

  default int addAndGet(int delta) {
    return getAndAdd(delta) + delta;
  }

  default int getAndIncrement() {
    return getAndAdd(1);
  }

  default int incrementAndGet() {
    return getAndAdd(1) + 1;
  }

  default int getAndDecrement() {
    return getAndAdd(-1);
  }

  default int decrementAndGet() {
    return getAndAdd(-1) - 1;
  }
}
