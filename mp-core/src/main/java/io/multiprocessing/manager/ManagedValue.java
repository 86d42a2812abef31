package io.multiprocessing.manager;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A shared variable. Python: {@code SyncManager.Value}, its attribute {@code value}.
 *
 * @param <T> the value's type
 */
public interface ManagedValue<T extends @Nullable Object> extends RemoteObject {

  /** A copy of the value. */
  T get();

  /** Sets the value. */
  void set(T value);

  /**
   * Sets the value if it is equal to {@code expected}; whether it was. As in Java, the value's {@code equals} decides.
   */
  boolean compareAndSet(T expected, T value);

  /**
   * Replaces the value by {@code function} of it, as one step: {@code function} runs here, and again if another process
   * was faster, so it should have no effects. Python's {@code value += 1} through a proxy loses updates.
   *
   * @return the new value
   */
  T update(UnaryOperator<T> function);
}
