package io.multiprocessing.internal.shared;

import static io.multiprocessing.internal.shared.ListDescriptor.CODE_BYTES;
import static io.multiprocessing.internal.shared.ListDescriptor.CODE_NULL;
import static io.multiprocessing.internal.shared.ListDescriptor.CODE_NUMBER;
import static io.multiprocessing.internal.shared.ListDescriptor.CODE_TEXT;
import static io.multiprocessing.internal.shared.ListDescriptor.FORMAT_BOOLEAN;
import static io.multiprocessing.internal.shared.ListDescriptor.FORMAT_DOUBLE;
import static io.multiprocessing.internal.shared.ListDescriptor.FORMAT_LONG;
import static io.multiprocessing.internal.shared.ListDescriptor.FORMAT_NULL;
import static io.multiprocessing.internal.shared.ListDescriptor.MAX_SLOT;
import static io.multiprocessing.internal.shared.ListDescriptor.NOTE_INTEGER;
import static io.multiprocessing.internal.shared.ListDescriptor.WORD;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * An element as it lies in a list.
 *
 * @param format null for texts and bytes, whose format is their slot's
 * @param content without the zeros at the end of a text or of bytes
 * @param zeros how many of those there are
 */
@SuppressWarnings("ArrayRecordComponent")
record PackedElement(@Nullable String format, int code, byte[] content, int zeros, long note) {

  /**
   * @throws IllegalArgumentException if a list can't hold it
   */
  static PackedElement of(@Nullable Object element) {
    if (element == null) {
      return number(FORMAT_NULL, CODE_NULL, 0, 0);
    }
    if (element instanceof Integer number) {
      return number(FORMAT_LONG, CODE_NUMBER, number, NOTE_INTEGER);
    }
    if (element instanceof Long number) {
      return number(FORMAT_LONG, CODE_NUMBER, number, 0);
    }
    if (element instanceof Double number) {
      return number(FORMAT_DOUBLE, CODE_NUMBER, Double.doubleToRawLongBits(number), 0);
    }
    if (element instanceof Boolean bool) {
      byte[] content = new byte[WORD];
      content[ListDescriptor.BOOLEAN_BYTE] = (byte) (bool ? 1 : 0);
      return new PackedElement(FORMAT_BOOLEAN, CODE_NUMBER, content, 0, 0);
    }
    if (element instanceof String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (!new String(bytes, StandardCharsets.UTF_8).equals(text)) {
        throw new IllegalArgumentException(
            "a text in a list must be whole characters, but it has half of a surrogate pair");
      }
      return bytes(CODE_TEXT, bytes);
    }
    if (element instanceof byte[] bytes) {
      return bytes(CODE_BYTES, bytes);
    }
    throw new IllegalArgumentException(
        "an element of a ShareableList must be an Integer, Long, Double, Boolean, String, byte[] or null: class="
            + element.getClass().getName());
  }

  private static PackedElement number(String format, int code, long bits, long note) {
    byte[] content = ByteBuffer.allocate(WORD).order(ByteOrder.nativeOrder()).putLong(bits).array();
    return new PackedElement(format, code, content, 0, note);
  }

  private static PackedElement bytes(int code, byte[] bytes) {
    if (ListDescriptor.slotLength(bytes.length) > MAX_SLOT) {
      throw new IllegalArgumentException(
          "a text or bytes in a list must have less than " + MAX_SLOT + " bytes: bytes=" + bytes.length
              + "; use SharedMemory");
    }
    byte[] content = stripped(bytes);
    int zeros = bytes.length - content.length;
    long note = zeros == 0 ? 0 : ListDescriptor.zerosNote(zeros, checksum(content));
    return new PackedElement(null, code, content, zeros, note);
  }

  /** Without the zeros at its end. */
  static byte[] stripped(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }

  static long checksum(byte[] content) {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    return checksum.getValue();
  }

  /** How many bytes it needs of its slot. */
  int length() {
    return content.length + zeros;
  }

  /** The slot that it gets in a new list. */
  int slotLength() {
    return format == null ? ListDescriptor.slotLength(length()) : WORD;
  }
}
