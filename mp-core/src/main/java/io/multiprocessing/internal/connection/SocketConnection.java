package io.multiprocessing.internal.connection;

import io.multiprocessing.connection.BufferTooShortException;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a TCP or Unix domain socket, in the frames of CPython; see {@link MessageFrameDescriptor} and, for
 * objects, {@link ObjectMessageDescriptor}.
 *
 * <p>The socket is in non-blocking mode, because an interrupt of a thread in a blocking operation would close it.
 * Receiving and sending have a lock each, held while a thread waits for the socket; close() takes neither.
 *
 * <pre>
 *   field       guard
 *   reader      receiving
 *   unsent      sending
 *   cutOff      sending
 *   buffered    written under receiving, read without
 * </pre>
 */
final class SocketConnection implements Connection, SelectableSource {

  private final SocketChannel socket;
  private final GatheringByteChannel out;
  private final Codec codec;
  private final ReentrantLock receiving = new ReentrantLock();
  private final ReentrantLock sending = new ReentrantLock();
  private final FrameReader reader;
  private final SocketWait readable;
  private final SocketWait writable;
  private @Nullable GatheringWrite unsent; // the rest of a message whose sender was interrupted or failed
  private boolean cutOff; // a part of a message is out, and its rest is lost
  private volatile boolean buffered;
  private volatile boolean unreadable;
  private volatile boolean closed;

  /**
   * @param socket a connected socket in non-blocking mode, owned by the connection from here on
   * @param reader holds what was read from the socket beyond the handshake
   */
  SocketConnection(SocketChannel socket, FrameReader reader, Codec codec) {
    this(socket, socket, reader, codec);
  }

  /** @param out what is written to: the socket, or one that fails where a test wants it */
  SocketConnection(SocketChannel socket, GatheringByteChannel out, FrameReader reader, Codec codec) {
    this.socket = socket;
    this.out = out;
    this.reader = reader;
    this.codec = codec;
    this.buffered = reader.hasArrived();
    readable = new SocketWait(socket, SelectionKey.OP_READ);
    writable = new SocketWait(socket, SelectionKey.OP_WRITE);
  }

  @Override
  public void send(@Nullable Object value) throws IOException {
    checkOpen();
    EncodedMessage message = codec.encode(value);
    List<ByteBuffer> attachments = message.attachments();
    ByteBuffer[] parts = new ByteBuffer[2 + attachments.size()];
    parts[0] = ObjectMessageDescriptor.header(message);
    parts[1] = message.body();
    for (int i = 0; i < attachments.size(); i++) {
      parts[2 + i] = attachments.get(i);
    }
    write(new GatheringWrite(parts));
  }

  @Override
  public void sendBytes(ByteBuffer message) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(MessageFrameDescriptor.HEADER_LENGTH);
    MessageFrameDescriptor.putHeader(header, message.remaining());
    write(new GatheringWrite(header.flip(), message));
    message.position(message.limit());
  }

  private void write(GatheringWrite message) throws IOException {
    Turns.take(sending);
    try {
      checkOpen();
      checkNotCutOff();
      if (unsent != null) {
        writeAll(unsent);
        unsent = null;
      }
      writeOrKeepRest(message);
    } catch (ClosedChannelException e) {
      throw closedHere(e);
    } finally {
      sending.unlock();
    }
  }

  /** The rest of a message that has begun is kept, whatever went wrong: else the next one would lie inside of it. */
  private void writeOrKeepRest(GatheringWrite message) throws IOException {
    boolean keeps = true;
    try {
      writeAll(message);
      keeps = false;
    } catch (ClosedChannelException e) {
      keeps = false; // nobody sends any more
      throw e;
    } finally {
      if (keeps && message.hasBegun()) {
        cutOff = true; // unless the next line does what it says
        message.keepOwnCopies();
        unsent = message;
        cutOff = false;
      }
    }
  }

  private void checkNotCutOff() throws IOException {
    if (cutOff) {
      throw new IOException(
          "the connection can't be written any more, because a message was cut off when memory was short; close it");
    }
  }

  private void writeAll(GatheringWrite message) throws IOException {
    while (message.hasRemaining()) {
      if (message.writeTo(out) == 0) {
        writable.await(Deadline.NEVER);
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends @Nullable Object> T recv() throws IOException {
    IncomingMessage message = receive(Long.MAX_VALUE, Deadline.NEVER);
    return (T) codec.decode(message.toObject());
  }

  @Override
  public byte[] recvBytes(int maxLength) throws IOException {
    if (maxLength < 0) {
      throw new IllegalArgumentException("maxLength must be at least 0: maxLength=" + maxLength);
    }
    return recvBytes(maxLength, Deadline.NEVER);
  }

  /** As {@link #recvBytes(int)}, with a {@link SocketTimeoutException} when the deadline comes first. */
  byte[] recvBytes(int maxLength, Deadline deadline) throws IOException {
    return receive(Math.min(maxLength, IncomingMessage.MAX_ARRAY_LENGTH), deadline).toBytes();
  }

  @Override
  public int recvBytesInto(ByteBuffer buffer) throws IOException {
    if (buffer.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    byte[] message = recvBytes();
    if (message.length > buffer.remaining()) {
      throw new BufferTooShortException(buffer.remaining(), message);
    }
    buffer.put(message);
    return message.length;
  }

  private IncomingMessage receive(long maxLength, Deadline deadline) throws IOException {
    Turns.take(receiving);
    try {
      checkReadable();
      while (true) {
        switch (reader.advance(socket, maxLength)) {
          case WHOLE:
            return reader.take();
          case END:
            throw new EOFException("the other side has closed the connection");
          case PARTIAL:
            if (!readable.await(deadline)) {
              throw new SocketTimeoutException("nothing came within the limit");
            }
        }
      }
    } catch (BadFrameException | RuntimeException | Error e) {
      unreadable = true; // where the next message begins is not known
      throw e;
    } catch (ClosedChannelException e) {
      throw closedHere(e);
    } finally {
      buffered = reader.hasArrived();
      receiving.unlock();
    }
  }

  @Override
  public boolean poll(Duration timeout) throws IOException {
    checkReadable();
    Deadline deadline = Deadline.after(timeout);
    if (!Turns.take(receiving, deadline)) {
      return false; // another thread receives, and what comes is its
    }
    try {
      checkReadable();
      while (!isSomethingThere()) {
        if (deadline.hasPassed() || !readable.await(deadline)) {
          return false;
        }
      }
      return true;
    } catch (ClosedChannelException e) {
      throw closedHere(e);
    } finally {
      buffered = reader.hasArrived();
      receiving.unlock();
    }
  }

  private boolean isSomethingThere() throws IOException {
    try {
      return reader.lookAhead(socket);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return true; // the next receive meets the same error, and reports it
    }
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("the connection is closed");
    }
  }

  private void checkReadable() throws IOException {
    checkOpen();
    if (unreadable) {
      throw new IOException(
          "the connection can't be read any more, because a message of bad length came or memory was short; close it");
    }
  }

  private static IOException closedHere(ClosedChannelException cause) {
    return new IOException("the connection was closed meanwhile", cause);
  }

  @Override
  public boolean isReadable() {
    return !unreadable;
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public SelectableChannel channel() {
    return socket;
  }

  @Override
  public boolean hasBuffered() {
    return buffered;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try (readable;
        writable) {
      socket.close();
    }
  }

  @Override
  public String toString() {
    return "SocketConnection[" + socket + "]";
  }
}
