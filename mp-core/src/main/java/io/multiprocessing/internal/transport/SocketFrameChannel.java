package io.multiprocessing.internal.transport;

import static io.multiprocessing.internal.protocol.FrameDescriptor.ATTACHMENT_COUNT_OFFSET;
import static io.multiprocessing.internal.protocol.FrameDescriptor.BODY_LENGTH_OFFSET;
import static io.multiprocessing.internal.protocol.FrameDescriptor.HEADER_LENGTH;
import static io.multiprocessing.internal.protocol.FrameDescriptor.KIND_OFFSET;
import static io.multiprocessing.internal.protocol.FrameDescriptor.MAX_ATTACHMENTS;
import static io.multiprocessing.internal.protocol.FrameDescriptor.SEQUENCE_OFFSET;
import static io.multiprocessing.internal.protocol.FrameDescriptor.VERSION;
import static io.multiprocessing.internal.protocol.FrameDescriptor.VERSION_OFFSET;

import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a stream socket.
 *
 * <p>An interrupt of a thread in a blocking operation of a {@link SocketChannel} closes it. The parent's end is used by
 * the application's own threads, whose interrupts must not cost a worker, so it is {@linkplain #uninterruptible not
 * blocking} and waits in a {@link Readiness}; the child's end is used by threads that this library shields, so it can
 * {@linkplain #blocking block}, which spares a starting child the selectors.
 *
 * <p>Small frames are collected in a direct buffer and leave in one system call; a body or attachment that doesn't fit
 * there is copied through it, slice by slice, so that the socket never makes the JDK allocate a direct buffer of the
 * payload's size. A received body lies in an array that the channel uses again; a received attachment is read into an
 * array of its own, which becomes part of the decoded object.
 */
public final class SocketFrameChannel implements FrameChannel {

  private static final int BUFFER_LENGTH = 128 * 1024;

  private final SocketChannel socket;
  private final @Nullable Readiness readable; // null if the socket blocks
  private final @Nullable Readiness writable; // null if the socket blocks
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_LENGTH); // guarded by this
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_LENGTH).limit(0); // the receiving thread's
  private byte[] body = new byte[1024]; // the receiving thread's

  private SocketFrameChannel(SocketChannel socket, @Nullable Readiness readable, @Nullable Readiness writable) {
    this.socket = socket;
    this.readable = readable;
    this.writable = writable;
  }

  /** Frames over a socket in blocking mode; an interrupt of a thread that uses it closes it. */
  public static SocketFrameChannel blocking(SocketChannel socket) {
    return new SocketFrameChannel(socket, null, null);
  }

  /** Frames over a socket that is put into non-blocking mode; its waits outlast interrupts and leave the flag set. */
  public static SocketFrameChannel uninterruptible(SocketChannel socket) throws IOException {
    socket.configureBlocking(false);
    Readiness readable = new Readiness(socket, SelectionKey.OP_READ);
    try {
      return new SocketFrameChannel(socket, readable, new Readiness(socket, SelectionKey.OP_WRITE));
    } catch (IOException | RuntimeException e) { // descriptors ran out
      readable.close();
      throw e;
    }
  }

  @Override
  public synchronized void write(FrameKind kind, long sequence, EncodedMessage message) throws IOException {
    List<ByteBuffer> attachments = message.attachments();
    int count = attachments.size();
    if (count > MAX_ATTACHMENTS) {
      throw new IOException("a frame has at most " + MAX_ATTACHMENTS + " attachments: attachments=" + count);
    }
    if (out.remaining() < HEADER_LENGTH) {
      flush();
    }
    int start = out.position();
    out.put(start + VERSION_OFFSET, (byte) VERSION);
    out.put(start + KIND_OFFSET, (byte) kind.code());
    out.putShort(start + ATTACHMENT_COUNT_OFFSET, (short) count);
    out.putInt(start + BODY_LENGTH_OFFSET, message.body().remaining());
    out.putLong(start + SEQUENCE_OFFSET, sequence);
    out.position(start + HEADER_LENGTH);
    for (int i = 0; i < count; i++) {
      if (out.remaining() < Integer.BYTES) {
        flush();
      }
      out.putInt(attachments.get(i).remaining());
    }
    copy(message.body());
    for (int i = 0; i < count; i++) {
      copy(attachments.get(i));
    }
  }

  private void copy(ByteBuffer payload) throws IOException {
    int position = payload.position();
    int end = payload.limit();
    while (position < end) {
      if (!out.hasRemaining()) {
        flush();
      }
      int length = Math.min(out.remaining(), end - position);
      out.put(out.position(), payload, position, length);
      out.position(out.position() + length);
      position += length;
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    out.flip();
    try {
      while (out.hasRemaining()) {
        if (socket.write(out) == 0 && writable != null) {
          writable.await();
        }
      }
    } finally {
      out.clear();
    }
  }

  @Override
  public @Nullable Frame receive() throws IOException {
    if (!fill(HEADER_LENGTH, true)) {
      return null;
    }
    int start = in.position();
    int version = in.get(start + VERSION_OFFSET);
    if (version != VERSION) {
      throw new IOException("parent and child must be of one version: expected=" + VERSION + ", received=" + version);
    }
    int kindCode = in.get(start + KIND_OFFSET) & 0xff;
    int count = in.getShort(start + ATTACHMENT_COUNT_OFFSET) & 0xffff;
    int bodyLength = in.getInt(start + BODY_LENGTH_OFFSET);
    long sequence = in.getLong(start + SEQUENCE_OFFSET);
    in.position(start + HEADER_LENGTH);
    if (bodyLength < 0) {
      throw new IOException("a frame's body cannot have a negative length: bodyLength=" + bodyLength);
    }
    int[] lengths = new int[count];
    for (int i = 0; i < count; i++) {
      fill(Integer.BYTES, false);
      lengths[i] = in.getInt();
    }
    ByteBuffer received = receiveBody(bodyLength);
    List<ByteBuffer> attachments = new ArrayList<>(count);
    for (int length : lengths) {
      if (length < 0) {
        throw new IOException("an attachment cannot have a negative length: length=" + length);
      }
      byte[] bytes = new byte[length];
      readFully(bytes, length);
      attachments.add(ByteBuffer.wrap(bytes));
    }
    return new Frame(FrameKind.of(kindCode), kindCode, sequence, new EncodedMessage(received, attachments));
  }

  private ByteBuffer receiveBody(int length) throws IOException {
    if (length > body.length) {
      body = new byte[length <= BUFFER_LENGTH ? Math.min(BUFFER_LENGTH, Integer.highestOneBit(length) << 1) : length];
    }
    byte[] bytes = body;
    if (body.length > BUFFER_LENGTH) {
      body = new byte[1024]; // a giant is not worth keeping
    }
    readFully(bytes, length);
    return ByteBuffer.wrap(bytes, 0, length);
  }

  private void readFully(byte[] target, int length) throws IOException {
    int done = 0;
    while (done < length) {
      if (!in.hasRemaining()) {
        fill(1, false);
      }
      int part = Math.min(in.remaining(), length - done);
      in.get(target, done, part);
      done += part;
    }
  }

  /**
   * Makes at least {@code length} bytes readable; false if the stream ended before the first of them and that is
   * allowed.
   */
  private boolean fill(int length, boolean endAllowed) throws IOException {
    if (in.remaining() >= length) {
      return true;
    }
    in.compact();
    try {
      while (in.position() < length) {
        int count = socket.read(in);
        if (count < 0) {
          if (endAllowed && in.position() == 0) {
            return false;
          }
          throw new EOFException("got end of file during a frame");
        }
        if (count == 0 && readable != null) {
          readable.await();
        }
      }
    } finally {
      in.flip();
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    if (readable != null) {
      readable.close();
    }
    if (writable != null) {
      writable.close();
    }
  }
}
