package io.multiprocessing.serialization;

import com.esotericsoftware.kryo.io.Input;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a body as they are read. Every length is held against the bytes that are left before anything is
 * allocated for it: a corrupt message can't ask for more memory than a small multiple of its own size.
 */
final class BodyInput extends Input {

  private static final byte[] EMPTY = new byte[0];

  private long lengthBytes;
  private long claimed; // what the counts that were read say the body has at least

  BodyInput() {
    super(EMPTY);
  }

  /** Starts on a message; an array-backed body is read in place. */
  void start(ByteBuffer body) {
    lengthBytes = body.remaining();
    claimed = 0;
    if (body.hasArray()) {
      setBuffer(body.array(), body.arrayOffset() + body.position(), body.remaining());
    } else {
      byte[] copy = new byte[body.remaining()];
      body.duplicate().get(copy);
      setBuffer(copy, 0, copy.length);
    }
  }

  void forget() {
    setBuffer(EMPTY, 0, 0);
  }

  int left() {
    return limit - position;
  }

  /**
   * Reads a count of elements that take at least so many bytes each, which are nobody else's: so all counts together
   * can't claim more than the body has, however they are nested.
   */
  int readCount(int bytesPerElement) {
    int count = readVarInt(true);
    if (count < 0 || count > left() / bytesPerElement) {
      throw new SerializationException("cannot decode the message: a count is larger than what is left of it: count="
          + count + ", bytesPerElement=" + bytesPerElement + ", bytesLeft=" + left(), null);
    }
    claimed += (long) count * bytesPerElement;
    if (claimed > lengthBytes) {
      throw new SerializationException("cannot decode the message: its counts together are larger than what is left of it:"
          + " claimed=" + claimed + ", lengthBytes=" + lengthBytes, null);
    }
    return count;
  }

  /** Takes the next bytes, little endian; valid until the message ends. */
  ByteBuffer take(int lengthBytes) {
    require(lengthBytes);
    ByteBuffer room = ByteBuffer.wrap(buffer, position, lengthBytes).slice().order(ByteOrder.LITTLE_ENDIAN);
    position += lengthBytes;
    return room;
  }

  @Override
  public @Nullable String readString() {
    if (position < limit && (buffer[position] & 0x80) != 0) {
      int start = position;
      int chars = readVarIntFlag(true) - 1;
      if (chars > left()) {
        throw new SerializationException("cannot decode the message: a string is longer than what is left of it: chars="
            + chars + ", bytesLeft=" + left(), null);
      }
      position = start;
    }
    return super.readString();
  }

  /** Reads a string that the writer never leaves out. */
  String readName() {
    String name = readString();
    if (name == null) {
      throw new SerializationException("cannot decode the message: a name is missing: position=" + position, null);
    }
    return name;
  }
}
