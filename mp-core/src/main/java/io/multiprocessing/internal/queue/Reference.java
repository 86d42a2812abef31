package io.multiprocessing.internal.queue;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import java.nio.MappedByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The handle of a ring or of a payload, as it lies in shared memory.
 *
 * <pre>
 *  0               8               16      20
 * +---------------+---------------+-------+----------------------------+
 * | id            | payload length| bytes | path in UTF-8 ...          |  {@value #LENGTH} bytes
 * +---------------+---------------+-------+----------------------------+
 * </pre>
 */
final class Reference {

  static final int LENGTH = 512;

  private static final int ID = 0;
  private static final int PAYLOAD_LENGTH = ID + Long.BYTES;
  private static final int PATH_LENGTH = PAYLOAD_LENGTH + Long.BYTES;
  private static final int PATH = PATH_LENGTH + Integer.BYTES;

  private Reference() {}

  /**
   * @throws SharedObjectException if the path is too long
   */
  static void write(MappedByteBuffer memory, int offset, SegmentHandle handle) {
    byte[] path = handle.path().getBytes(StandardCharsets.UTF_8);
    if (path.length > LENGTH - PATH) {
      throw new SharedObjectException(
          "the path of a queue's file has at most " + (LENGTH - PATH) + " bytes: bytes=" + path.length + ", path="
              + handle.path());
    }
    memory.putLong(offset + ID, handle.id());
    memory.putLong(offset + PAYLOAD_LENGTH, handle.payloadLength());
    memory.putInt(offset + PATH_LENGTH, path.length);
    memory.put(offset + PATH, path, 0, path.length);
  }

  /** Reads what {@link #write} wrote; {@code boot} is that of the segment in which it lies. */
  static SegmentHandle read(MappedByteBuffer memory, int offset, SegmentKind kind, String boot) {
    byte[] path = new byte[memory.getInt(offset + PATH_LENGTH)];
    memory.get(offset + PATH, path, 0, path.length);
    return new SegmentHandle(
        new String(path, StandardCharsets.UTF_8),
        kind,
        memory.getLong(offset + ID),
        memory.getLong(offset + PAYLOAD_LENGTH),
        boot);
  }

  static void copy(MappedByteBuffer from, int fromOffset, MappedByteBuffer to, int toOffset) {
    to.put(toOffset, from, fromOffset, LENGTH);
  }
}
