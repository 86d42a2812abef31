package io.multiprocessing.internal.connection;

import io.multiprocessing.connection.BufferTooShortException;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.internal.memory.Transfers;
import io.multiprocessing.internal.memory.Watchable;
import io.multiprocessing.internal.sync.WaitBudget;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one end of a pipe. Several connections to an end, in one process or in several, share it message by
 * message.
 *
 * <p>A message goes into the ring from where it lies, and from there to where the receiver wants it. A sender that is
 * interrupted takes back what it has sent of its message: the receiver never sees it.
 */
final class PipeConnection implements Connection, Watchable, Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private static final Cleaner CLEANER = Cleaner.create();

  private final transient PipeMemory memory;
  private final transient int end;
  private final transient @Nullable LaneWriter writer;
  private final transient @Nullable LaneReader reader;
  private final transient Cleaner.Cleanable hold;
  private transient volatile boolean closed;
  private transient volatile boolean unreadable;

  PipeConnection(PipeMemory memory, int end) {
    this.memory = memory;
    this.end = end;
    this.writer = memory.writer(end);
    this.reader = memory.reader(end);
    this.hold = CLEANER.register(this, new Hold(memory, end));
  }

  // --- Sending ------------------------------------------------------------------------------------------------------

  @Override
  public void send(@Nullable Object value) throws IOException {
    LaneWriter lane = requireWriter();
    Transfers.Encoding encoding = Transfers.encode(Pipes.Objects.CODEC, value);
    boolean sent = false;
    try {
      lane.send(Outgoing.object(encoding.message()), this);
      sent = true;
    } finally {
      if (!sent) {
        encoding.transfers().cancel();
      }
    }
  }

  @Override
  public void sendBytes(byte[] buffer, int offset, int size) throws IOException {
    Objects.checkFromIndexSize(offset, size, buffer.length);
    requireWriter().send(Outgoing.bytes(ByteBuffer.wrap(buffer, offset, size)), this);
  }

  @Override
  public void sendBytes(ByteBuffer message) throws IOException {
    requireWriter().send(Outgoing.bytes(message), this);
    message.position(message.limit());
  }

  private LaneWriter requireWriter() throws IOException {
    requireOpen();
    if (writer == null) {
      throw new IOException("the connection is read-only: it is the first end of a one-way pipe");
    }
    return writer;
  }

  // --- Receiving ----------------------------------------------------------------------------------------------------

  @Override
  @SuppressWarnings({"unchecked", "NullAway"})
  public <T extends @Nullable Object> T recv() throws IOException {
    Incoming message = requireReader().receive(Long.MAX_VALUE, null, this);
    return (T) Pipes.Objects.CODEC.decode(message.toObject());
  }

  @Override
  public byte[] recvBytes(int maxLength) throws IOException {
    if (maxLength < 0) {
      throw new IllegalArgumentException("maxLength must be at least 0: maxLength=" + maxLength);
    }
    try {
      return requireReader().receive(maxLength, null, this).toBytes();
    } catch (MessageTooLongException e) {
      unreadable = true; // as in Python, where the stream is lost
      if (writer == null) {
        close();
      }
      throw e;
    }
  }

  @Override
  public int recvBytesInto(ByteBuffer buffer) throws IOException {
    if (buffer.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    Incoming message = requireReader().receive(Long.MAX_VALUE, buffer, this);
    int length = (int) message.total();
    if (message.isInBuffer()) {
      buffer.position(buffer.position() + length);
      return length;
    }
    byte[] bytes = message.toBytes();
    if (bytes.length > buffer.remaining()) {
      throw new BufferTooShortException(buffer.remaining(), bytes);
    }
    buffer.put(bytes);
    return length;
  }

  @Override
  public boolean poll(Duration timeout) throws IOException {
    WaitBudget budget = WaitBudget.interruptible(timeout);
    return requireReader().awaitReady(budget, this);
  }

  private LaneReader requireReader() throws IOException {
    requireOpen();
    if (reader == null) {
      throw new IOException("the connection is write-only: it is the second end of a one-way pipe");
    }
    if (unreadable) {
      throw new IOException(
          "the connection can't be read any more, because a message was longer than allowed; close it");
    }
    return reader;
  }

  // --- Waiting for several ------------------------------------------------------------------------------------------

  @Override
  public boolean isReadyNow() {
    return requireWatchable().isReady();
  }

  @Override
  public void watch() {
    requireWatchable().watch();
  }

  private LaneReader requireWatchable() {
    if (closed) {
      throw new IllegalStateException("a closed connection can't be waited for: connection=" + this);
    }
    if (reader == null) {
      throw new IllegalArgumentException(
          "only a connection that receives can be waited for, and this is the sending end of a one-way pipe:"
              + " connection=" + this);
    }
    return reader;
  }

  // --- State --------------------------------------------------------------------------------------------------------

  @Override
  public boolean isReadable() {
    return reader != null && !unreadable;
  }

  @Override
  public boolean isWritable() {
    return writer != null;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("the connection is closed: connection=" + this);
    }
  }

  /** Before each sleep of a call. */
  void check() throws IOException {
    requireOpen();
    if (Thread.currentThread().isInterrupted()) {
      throw Turn.interrupted();
    }
  }

  /** Makes the connection travel as a handle, with a ticket by which the end stays open until it has arrived. */
  @Serial
  private Object writeReplace() throws InvalidObjectException {
    if (closed) {
      throw new InvalidObjectException("a closed connection can't be sent: connection=" + this);
    }
    PipeHandle handle = memory.depart(end);
    Transfers.note(() -> memory.arrive(handle));
    return handle;
  }

  @Serial
  private void readObject(java.io.ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a connection of a pipe travels as a handle");
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      hold.clean();
      memory.disturb(end);
    }
  }

  @Override
  public String toString() {
    return "PipeConnection[end=" + (end + 1) + (closed ? ", closed, " : ", ") + memory + "]";
  }
}
