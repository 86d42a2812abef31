package io.multiprocessing.shared;

/**
 * A shared {@code float}. Python: {@code Value('f')}.
 */
public interface SharedFloat extends SharedScalar<SharedFloat> {

  /** The value, under the lock if there is one. Python: {@code value}. */
  float get();

  /** Sets the value, under the lock if there is one. Python: {@code value = ...}. */
  void set(float value);
}
