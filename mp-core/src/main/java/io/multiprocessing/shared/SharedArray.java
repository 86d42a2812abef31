package io.multiprocessing.shared;

import java.util.List;

/**
 * A shared array of one of Python's typecodes, of fixed length. The methods here are for code that learns the type only
 * when it runs. Indices count from zero; one outside throws {@link IndexOutOfBoundsException}. Python: {@code
 * Array(typecode, ...)}.
 *
 * @param <S> the type of the object itself, one of {@link SharedByteArray}, {@link SharedShortArray}, {@link
 *     SharedCharArray}, {@link SharedIntArray}, {@link SharedLongArray}, {@link SharedFloatArray} and {@link
 *     SharedDoubleArray}
 */
public interface SharedArray<S extends SharedArray<S>> extends SharedData<S> {

  /** The typecode; see {@link SharedValues#value(char, Number)}. */
  char typecode();

  /** How many elements it has. Takes no lock. Python: {@code len(array)}. */
  int length();

  /** An element as its typecode says: that of {@code 'B'} is from 0 to 255. Python: {@code array[index]}. */
  Number getNumber(int index);

  /**
   * Sets an element as {@link SharedScalar#setNumber} does.
   *
   * @throws IllegalArgumentException if the typecode is that of a whole number and {@code value} isn't one
   */
  void setNumber(int index, Number value);

  /** A copy of all elements, taken under the lock if there is one. Python: {@code array[:]}. */
  List<Number> toList();
}
