package io.multiprocessing.internal.shared;

import static io.multiprocessing.internal.shared.ListDescriptor.CODE_BYTES;
import static io.multiprocessing.internal.shared.ListDescriptor.CODE_NULL;
import static io.multiprocessing.internal.shared.ListDescriptor.CODE_TEXT;
import static io.multiprocessing.internal.shared.ListDescriptor.FORMAT_BOOLEAN;
import static io.multiprocessing.internal.shared.ListDescriptor.FORMAT_DOUBLE;
import static io.multiprocessing.internal.shared.ListDescriptor.FORMAT_LONG;
import static io.multiprocessing.internal.shared.ListDescriptor.LENGTH_OFFSET;
import static io.multiprocessing.internal.shared.ListDescriptor.MAGIC;
import static io.multiprocessing.internal.shared.ListDescriptor.NOTE_INTEGER;
import static io.multiprocessing.internal.shared.ListDescriptor.OFFSETS_OFFSET;
import static io.multiprocessing.internal.shared.ListDescriptor.WORD;

import io.multiprocessing.api.SharedObjectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where everything lies in one list's block, by {@link ListDescriptor}, and how an element is read and written there.
 * What never changes, length and offsets, is read and checked once; formats are checked at each read, for another
 * process may have written anything.
 */
final class ListLayout {

  private final int[] offsets; // of the slots, from the block's start; one more than there are elements
  private final int formatsOffset;
  private final int codesOffset;
  private final int notesOffset; // 0 if there are none

  /**
   * @throws SharedObjectException if the block doesn't hold a list
   */
  ListLayout(ByteBuffer memory) {
    int size = memory.capacity();
    long n = size < OFFSETS_OFFSET + WORD ? -1 : memory.getLong(LENGTH_OFFSET);
    if (n < 0 || n > size / WORD || ListDescriptor.dataOffset(n) > size) {
      throw notAList("its length is impossible: length=" + n + ", size=" + size);
    }
    offsets = new int[(int) n + 1];
    long start = ListDescriptor.dataOffset(n);
    long former = 0;
    for (int i = 0; i <= n; i++) {
      long offset = memory.getLong(OFFSETS_OFFSET + i * WORD);
      boolean possible = i == 0 ? offset == 0 : offset >= former + WORD && offset <= size - start;
      if (!possible) {
        throw notAList("an element's offset is impossible: index=" + i + ", offset=" + offset + ", size=" + size);
      }
      offsets[i] = (int) (start + offset);
      former = offset;
    }
    if (ListDescriptor.pythonLength(n, former) > size) {
      throw notAList(
          "it is shorter than its elements: expected=" + ListDescriptor.pythonLength(n, former) + ", size=" + size);
    }
    formatsOffset = (int) ListDescriptor.formatsOffset(n, former);
    codesOffset = (int) ListDescriptor.codesOffset(n, former);
    boolean noted =
        ListDescriptor.totalLength(n, former) <= size
            && memory.getLong((int) ListDescriptor.magicOffset(n, former)) == MAGIC;
    notesOffset = noted ? (int) ListDescriptor.notesOffset(n, former) : 0;
  }

  private static SharedObjectException notAList(String reason) {
    return new SharedObjectException("this shared memory is not a ShareableList: " + reason);
  }

  /** How long the block of a new list is. */
  static long lengthOf(List<PackedElement> elements) {
    return ListDescriptor.totalLength(elements.size(), dataLength(elements));
  }

  private static long dataLength(List<PackedElement> elements) {
    return elements.stream().mapToLong(PackedElement::slotLength).sum();
  }

  /** Lays out a new list in a block of zeros. */
  static void write(ByteBuffer memory, List<PackedElement> elements) {
    int n = elements.size();
    memory.putLong(LENGTH_OFFSET, n);
    long offset = 0;
    for (int i = 0; i < n; i++) {
      offset += elements.get(i).slotLength();
      memory.putLong(OFFSETS_OFFSET + (i + 1) * WORD, offset);
    }
    memory.putLong((int) ListDescriptor.magicOffset(n, offset), MAGIC);
    ListLayout layout = new ListLayout(memory);
    for (int i = 0; i < n; i++) {
      layout.write(memory, i, elements.get(i));
    }
  }

  int size() {
    return offsets.length - 1;
  }

  /** How many bytes an element may have. */
  int room(int index) {
    return offsets[index + 1] - offsets[index];
  }

  /** Whether zeros at the end of an element can be kept. */
  boolean keepsZeros() {
    return notesOffset != 0;
  }

  @Nullable Object read(ByteBuffer memory, int index) {
    int code = memory.get(codesOffset + index);
    String format = format(memory, index);
    int offset = offsets[index];
    if (code == CODE_NULL) {
      return null;
    }
    if (code == CODE_TEXT || code == CODE_BYTES) {
      byte[] bytes = bytes(memory, index, length(index, format, code));
      return code == CODE_BYTES ? bytes : new String(bytes, StandardCharsets.UTF_8);
    }
    switch (format) {
      case FORMAT_LONG:
        long number = memory.getLong(offset);
        boolean small = note(memory, index) == NOTE_INTEGER && number == (int) number;
        return small ? (Object) (int) number : (Object) number; // two casts, or both would become a Long
      case FORMAT_DOUBLE:
        return memory.getDouble(offset);
      case FORMAT_BOOLEAN:
        return memory.get(offset + ListDescriptor.BOOLEAN_BYTE) != 0;
      default:
        throw damaged(index, format, code);
    }
  }

  /** What is zero at the end is padding, unless the note says otherwise. */
  private byte[] bytes(ByteBuffer memory, int index, int length) {
    byte[] padded = new byte[length];
    memory.get(offsets[index], padded);
    byte[] content = PackedElement.stripped(padded);
    long note = note(memory, index);
    int zeros = ListDescriptor.zeros(note);
    boolean valid =
        zeros > 0 && content.length + zeros <= room(index)
            && PackedElement.checksum(content) == ListDescriptor.checksum(note);
    return valid ? Arrays.copyOf(content, content.length + zeros) : content;
  }

  /** The number in a format such as {@code 16s}. */
  private int length(int index, String format, int code) {
    int digits = format.length() - 1;
    int length = 0;
    for (int i = 0; i < digits; i++) {
      char digit = format.charAt(i);
      if (digit < '0' || digit > '9') {
        throw damaged(index, format, code);
      }
      length = length * 10 + digit - '0';
    }
    if (digits < 1 || format.charAt(digits) != 's' || length > room(index)) {
      throw damaged(index, format, code);
    }
    return length;
  }

  private static SharedObjectException damaged(int index, String format, int code) {
    return new SharedObjectException(
        "an element of a ShareableList is damaged: index=" + index + ", format=" + format + ", code=" + code);
  }

  String format(ByteBuffer memory, int index) {
    byte[] format = new byte[WORD];
    memory.get(formatsOffset + index * WORD, format);
    return new String(PackedElement.stripped(format), StandardCharsets.ISO_8859_1);
  }

  private long note(ByteBuffer memory, int index) {
    return notesOffset == 0 ? 0 : memory.getLong(notesOffset + index * WORD);
  }

  /** Replaces an element; it has room. */
  void write(ByteBuffer memory, int index, PackedElement element) {
    String format = element.format() == null ? room(index) + "s" : element.format();
    memory.put(
        formatsOffset + index * WORD, Arrays.copyOf(format.getBytes(StandardCharsets.ISO_8859_1), WORD));
    memory.put(codesOffset + index, (byte) element.code());
    int length = element.format() == null ? room(index) : WORD;
    memory.put(offsets[index], Arrays.copyOf(element.content(), length));
    if (notesOffset != 0) {
      memory.putLong(notesOffset + index * WORD, element.note());
    }
  }
}
