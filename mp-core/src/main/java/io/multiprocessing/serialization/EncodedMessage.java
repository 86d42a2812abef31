package io.multiprocessing.serialization;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An encoded object: a body, and beside it the large byte arrays and buffers that the body refers to by position. The
 * attachments are the caller's own arrays, wrapped, not copied: they must not change until the message has been sent.
 *
 * @param body the codec's bytes, from position to limit
 * @param attachments large payloads, in the order in which the body refers to them, each from position to limit
 */
public record EncodedMessage(ByteBuffer body, List<ByteBuffer> attachments) {

  /** As many attachments as a message has at most; further payloads are part of the body. */
  public static final int MAX_ATTACHMENTS = 0xffff;

  public EncodedMessage {
    attachments = List.copyOf(attachments);
  }

  /** The same message with attachments of its own: it stays as it is whatever the caller does with its arrays. */
  public EncodedMessage withOwnAttachments() {
    if (attachments.isEmpty()) {
      return this;
    }
    List<ByteBuffer> copies = new ArrayList<>(attachments.size());
    for (ByteBuffer attachment : attachments) {
      copies.add(ByteBuffer.allocate(attachment.remaining()).put(attachment.duplicate()).flip());
    }
    return new EncodedMessage(body, copies);
  }

  /** How many bytes this message has in all. */
  public long lengthBytes() {
    long length = body.remaining();
    for (ByteBuffer attachment : attachments) {
      length += attachment.remaining();
    }
    return length;
  }
}
