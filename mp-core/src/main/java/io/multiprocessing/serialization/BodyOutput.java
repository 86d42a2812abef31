package io.multiprocessing.serialization;

import com.esotericsoftware.kryo.io.Output;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a body as they are written: Kryo's output, and room for arrays in bulk. */
final class BodyOutput extends Output {

  /**
   * Up to here the finished bytes are copied out and the buffer is used again; above, the buffer itself is handed
   * out.
   */
  private static final int COPY_LIMIT_BYTES = 32 * 1024;

  private static final int INITIAL_BYTES = 512;
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  BodyOutput() {
    super(INITIAL_BYTES, MAX_BYTES);
  }

  void writeCount(int count) {
    writeVarInt(count, true);
  }

  /** Takes the next bytes of the buffer for the caller to fill; little endian. */
  ByteBuffer reserve(int lengthBytes) {
    require(lengthBytes);
    ByteBuffer room = ByteBuffer.wrap(buffer, position, lengthBytes).slice().order(ByteOrder.LITTLE_ENDIAN);
    position += lengthBytes;
    return room;
  }

  /** Hands out the bytes written so far, which this output no longer touches, and starts again. */
  ByteBuffer take() {
    ByteBuffer body;
    if (position <= COPY_LIMIT_BYTES) {
      body = ByteBuffer.wrap(toBytes());
      if (buffer.length > 4 * COPY_LIMIT_BYTES) {
        setBuffer(new byte[INITIAL_BYTES], MAX_BYTES);
      }
    } else {
      body = ByteBuffer.wrap(buffer, 0, position).slice();
      setBuffer(new byte[INITIAL_BYTES], MAX_BYTES);
    }
    reset();
    return body;
  }
}
