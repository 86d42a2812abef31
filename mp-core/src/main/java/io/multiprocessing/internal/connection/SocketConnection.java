package io.multiprocessing.internal.connection;

import io.multiprocessing.connection.BufferTooShortException;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.internal.memory.Transfers;
import io.multiprocessing.internal.memory.Travel;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.SerializationException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
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
 *   unsent      written under sending, read without
 *   cutOff      sending
 *   buffered    written under receiving, read without
 * </pre>
 */
final class SocketConnection implements Connection, SelectableSource, Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Wire socket;
  private final transient GatheringByteChannel out;
  private final transient Codec codec;
  private final transient ReentrantLock receiving = new ReentrantLock();
  private final transient ReentrantLock sending = new ReentrantLock();
  private final transient FrameReader reader;
  private final transient SocketWait readable;
  private final transient SocketWait writable;
  private transient volatile @Nullable GatheringWrite unsent; // the rest of a message whose sending broke off
  private transient boolean cutOff; // a part of a message is out, and its rest is lost
  private transient volatile boolean buffered;
  private transient volatile boolean unreadable;
  private transient volatile boolean closed;

  /**
   * @param socket connected; owned by the connection from here on
   * @param reader holds what was read from the socket beyond the handshake
   */
  SocketConnection(Wire socket, FrameReader reader, Codec codec) {
    this(socket, socket, reader, codec);
  }

  /** @param out what is written to: the socket, or one that fails where a test wants it */
  SocketConnection(Wire socket, GatheringByteChannel out, FrameReader reader, Codec codec) {
    this.socket = socket;
    this.out = out;
    this.reader = reader;
    this.codec = codec;
    this.buffered = isBuffered();
    readable = new SocketWait(socket.socket(), SelectionKey.OP_READ);
    writable = new SocketWait(socket.socket(), SelectionKey.OP_WRITE);
  }

  @Override
  public void send(@Nullable Object value) throws IOException {
    checkOpen();
    EncodedMessage message = encode(value);
    List<ByteBuffer> attachments = message.attachments();
    ByteBuffer[] parts = new ByteBuffer[2 + attachments.size()];
    parts[0] = ObjectMessageDescriptor.header(message);
    parts[1] = message.body();
    for (int i = 0; i < attachments.size(); i++) {
      parts[2 + i] = attachments.get(i);
    }
    write(new GatheringWrite(parts));
  }

  /** Of what is counted while it is on its way, nobody would know here whether it arrives. */
  private EncodedMessage encode(@Nullable Object value) {
    Transfers.Encoding encoding = Transfers.encodeForStranger(codec, value);
    if (encoding.transfers() != Transfers.NONE) {
      encoding.transfers().cancel();
      throw new SerializationException(
          "a connection of a pipe can't travel through a socket's connection: connection=" + this
              + "; send it through a pipe or a queue, or give it to a process or a task",
          null);
    }
    return encoding.message();
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
      GatheringWrite rest = unsent;
      if (rest != null) {
        writeAll(rest);
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
    } catch (InterruptedIOException e) {
      e.bytesTransferred = (int) Math.min(message.written(), Integer.MAX_VALUE);
      throw e;
    } finally {
      if (keeps && message.written() > 0) {
        cutOff = true; // unless the next line does what it says
        message.keepOwnCopies();
        unsent = message;
        cutOff = false;
      }
    }
  }

  /**
   * Sends what it can of an earlier message's rest, without waiting: the other side may wait for it, before it sends
   * what is to be received here.
   */
  private void sendRest() throws ClosedChannelException {
    if (unsent == null || !sending.tryLock()) {
      return;
    }
    try {
      GatheringWrite rest = unsent;
      while (rest != null && rest.hasRemaining()) {
        if (rest.writeTo(out) == 0) {
          return;
        }
      }
      unsent = null;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return; // the next send meets the same error, and reports it; what has arrived can still be received
    } finally {
      sending.unlock();
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
        writable.await(Deadline.NEVER, socket.writeInterest());
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends @Nullable Object> T recv() throws IOException {
    IncomingMessage message = receive(Long.MAX_VALUE, Deadline.NEVER);
    return (T) Travel.<@Nullable Object>from(Travel.STRANGER, () -> codec.decode(message.toObject()));
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
      sendRest();
      while (true) {
        switch (reader.advance(socket, maxLength)) {
          case WHOLE:
            return reader.take();
          case END:
            throw endOfFile();
          case PARTIAL:
            if (!readable.await(deadline, socket.readInterest())) {
              throw new SocketTimeoutException("nothing came within the limit");
            }
        }
      }
    } catch (BadFrameException | RuntimeException | Error e) {
      unreadable = true; // where the next message begins is not known
      throw e;
    } catch (ClosedChannelException e) {
      throw closedHere(e);
    } catch (IOException e) {
      if (isReset(e) && !reader.hasArrived()) { // it closed while something that we had sent was unread
        throw (EOFException) endOfFile().initCause(e);
      }
      throw e;
    } finally {
      buffered = isBuffered();
      receiving.unlock();
    }
  }

  private static EOFException endOfFile() {
    return new EOFException("the other side has closed the connection");
  }

  /** As the JDK says it for TCP, and the system for Unix domain sockets. */
  private static boolean isReset(IOException failure) {
    String message = failure.getMessage();
    return message != null && message.startsWith("Connection reset");
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
      sendRest();
      while (!isSomethingThere()) {
        if (deadline.hasPassed() || !readable.await(deadline, socket.readInterest())) {
          return false;
        }
      }
      return true;
    } catch (ClosedChannelException e) {
      throw closedHere(e);
    } finally {
      buffered = isBuffered();
      receiving.unlock();
    }
  }

  /** Looks into what TLS has taken from the socket: no selector would report it. */
  private boolean isBuffered() {
    return reader.hasArrived() || socket.mayHoldInput() && isLookedAhead();
  }

  private boolean isLookedAhead() {
    try {
      return reader.lookAhead(socket);
    } catch (IOException e) {
      return true; // the next receive meets the same error, and reports it
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
    return socket.socket();
  }

  @Override
  public boolean hasBuffered() {
    return buffered;
  }

  @Override
  public boolean confirmReadable() {
    if (socket instanceof PlainWire || !receiving.tryLock()) {
      return true;
    }
    try {
      buffered = isLookedAhead();
      return buffered;
    } finally {
      receiving.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try (readable;
        writable) {
      socket.close();
    }
  }

  /** Gives the socket away, with what was read from it; this object is closed then. */
  FrameSocket toFrames() throws IOException {
    closed = true;
    try (readable;
        writable) {
      return new FrameSocket(socket, reader);
    }
  }

  /** Serializable only to say why it isn't: without this the codec would speak of fields of the JDK. */
  @Serial
  private Object writeReplace() throws InvalidObjectException {
    throw new InvalidObjectException(
        "a connection of a socket can't travel to another process: connection=" + this
            + "; send the address of its listener, or use a pipe");
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a connection of a socket can't travel");
  }

  @Override
  public String toString() {
    return "SocketConnection[" + socket + "]";
  }
}
