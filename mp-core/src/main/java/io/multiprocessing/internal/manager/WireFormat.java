package io.multiprocessing.internal.manager;

import io.multiprocessing.serialization.EncodedMessage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Texts and encoded objects in the messages of {@link ManagerFrameDescriptor}. */
final class WireFormat {

  private static final int MAX_TEXT_BYTES = 0xffff;
  private static final int OBJECT_HEADER_LENGTH = 2 * Integer.BYTES;

  private WireFormat() {}

  static byte[] utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException(
          "a name may have at most " + MAX_TEXT_BYTES + " bytes of UTF-8: length=" + bytes.length);
    }
    return bytes;
  }

  /** How long a text is with the length before it. */
  static int textLength(byte[] utf8) {
    return Short.BYTES + utf8.length;
  }

  static ByteBuffer putText(ByteBuffer target, byte[] utf8) {
    return target.putShort((short) utf8.length).put(utf8);
  }

  /** @throws BufferUnderflowException if the message ends before the text does */
  static String getText(ByteBuffer source) {
    int length = Short.toUnsignedInt(source.getShort());
    if (length > source.remaining()) {
      throw new BufferUnderflowException();
    }
    String text = new String(source.array(), source.arrayOffset() + source.position(), length, StandardCharsets.UTF_8);
    source.position(source.position() + length);
    return text;
  }

  /** How much room {@link #withObject} needs behind what is before the object. */
  static int objectHeaderLength(EncodedMessage message) {
    return OBJECT_HEADER_LENGTH + message.attachments().size() * Integer.BYTES;
  }

  /**
   * The parts of a message that ends with an encoded object.
   *
   * @param head what comes before it, up to its position, with room for {@link #objectHeaderLength} more
   */
  static ByteBuffer[] withObject(ByteBuffer head, EncodedMessage message) {
    List<ByteBuffer> attachments = message.attachments();
    head.putInt(attachments.size()).putInt(message.body().remaining());
    for (ByteBuffer attachment : attachments) {
      head.putInt(attachment.remaining());
    }
    ByteBuffer[] parts = new ByteBuffer[2 + attachments.size()];
    parts[0] = head.flip();
    parts[1] = message.body();
    for (int i = 0; i < attachments.size(); i++) {
      parts[2 + i] = attachments.get(i);
    }
    return parts;
  }

  /**
   * The encoded object from the position on, which has to fill the rest; it shares the array of {@code source}.
   *
   * @throws IllegalArgumentException if it is none
   * @throws BufferUnderflowException if the message ends before the object's lengths do
   */
  static EncodedMessage getObject(ByteBuffer source) {
    int count = source.getInt();
    int bodyLength = source.getInt();
    if (count < 0 || count > EncodedMessage.MAX_ATTACHMENTS || bodyLength < 0) {
      throw new IllegalArgumentException("not an encoded object: attachments=" + count + ", bodyLength=" + bodyLength);
    }
    int[] lengths = new int[count];
    long total = bodyLength;
    for (int i = 0; i < count; i++) {
      lengths[i] = source.getInt();
      if (lengths[i] < 0) {
        throw new IllegalArgumentException("not an encoded object: attachmentLength=" + lengths[i]);
      }
      total += lengths[i];
    }
    if (total != source.remaining()) {
      throw new IllegalArgumentException(
          "an encoded object must fill its message: length=" + total + ", rest=" + source.remaining());
    }
    ByteBuffer body = next(source, bodyLength);
    List<ByteBuffer> attachments = new ArrayList<>(count);
    for (int length : lengths) {
      attachments.add(next(source, length));
    }
    return new EncodedMessage(body, attachments);
  }

  private static ByteBuffer next(ByteBuffer source, int length) {
    ByteBuffer part = source.slice(source.position(), length);
    source.position(source.position() + length);
    return part;
  }
}
