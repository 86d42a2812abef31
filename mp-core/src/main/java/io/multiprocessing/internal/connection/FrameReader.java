package io.multiprocessing.internal.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames from a channel in non-blocking mode, as far as they have arrived; see {@link MessageFrameDescriptor}. It
 * reads ahead into a small buffer, so that a small message costs one system call. For one thread at a time.
 */
final class FrameReader {

  /** How far {@link #advance} came. */
  enum Progress {
    /** A message is there: {@link FrameReader#take}. */
    WHOLE,
    /** More has to arrive. */
    PARTIAL,
    /** The stream has ended between two messages. */
    END
  }

  private static final int USUAL_CAPACITY = 8 * 1024;

  private int capacity;
  private @Nullable ByteBuffer in; // between position and limit: read, and not yet part of a message
  private @Nullable IncomingMessage message;
  private boolean whole;

  private FrameReader(int capacity) {
    this.capacity = capacity;
  }

  static FrameReader create() {
    return new FrameReader(USUAL_CAPACITY);
  }

  /** For a peer that has not proved itself: doesn't even read more than a frame of {@code maxLength} bytes. */
  static FrameReader forNewcomer(int maxLength) {
    return new FrameReader(MessageFrameDescriptor.HEADER_LENGTH + maxLength);
  }

  /** Reads ahead as usual from now on. */
  void widen() {
    capacity = USUAL_CAPACITY;
    if (in != null) {
      in = ByteBuffer.allocate(capacity).put(in).flip();
    }
  }

  /**
   * Reads until a message is whole, or nothing more is there, or the stream ends.
   *
   * @param maxLength the longest message that is wanted
   * @throws BadFrameException if the next frame is longer, or none at all
   * @throws IOException if the channel fails, or ends inside a frame
   */
  Progress advance(ReadableByteChannel channel, long maxLength) throws IOException {
    try {
      return assembleFrom(channel, maxLength);
    } catch (BadFrameException e) {
      message = null; // nothing can be read any more
      in = null;
      throw e;
    }
  }

  private Progress assembleFrom(ReadableByteChannel channel, long maxLength) throws IOException {
    while (!assemble(maxLength)) {
      boolean intoPlace = message != null && message.wantsMoreThan(capacity);
      int count = intoPlace ? message.readFrom(channel) : fill(channel);
      if (count == 0) {
        return Progress.PARTIAL;
      }
      if (count < 0) {
        if (!hasArrived()) {
          return Progress.END;
        }
        throw new IOException("got end of file during message" + hint(claimedLength()));
      }
    }
    return Progress.WHOLE;
  }

  /** The message that {@link #advance} found. */
  IncomingMessage take() {
    IncomingMessage taken = message;
    if (taken == null || !whole) {
      throw new IllegalStateException("there is no whole message");
    }
    message = null;
    whole = false;
    return taken;
  }

  /**
   * Reads ahead, if nothing is here yet. Takes no more memory than the buffer, whatever length a peer claims.
   *
   * @return whether a part of a message, or the end of the stream, is here
   * @throws IOException if the channel fails
   */
  boolean lookAhead(ReadableByteChannel channel) throws IOException {
    return hasArrived() || fill(channel) != 0;
  }

  /** Whether a part of a message is here. Reads nothing from the channel, and takes no memory. */
  boolean hasArrived() {
    return message != null || in != null && in.hasRemaining();
  }

  private int fill(ReadableByteChannel channel) throws IOException {
    if (in == null) {
      in = ByteBuffer.allocate(capacity).limit(0);
    }
    in.compact();
    try {
      return channel.read(in);
    } finally {
      in.flip();
    }
  }

  /** Goes as far as the bytes that were read allow. */
  private boolean assemble(long maxLength) throws BadFrameException {
    if (message == null && !begin(maxLength)) {
      return false;
    }
    if (message.length() > maxLength) { // begun when more was wanted
      throw tooLong(message.length(), maxLength);
    }
    whole = message.takeFrom(in);
    return whole;
  }

  private boolean begin(long maxLength) throws BadFrameException {
    if (in == null || in.remaining() < MessageFrameDescriptor.HEADER_LENGTH) {
      return false;
    }
    int start = in.position();
    long length = in.getInt(start + MessageFrameDescriptor.LENGTH_OFFSET);
    int headerLength = MessageFrameDescriptor.HEADER_LENGTH;
    if (length == MessageFrameDescriptor.LONG_MARK) {
      headerLength = MessageFrameDescriptor.LONG_HEADER_LENGTH;
      if (in.remaining() < headerLength) {
        return false;
      }
      length = in.getLong(start + MessageFrameDescriptor.LONG_LENGTH_OFFSET);
      if (length < 0) {
        throw tooLong(length, maxLength);
      }
    } else if (length < 0) {
      throw new BadFrameException("bad message length: a length can't be negative: length=" + length);
    }
    if (length > maxLength) {
      throw tooLong(length, maxLength);
    }
    if (in.remaining() < headerLength + IncomingMessage.peekLength(length)) {
      return false;
    }
    ByteBuffer body = in.duplicate().position(start + headerLength);
    message = new IncomingMessage(length, body);
    in.position(start + headerLength);
    return true;
  }

  private static BadFrameException tooLong(long length, long maxLength) {
    return new BadFrameException("bad message length: length=" + Long.toUnsignedString(length) + ", limit=" + maxLength + hint(length));
  }

  private long claimedLength() {
    if (message != null) {
      return message.length();
    }
    return in == null || in.remaining() < Integer.BYTES ? 0 : in.getInt(in.position());
  }

  /** A record of TLS, in place of a frame, begins with its kind and the number 3. */
  private static String hint(long length) {
    long kind = length >>> 24;
    boolean record = kind >= 0x14 && kind <= 0x17 && (length >>> 16 & 0xff) == 3;
    return record ? "; this looks like TLS: the other side has it, and this side hasn't" : "";
  }
}
