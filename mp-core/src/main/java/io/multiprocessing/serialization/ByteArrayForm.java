package io.multiprocessing.serialization;

import java.nio.ByteBuffer;

/** Byte arrays: small ones within the body, large ones beside it, wrapped and not copied. */
final class ByteArrayForm implements ValueForm {

  /** From this size on, a payload is an attachment. */
  static final int ATTACH_BYTES = 32 * 1024;

  private static final int INLINE = 0;
  private static final int ATTACHED = 1;

  @Override
  public void write(GraphWriter writer, Object value) {
    byte[] array = (byte[]) value;
    if (writer.attaches(array.length)) {
      writeContent(writer, ByteBuffer.wrap(array));
    } else {
      writer.out.writeByte(INLINE);
      writer.out.writeCount(array.length);
      writer.out.writeBytes(array);
    }
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) {
    ByteBuffer content = readContent(reader);
    if (content.hasArray() && content.arrayOffset() == 0 && content.remaining() == content.array().length) {
      return content.array();
    }
    byte[] array = new byte[content.remaining()];
    content.get(array);
    return array;
  }

  /** Writes the remaining bytes of a buffer; leaves its position where it is. */
  static void writeContent(GraphWriter writer, ByteBuffer content) {
    int length = content.remaining();
    if (writer.attaches(length)) {
      writer.out.writeByte(ATTACHED);
      writer.out.writeCount(writer.attach(content.duplicate()));
    } else {
      writer.out.writeByte(INLINE);
      writer.out.writeCount(length);
      writer.out.reserve(length).put(content.duplicate());
    }
  }

  /**
   * Reads what {@link #writeContent} wrote; the result is an attachment's own memory, or valid until the message
   * ends.
   */
  static ByteBuffer readContent(GraphReader reader) {
    if (reader.in.readByte() == ATTACHED) {
      return reader.attachment(reader.in.readVarInt(true)).duplicate();
    }
    return reader.in.take(reader.in.readCount(1));
  }
}
