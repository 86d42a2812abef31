package io.multiprocessing.internal.connection;

import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.SerializationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The body of a message while it arrives. It is kept in segments: bytes are one; of an object the part up to its body's
 * end is one, and each attachment one more, so that an attachment's array becomes part of the decoded object without a
 * copy.
 *
 * <p>A segment grows with what has arrived, to at most four times as much, whatever length the peer claims. For one
 * thread at a time.
 */
final class IncomingMessage {

  /** What the JVM can hold in one array. */
  static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

  private static final int FIRST_CAPACITY = 64 * 1024;
  private static final int GROWTH = 4;

  /** One read's limit: the JDK reads through a direct buffer of the length asked for, and keeps it for the thread. */
  private static final int READ_LIMIT = 128 * 1024;

  private static final int[] NONE = {};
  private static final int PICKLE_MARK = 0x80;

  private final long length;
  private final List<byte[]> whole = new ArrayList<>(1);
  private long arrived;
  private boolean object;
  private boolean complete;
  private int[] attachmentLengths = NONE;
  private byte[] segment;
  private int segmentLength;
  private int filled;

  /**
   * @param start a buffer that holds the body's first bytes from its position on: at least {@link #peekLength} of them
   * @throws BadFrameException if no array is long enough
   */
  IncomingMessage(long length, ByteBuffer start) throws BadFrameException {
    this.length = length;
    long bodyEnd = ObjectMessageDescriptor.bodyEnd(start, start.position(), length);
    object = bodyEnd >= 0 && bodyEnd <= MAX_ARRAY_LENGTH;
    segmentLength = arrayLength(object ? bodyEnd : length);
    segment = new byte[Math.min(segmentLength, FIRST_CAPACITY)];
  }

  /** How many bytes of a message have to be there before it can be begun. */
  static int peekLength(long messageLength) {
    return (int) Math.min(messageLength, ObjectMessageDescriptor.HEADER_LENGTH);
  }

  private static int arrayLength(long length) throws BadFrameException {
    if (length > MAX_ARRAY_LENGTH) {
      throw new BadFrameException(
          "a message of bytes must fit into one array: length=" + length + ", limit=" + MAX_ARRAY_LENGTH);
    }
    return (int) length;
  }

  long length() {
    return length;
  }

  /** Takes from {@code source} what belongs to this message; true when it is whole. */
  boolean takeFrom(ByteBuffer source) throws BadFrameException {
    while (!finishSegments()) {
      int count = Math.min(source.remaining(), segmentLength - filled);
      if (count == 0) {
        return false;
      }
      reserve(count);
      source.get(segment, filled, count);
      advance(count);
    }
    return true;
  }

  /** Whether so much is still to come that it is worth a read into place. */
  boolean wantsMoreThan(int count) {
    return segmentLength - filled > count;
  }

  /** Reads into place, at most to the end of a segment; the result is that of the read. */
  int readFrom(ReadableByteChannel channel) throws IOException {
    reserve(1);
    int room = Math.min(READ_LIMIT, segment.length - filled);
    int count = channel.read(ByteBuffer.wrap(segment, filled, room));
    if (count > 0) {
      advance(count);
    }
    return count;
  }

  private void reserve(int count) {
    int needed = filled + count; // within the segment's length, so no overflow
    if (needed > segment.length) {
      long capacity = Math.max(needed, (long) segment.length * GROWTH);
      segment = Arrays.copyOf(segment, (int) Math.min(capacity, segmentLength));
    }
  }

  private void advance(int count) {
    filled += count;
    arrived += count;
  }

  /** Closes segments that are full; true if the message is. Several can be at once: an attachment may be empty. */
  private boolean finishSegments() throws BadFrameException {
    while (!complete && filled == segmentLength) {
      whole.add(segment);
      if (object && whole.size() == 1) {
        readAttachmentLengths();
      }
      complete = object ? whole.size() == 1 + attachmentLengths.length : arrived == length;
      if (!complete) {
        segmentLength = object ? attachmentLengths[whole.size() - 1] : arrayLength(length - arrived);
        segment = new byte[Math.min(segmentLength, FIRST_CAPACITY)];
        filled = 0;
      }
    }
    return complete;
  }

  private void readAttachmentLengths() {
    ByteBuffer start = ByteBuffer.wrap(whole.get(0));
    int[] lengths = new int[start.getInt(ObjectMessageDescriptor.ATTACHMENT_COUNT_OFFSET)];
    long left = length - arrived;
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = start.getInt(ObjectMessageDescriptor.HEADER_LENGTH + i * Integer.BYTES);
      if (lengths[i] < 0 || lengths[i] > MAX_ARRAY_LENGTH) {
        object = false; // these bytes only look like an object
        return;
      }
      left -= lengths[i];
    }
    object = left == 0;
    attachmentLengths = lengths;
  }

  /** The message as bytes; its own array if it came in one segment. */
  byte[] toBytes() {
    if (whole.size() == 1) {
      return whole.get(0);
    }
    byte[] all = new byte[(int) length];
    int position = 0;
    for (byte[] part : whole) {
      System.arraycopy(part, 0, all, position, part.length);
      position += part.length;
    }
    return all;
  }

  /**
   * The message as an encoded object.
   *
   * @throws SerializationException if it is none
   */
  EncodedMessage toObject() {
    if (!object) {
      byte[] first = whole.get(0);
      boolean pickle = first.length > 1 && (first[0] & 0xff) == PICKLE_MARK;
      throw new SerializationException(
          "the message is not an object of this library" + (pickle ? " but looks like a pickle of Python" : "")
              + ": length=" + length + "; receive with recvBytes what was sent as bytes or by another language",
          null);
    }
    byte[] start = whole.get(0);
    int bodyOffset = ObjectMessageDescriptor.bodyOffset(whole.size() - 1);
    List<ByteBuffer> attachments = new ArrayList<>(whole.size() - 1);
    for (byte[] attachment : whole.subList(1, whole.size())) {
      attachments.add(ByteBuffer.wrap(attachment));
    }
    return new EncodedMessage(ByteBuffer.wrap(start, bodyOffset, start.length - bodyOffset).slice(), attachments);
  }
}
