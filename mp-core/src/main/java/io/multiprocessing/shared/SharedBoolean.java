package io.multiprocessing.shared;

/**
 * A shared {@code boolean}, with the operations of {@link java.util.concurrent.atomic.AtomicBoolean}; those don't look
 * at the lock. Python: {@code Value(c_bool)}.
 */
public interface SharedBoolean extends SharedData<SharedBoolean> {

  /** The value, under the lock if there is one. Python: {@code value}. */
  boolean get();

  /** Sets the value, under the lock if there is one. Python: {@code value = ...}. */
  void set(boolean value);

  /** Sets the value and returns what it was before. Lock-free: doesn't look at the lock. */
  boolean getAndSet(boolean value);

  /** Sets the value if it is {@code expected}; returns whether it was. Lock-free: doesn't look at the lock. */
  boolean compareAndSet(boolean expected, boolean value);
}
