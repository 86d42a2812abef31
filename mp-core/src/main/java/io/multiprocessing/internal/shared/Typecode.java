package io.multiprocessing.internal.shared;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The typecodes of Python's {@code array} module: how long an element is, and what number its bits stand for. Bits are
 * kept in a long whose upper part doesn't matter.
 */
enum Typecode {
  BYTE_CHARACTER('c', 0),
  UTF16_UNIT('u', 1),
  SIGNED_BYTE('b', 0),
  UNSIGNED_BYTE('B', 0),
  SIGNED_SHORT('h', 1),
  UNSIGNED_SHORT('H', 1),
  SIGNED_INT('i', 2),
  UNSIGNED_INT('I', 2),
  SIGNED_LONG('l', 3),
  UNSIGNED_LONG('L', 3),
  SIGNED_LONG_LONG('q', 3),
  UNSIGNED_LONG_LONG('Q', 3),
  FLOAT('f', 2),
  DOUBLE('d', 3),
  /** Not one of Python's: a boolean in an int. */
  BOOLEAN('?', 2),
  /** Not one of Python's: structures, whose class says what they are. */
  STRUCTURE('S', 0);

  private final char code;
  private final int shift;

  Typecode(char code, int shift) {
    this.code = code;
    this.shift = shift;
  }

  /** The typecode that a user has named. */
  static Typecode ofUser(char code) {
    Typecode typecode = find(code);
    if (typecode == null || typecode == BOOLEAN || typecode == STRUCTURE) {
      throw new IllegalArgumentException(
          "a typecode must be one of b B h H i I l L q Q f d c u: typecode='" + code
              + "'; use booleanValue or struct for others");
    }
    return typecode;
  }

  /** The typecode with this code, or null. */
  static @Nullable Typecode find(int code) {
    for (Typecode typecode : values()) {
      if (typecode.code == code) {
        return typecode;
      }
    }
    return null;
  }

  char code() {
    return code;
  }

  /** The binary logarithm of an element's length in bytes. */
  int shift() {
    return shift;
  }

  /** The number that an element's bits stand for. */
  Number number(long bits) {
    return switch (this) {
      case SIGNED_BYTE -> (byte) bits;
      case UNSIGNED_BYTE, BYTE_CHARACTER -> (int) bits & 0xff;
      case SIGNED_SHORT -> (short) bits;
      case UNSIGNED_SHORT, UTF16_UNIT -> (int) bits & 0xffff;
      case SIGNED_INT, BOOLEAN -> (int) bits;
      case UNSIGNED_INT -> bits & 0xffff_ffffL;
      case SIGNED_LONG, SIGNED_LONG_LONG, STRUCTURE -> bits;
      case UNSIGNED_LONG, UNSIGNED_LONG_LONG -> new BigInteger(Long.toUnsignedString(bits));
      case FLOAT -> Float.intBitsToFloat((int) bits);
      case DOUBLE -> Double.longBitsToDouble(bits);
    };
  }

  /**
   * The bits of an element that is to be {@code number}; whole numbers that are too large lose their upper bits, as in
   * C.
   */
  long bits(Number number) {
    if (this == FLOAT) {
      return Float.floatToRawIntBits(number.floatValue());
    }
    if (this == DOUBLE) {
      return Double.doubleToRawLongBits(number.doubleValue());
    }
    boolean whole =
        number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte
            || number instanceof BigInteger;
    if (!whole) {
      throw new IllegalArgumentException(
          "typecode " + code + " takes Byte, Short, Integer, Long or BigInteger: class=" + number.getClass().getName()
              + "; round it first, or use typecode d");
    }
    return number.longValue();
  }
}
