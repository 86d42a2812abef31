package io.multiprocessing.shared;

/**
 * A shared number of one of Python's typecodes, for code that learns the type only when it runs. Python: {@code
 * Value(typecode, initial)}.
 *
 * @param <S> the type of the object itself, one of {@link SharedByte}, {@link SharedShort}, {@link SharedChar}, {@link
 *     SharedInt}, {@link SharedLong}, {@link SharedFloat} and {@link SharedDouble}
 */
public interface SharedScalar<S extends SharedScalar<S>> extends SharedData<S> {

  /** The typecode; see {@link SharedValues#value(char, Number)}. */
  char typecode();

  /** The value as its typecode says: that of {@code 'B'} is from 0 to 255. Python: {@code value}. */
  Number getNumber();

  /**
   * Sets the value. As in C, and in Python's {@code ctypes}, a whole number that is too large loses its upper bits.
   *
   * @throws IllegalArgumentException if the typecode is that of a whole number and {@code value} isn't one
   */
  void setNumber(Number value);
}
