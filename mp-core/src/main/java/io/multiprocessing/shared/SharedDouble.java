package io.multiprocessing.shared;

/**
 * A shared {@code double}. Python: {@code Value('d')}.
 */
public interface SharedDouble extends SharedScalar<SharedDouble> {

  /** The value, under the lock if there is one. Python: {@code value}. */
  double get();

  /** Sets the value, under the lock if there is one. Python: {@code value = ...}. */
  void set(double value);
}
