package io.multiprocessing.internal.shared;

/**
 * The block of a list: CPython's layout, and behind it what CPython has no place for. Numbers are in the processor's
 * own byte order.
 *
 * <pre>
 *  0        8                   8 (n + 2)
 * +--------+-------------------+------------------------+
 * |   n    | n + 1 offsets     | slots of the elements  |    slot i lies from offset i to offset i + 1 of this part
 * +--------+-------------------+------------------------+
 * | n formats of 8 bytes       | n codes of 1 byte      |    as Python's struct spells them, e.g. "16s",
 * +--------+-------------------+------------------------+    padded with zeros (up to the next multiple of 8)
 * | magic  | n notes of 8 bytes                         |    missing in lists that Python has made
 * +--------+--------------------------------------------+
 *
 *   format        code  element
 *   q             0     Long, or Integer by its note
 *   d             0     Double
 *   xxxxxxx?      0     Boolean, in the last byte of eight
 *   xxxxxx?x      3     null
 *   (number)s     1     String, in UTF-8, padded with zeros
 *   (number)s     2     byte[], padded with zeros
 * </pre>
 *
 * <p>A text or bytes end at the last byte that isn't zero; so Python loses zeros at the end (its issue 106939). The
 * note says how many there are, and has a checksum of what comes before: if Python replaces the element, the checksum
 * tells that the note is out of date.
 *
 * <pre>
 *  63                            32 31        24 23                      0
 * +--------------------------------+------------+-------------------------+
 * | CRC-32 of the bytes before     | 1: Integer | number of zeros         |
 * +--------------------------------+------------+-------------------------+
 * </pre>
 */
final class ListDescriptor {

  static final long MAGIC = 0x4d50_4c49_5354_3031L; // "MPLIST01"

  static final int LENGTH_OFFSET = 0;
  static final int OFFSETS_OFFSET = 8;
  static final int WORD = 8;

  static final int CODE_NUMBER = 0;
  static final int CODE_TEXT = 1;
  static final int CODE_BYTES = 2;
  static final int CODE_NULL = 3;

  static final String FORMAT_LONG = "q";
  static final String FORMAT_DOUBLE = "d";
  static final String FORMAT_BOOLEAN = "xxxxxxx?";
  static final String FORMAT_NULL = "xxxxxx?x";
  static final int BOOLEAN_BYTE = 7;
  static final int NULL_BYTE = 6;

  /** A format has eight bytes, so a slot's length has at most seven digits; slots are multiples of eight. */
  static final int MAX_SLOT = 9_999_992;

  private static final int NOTE_INTEGER_SHIFT = 24;
  private static final int NOTE_CHECKSUM_SHIFT = 32;
  private static final long NOTE_ZEROS_MASK = (1L << NOTE_INTEGER_SHIFT) - 1;

  static final long NOTE_INTEGER = 1L << NOTE_INTEGER_SHIFT;

  private ListDescriptor() {}

  static long dataOffset(long n) {
    return WORD * (n + 2);
  }

  static long formatsOffset(long n, long dataLength) {
    return dataOffset(n) + dataLength;
  }

  static long codesOffset(long n, long dataLength) {
    return formatsOffset(n, dataLength) + WORD * n;
  }

  /** Where Python's block ends. */
  static long pythonLength(long n, long dataLength) {
    return codesOffset(n, dataLength) + n;
  }

  static long magicOffset(long n, long dataLength) {
    return (pythonLength(n, dataLength) + WORD - 1) / WORD * WORD;
  }

  static long notesOffset(long n, long dataLength) {
    return magicOffset(n, dataLength) + WORD;
  }

  static long totalLength(long n, long dataLength) {
    return notesOffset(n, dataLength) + WORD * n;
  }

  /** The slot that an element of so many bytes gets when the list is made. */
  static int slotLength(int bytes) {
    return WORD * (bytes / WORD + 1);
  }

  static long zerosNote(int zeros, long checksum) {
    return checksum << NOTE_CHECKSUM_SHIFT | zeros;
  }

  static int zeros(long note) {
    return (int) (note & NOTE_ZEROS_MASK);
  }

  static long checksum(long note) {
    return note >>> NOTE_CHECKSUM_SHIFT;
  }
}
