package io.multiprocessing.shared;

/**
 * A shared {@code char}: one unit of UTF-16. Python: {@code Value('u')}, whose width depends on the platform.
 */
public interface SharedChar extends SharedScalar<SharedChar> {

  /** The value, under the lock if there is one. Python: {@code value}. */
  char get();

  /** Sets the value, under the lock if there is one. Python: {@code value = ...}. */
  void set(char value);
}
