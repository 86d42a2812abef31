package io.multiprocessing.internal.connection;

import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.SerializationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message while it is copied out of a ring: bytes and the body of an object into one array, or straight into the
 * receiver's buffer; attachments into an array each, which becomes a part of the decoded object. Writers of a pipe are
 * of the same tree of processes, so its length is believed, and nothing is copied twice. For one thread at a time.
 */
final class Incoming {

  /** What the JVM can hold in one array. */
  static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

  private static final int COUNT = 0;
  private static final int LENGTHS = 1;
  private static final int BODY = 2;

  private final int content;
  private final long total;
  private final List<byte[]> segments = new ArrayList<>(1);
  private long received;
  private byte[] segment;
  private int filled;
  private @Nullable ByteBuffer target;

  /**
   * @param content {@link PipeDescriptor#BYTES} and its kind
   * @param buffer where the receiver would like to have it, if there is room for it
   */
  Incoming(int content, long total, @Nullable ByteBuffer buffer) throws IOException {
    this.content = content;
    this.total = total;
    if (content == PipeDescriptor.PARTS) {
      segment = new byte[Integer.BYTES];
    } else if (buffer != null && buffer.remaining() >= total) {
      target = buffer;
      segment = new byte[0];
    } else {
      segment = new byte[(int) total]; // both kinds are made from one array or buffer
    }
  }

  long total() {
    return total;
  }

  long received() {
    return received;
  }

  boolean isWhole() {
    return received == total;
  }

  /** Takes bytes that lie in one place. */
  void take(MappedByteBuffer memory, int offset, int count) {
    if (target != null) {
      target.put(target.position() + (int) received, memory, offset, count);
      received += count;
      return;
    }
    int copied = 0;
    while (copied < count) {
      int step = Math.min(count - copied, segment.length - filled);
      memory.get(offset + copied, segment, filled, step);
      copied += step;
      filled += step;
      if (content == PipeDescriptor.PARTS) {
        finishSegments();
      }
    }
    received += count;
  }

  /** Goes on to the next array when one is full; also over those of length zero, of which the last may be one. */
  private void finishSegments() {
    while (filled == segment.length && !(segments.size() > BODY && segments.size() == 1 + BODY + attachments())) {
      segments.add(segment);
      filled = 0;
      segment = new byte[nextLength()];
    }
  }

  private int attachments() {
    return ByteBuffer.wrap(segments.get(COUNT)).order(ByteOrder.nativeOrder()).getInt();
  }

  private int attachmentLength(int index) {
    return ByteBuffer.wrap(segments.get(LENGTHS)).order(ByteOrder.nativeOrder()).getInt(index * Integer.BYTES);
  }

  private int nextLength() {
    int count = attachments();
    if (segments.size() == LENGTHS) {
      return count * Integer.BYTES;
    }
    if (segments.size() == BODY) {
      long length = total - Integer.BYTES - (long) count * Integer.BYTES;
      for (int i = 0; i < count; i++) {
        length -= attachmentLength(i);
      }
      return (int) length;
    }
    int next = segments.size() - BODY - 1;
    return next < count ? attachmentLength(next) : 0;
  }

  /** Keeps what has arrived apart from the receiver's buffer, which is the receiver's again. */
  void leaveBuffer() {
    ByteBuffer buffer = target;
    if (buffer != null) {
      segment = new byte[(int) total];
      filled = (int) received;
      buffer.get(buffer.position(), segment, 0, filled);
      target = null;
    }
  }

  /** Whether the message is in the receiver's buffer. */
  boolean isInBuffer() {
    return target != null;
  }

  /**
   * The message as bytes; without a copy, unless it is an object with attachments.
   *
   * @throws IOException if no array is long enough
   */
  byte[] toBytes() throws IOException {
    if (content != PipeDescriptor.PARTS) {
      return segment;
    }
    if (total > MAX_ARRAY_LENGTH) {
      throw new IOException("the message doesn't fit into one array: length=" + total + ", limit=" + MAX_ARRAY_LENGTH
          + "; receive with recv what was sent as an object");
    }
    ByteBuffer all = ByteBuffer.allocate((int) total);
    segments.forEach(all::put);
    return all.array();
  }

  /**
   * The message as an encoded object.
   *
   * @throws SerializationException if it was sent as bytes
   */
  EncodedMessage toObject() {
    if (content == PipeDescriptor.BYTES) {
      throw new SerializationException(
          "the message is not an object: length=" + total + "; receive with recvBytes what was sent with sendBytes",
          null);
    }
    if (content == PipeDescriptor.OBJECT) {
      return new EncodedMessage(ByteBuffer.wrap(segment), List.of());
    }
    List<ByteBuffer> attachments = new ArrayList<>(segments.size() - BODY - 1);
    for (byte[] attachment : segments.subList(BODY + 1, segments.size())) {
      attachments.add(ByteBuffer.wrap(attachment));
    }
    return new EncodedMessage(ByteBuffer.wrap(segments.get(BODY)), attachments);
  }
}
