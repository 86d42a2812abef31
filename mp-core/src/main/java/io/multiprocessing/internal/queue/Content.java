package io.multiprocessing.internal.queue;

import io.multiprocessing.serialization.EncodedMessage;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An encoded element as bytes of shared memory: its body alone, or, if it has attachments, the lengths of all parts and
 * then the parts. Every byte is copied once on the way in, and once on the way out.
 *
 * <pre>
 * | length of the body | length of each attachment ... | body | attachments ... |
 * </pre>
 */
final class Content {

  private Content() {}

  static long length(EncodedMessage message) {
    int attachments = message.attachments().size();
    return attachments == 0
        ? message.body().remaining()
        : (1L + attachments) * Integer.BYTES + message.lengthBytes();
  }

  static void write(MappedByteBuffer memory, int offset, EncodedMessage message) {
    List<ByteBuffer> attachments = message.attachments();
    int next = offset;
    if (!attachments.isEmpty()) {
      next = writeLength(memory, next, message.body());
      for (ByteBuffer attachment : attachments) {
        next = writeLength(memory, next, attachment);
      }
    }
    next = writeBytes(memory, next, message.body());
    for (ByteBuffer attachment : attachments) {
      next = writeBytes(memory, next, attachment);
    }
  }

  private static int writeLength(MappedByteBuffer memory, int offset, ByteBuffer part) {
    memory.putInt(offset, part.remaining());
    return offset + Integer.BYTES;
  }

  private static int writeBytes(MappedByteBuffer memory, int offset, ByteBuffer part) {
    memory.put(offset, part, part.position(), part.remaining());
    return offset + part.remaining();
  }

  /** The message with arrays of its own. */
  static EncodedMessage read(MappedByteBuffer memory, int offset, int length, int attachmentCount) {
    if (attachmentCount == 0) {
      return new EncodedMessage(readBytes(memory, offset, length), List.of());
    }
    int next = offset + (1 + attachmentCount) * Integer.BYTES;
    ByteBuffer body = readBytes(memory, next, memory.getInt(offset));
    next += body.remaining();
    List<ByteBuffer> attachments = new ArrayList<>(attachmentCount);
    for (int i = 1; i <= attachmentCount; i++) {
      ByteBuffer attachment = readBytes(memory, next, memory.getInt(offset + i * Integer.BYTES));
      attachments.add(attachment);
      next += attachment.remaining();
    }
    return new EncodedMessage(body, attachments);
  }

  private static ByteBuffer readBytes(MappedByteBuffer memory, int offset, int length) {
    byte[] bytes = new byte[length];
    memory.get(offset, bytes, 0, length);
    return ByteBuffer.wrap(bytes);
  }
}
