package io.multiprocessing.shared;

import com.sun.jna.Structure;
import java.util.List;

/**
 * Makes shared values, arrays and structures that have the same kind of lock. Each takes a page of shared memory at
 * least, and may throw {@link io.multiprocessing.api.SharedObjectException} because there is none left. Immutable and
 * safe for use by several threads.
 *
 * <p>Arrays may have no elements, as in Python; a negative length, or one of 2 GiB or more in bytes, is an {@link
 * IllegalArgumentException}. Those made with a length are zero.
 */
public interface SharedValues {

  /** A shared {@code byte}. Python: {@code Value('b', initial)}; so for the other types. */
  SharedByte byteValue(byte initial);

  SharedShort shortValue(short initial);

  SharedChar charValue(char initial);

  SharedInt intValue(int initial);

  SharedLong longValue(long initial);

  SharedFloat floatValue(float initial);

  SharedDouble doubleValue(double initial);

  SharedBoolean booleanValue(boolean initial);

  /**
   * A value of one of Python's typecodes: {@code b B} for a byte, {@code h H} for a short, {@code i I} for an int,
   * {@code l L q Q} for a long, the capital ones without sign; {@code f} and {@code d} for a float and a double; {@code
   * c} for a character of C, a byte, and {@code u} for a {@code char}. Python: {@code Value(typecode, initial)}.
   *
   * @throws IllegalArgumentException if it is another typecode, or that of a whole number and {@code initial} isn't one
   */
  SharedScalar<?> value(char typecode, Number initial);

  /** As {@link #value(char, Number)}, for {@code c} and {@code u}. */
  default SharedScalar<?> value(char typecode, char initial) {
    return value(typecode, (int) initial);
  }

  /** As many bytes, all zero. Python: {@code Array('b', length)}; so for the other types. */
  SharedByteArray byteArray(int length);

  /** A copy of these bytes. Python: {@code Array('b', initial)}; so for the other types. */
  SharedByteArray byteArray(byte[] initial);

  SharedShortArray shortArray(int length);

  SharedShortArray shortArray(short[] initial);

  SharedCharArray charArray(int length);

  SharedCharArray charArray(char[] initial);

  SharedIntArray intArray(int length);

  SharedIntArray intArray(int[] initial);

  SharedLongArray longArray(int length);

  SharedLongArray longArray(long[] initial);

  SharedFloatArray floatArray(int length);

  SharedFloatArray floatArray(float[] initial);

  SharedDoubleArray doubleArray(int length);

  SharedDoubleArray doubleArray(double[] initial);

  /**
   * An array of one of Python's typecodes, all zero; see {@link #value(char, Number)}. Python: {@code Array(typecode,
   * length)}.
   *
   * @throws IllegalArgumentException if it is another typecode, or the length is negative or too large
   */
  SharedArray<?> array(char typecode, int length);

  /**
   * An array of one of Python's typecodes. Python: {@code Array(typecode, sequence)}.
   *
   * @throws IllegalArgumentException if it is another typecode, or that of a whole number and an element isn't one
   */
  SharedArray<?> array(char typecode, List<? extends Number> initial);

  /**
   * A structure whose bytes are zero. Python: {@code Value(MyStruct)}.
   *
   * @throws IllegalArgumentException if the class can't be shared; see {@link SharedStruct}
   */
  <T extends Structure> SharedStruct<T> struct(Class<T> type);

  /** A structure with the content of {@code initial}'s fields. Python: {@code Value(MyStruct, ...)}. */
  <T extends Structure> SharedStruct<T> struct(T initial);

  /** As many structures, whose bytes are zero. Python: {@code Array(MyStruct, length)}. */
  <T extends Structure> SharedStructArray<T> structArray(Class<T> type, int length);

  /**
   * Structures with the content of {@code initial}'s fields. Python: {@code Array(MyStruct, sequence)}.
   *
   * @throws IllegalArgumentException if an element is of another class, or the class can't be shared
   */
  <T extends Structure> SharedStructArray<T> structArray(Class<T> type, List<? extends T> initial);
}
