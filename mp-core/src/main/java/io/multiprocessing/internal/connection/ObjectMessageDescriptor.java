package io.multiprocessing.internal.connection;

import io.multiprocessing.serialization.EncodedMessage;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The layout of an object in the body of a message. All numbers are big endian.
 *
 * <pre>
 *   0                     4                     8                     12
 *  +---------------------+---------------------+---------------------+---------------------------
 *  | magic "MPO" and 1   | attachment count    | body length         | length of attachment 0 ...
 *  +---------------------+---------------------+---------------------+---------------------------
 *  | body ... | attachment 0 ... | attachment 1 ...
 *  +----------+------------------+------------------
 * </pre>
 *
 * The parts fill the message exactly. The last byte of the magic is the layout's version. A pickle can't be mistaken
 * for it: from protocol 2 on it begins with 0x80.
 */
final class ObjectMessageDescriptor {

  static final int MAGIC = 'M' << 24 | 'P' << 16 | 'O' << 8 | 1;

  static final int MAGIC_OFFSET = 0;
  static final int ATTACHMENT_COUNT_OFFSET = MAGIC_OFFSET + Integer.BYTES;
  static final int BODY_LENGTH_OFFSET = ATTACHMENT_COUNT_OFFSET + Integer.BYTES;
  static final int HEADER_LENGTH = BODY_LENGTH_OFFSET + Integer.BYTES;

  private ObjectMessageDescriptor() {}

  /** Where the body begins, behind the attachments' lengths. */
  static int bodyOffset(int attachmentCount) {
    return HEADER_LENGTH + attachmentCount * Integer.BYTES;
  }

  /** How long the body of a frame with this object is. */
  static long lengthBytes(EncodedMessage message) {
    return bodyOffset(message.attachments().size()) + message.lengthBytes();
  }

  /** The frame's header, and this layout up to the object's body. */
  static ByteBuffer header(EncodedMessage message) {
    List<ByteBuffer> attachments = message.attachments();
    ByteBuffer header =
        ByteBuffer.allocate(MessageFrameDescriptor.LONG_HEADER_LENGTH + bodyOffset(attachments.size()));
    MessageFrameDescriptor.putHeader(header, lengthBytes(message));
    header.putInt(MAGIC).putInt(attachments.size()).putInt(message.body().remaining());
    for (ByteBuffer attachment : attachments) {
      header.putInt(attachment.remaining());
    }
    return header.flip();
  }

  /**
   * Given the first {@link #HEADER_LENGTH} bytes of a message, how long all before the attachments is; or -1 if the
   * message is no object.
   */
  static long bodyEnd(ByteBuffer start, int offset, long messageLength) {
    if (messageLength < HEADER_LENGTH || start.getInt(offset + MAGIC_OFFSET) != MAGIC) {
      return -1;
    }
    int count = start.getInt(offset + ATTACHMENT_COUNT_OFFSET);
    int bodyLength = start.getInt(offset + BODY_LENGTH_OFFSET);
    if (count < 0 || count > EncodedMessage.MAX_ATTACHMENTS || bodyLength < 0) {
      return -1;
    }
    long end = (long) bodyOffset(count) + bodyLength;
    return end <= messageLength ? end : -1;
  }
}
