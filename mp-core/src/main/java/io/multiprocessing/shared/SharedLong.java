package io.multiprocessing.shared;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * A shared {@code long}, with the operations of {@link java.util.concurrent.atomic.AtomicLong}. Those don't look at the
 * lock: whoever mixes them with changes under {@link #lock()} loses updates. {@link Long#toUnsignedString(long)} and
 * its like read it without sign. Python: {@code Value('q')}, {@code 'Q'}, {@code 'l'} and {@code 'L'}; the atomic
 * operations are beyond it.
 */
public interface SharedLong extends SharedScalar<SharedLong> {

  /** The value, under the lock if there is one. Python: {@code value}. */
  long get();

  /** Sets the value, under the lock if there is one. Python: {@code value = ...}. */
  void set(long value);

  /** Adds to the value and returns what it was before. Lock-free, as all methods below: doesn't look at the lock. */
  long getAndAdd(long delta);

  /** Sets the value and returns what it was before. */
  long getAndSet(long value);

  /** Sets the value if it is {@code expected}; returns whether it was. */
  boolean compareAndSet(long expected, long value);

  /** Applies a function that may be called several times and has no side effects; returns what the value was before. */
  long getAndUpdate(LongUnaryOperator function);

  /** Applies a function that may be called several times and has no side effects; returns the new value. */
  long updateAndGet(LongUnaryOperator function);

  /** As {@link #getAndUpdate}, with the value and {@code operand}. */
  default long getAndAccumulate(long operand, LongBinaryOperator function) {
    return getAndUpdate(value -> function.applyAsLong(value, operand));
  }

  /** As {@link #updateAndGet}, with the value and {@code operand}. */
  default long accumulateAndGet(long operand, LongBinaryOperator function) {
    return updateAndGet(value -> function.applyAsLong(value, operand));
  }

  default long addAndGet(long delta) {
    return getAndAdd(delta) + delta;
  }

  default long getAndIncrement() {
    return getAndAdd(1);
  }

  default long incrementAndGet() {
    return getAndAdd(1) + 1;
  }

  default long getAndDecrement() {
    return getAndAdd(-1);
  }

  default long decrementAndGet() {
    return getAndAdd(-1) - 1;
  }
}
