package io.multiprocessing.serialization;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The remaining bytes of a byte buffer, with its order, and whether it is direct and read-only. */
final class BufferForm implements ValueForm {

  private static final int DIRECT = 1;
  private static final int READ_ONLY = 2;
  private static final int LITTLE_ENDIAN = 4;

  @Override
  public void write(GraphWriter writer, Object value) {
    ByteBuffer buffer = (ByteBuffer) value;
    int flags = (buffer.isDirect() ? DIRECT : 0) | (buffer.isReadOnly() ? READ_ONLY : 0)
        | (buffer.order() == ByteOrder.LITTLE_ENDIAN ? LITTLE_ENDIAN : 0);
    writer.out.writeByte(flags);
    ByteArrayForm.writeContent(writer, buffer);
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) {
    int flags = reader.in.readByte();
    ByteBuffer content = ByteArrayForm.readContent(reader);
    ByteBuffer buffer;
    if ((flags & DIRECT) != 0) {
      buffer = ByteBuffer.allocateDirect(content.remaining()).put(content).flip();
    } else if (content.hasArray() && content.arrayOffset() == 0 && content.remaining() == content.array().length
        && content.array() != reader.in.getBuffer()) {
      buffer = ByteBuffer.wrap(content.array());
    } else {
      buffer = ByteBuffer.allocate(content.remaining()).put(content).flip();
    }
    if ((flags & READ_ONLY) != 0) {
      buffer = buffer.asReadOnlyBuffer();
    }
    return buffer.order((flags & LITTLE_ENDIAN) != 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }
}
