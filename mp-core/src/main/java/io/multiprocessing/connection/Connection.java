package io.multiprocessing.connection;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One end of a message-oriented, reliable, ordered connection to another process, or to another part of this one.
 * Messages keep their boundaries; one of zero bytes is a message too.
 *
 * <p><b>Objects and bytes.</b> {@link #send} and {@link #recv} exchange objects, encoded by this library's codec;
 * {@link #sendBytes} and {@link #recvBytes} exchange bytes as they are, which is what a peer in another language
 * understands. What was sent by one kind has to be received by the same kind.
 *
 * <p><b>Threads.</b> Safe for use by several threads: each message is sent and received whole. Which of several
 * receiving threads gets a message is not defined.
 *
 * <p><b>Waiting.</b> Receiving blocks until a message, the end of the connection, or an interrupt; sending blocks while
 * the peer doesn't read and what lies between is full. An interrupted operation throws {@link
 * java.io.InterruptedIOException} with the thread's interrupt status set; the connection stays usable, and a message of
 * which a part had arrived is received whole by the next call. If an interrupted {@code send} had already handed over a
 * part of its message, a socket's connection owes the rest: the exception's {@code bytesTransferred} is greater than
 * zero, so don't send the message again. The rest goes out before the next message, or as far as there is room when
 * something is received, or is given up with {@link #close}. A pipe's connection takes the message back, and it is
 * never received; {@code bytesTransferred} is zero then.
 *
 * <p><b>Travelling.</b> A connection of a pipe can be sent to other processes. One of a socket can't, which is a {@link
 * io.multiprocessing.serialization.SerializationException}: send the address of its listener, or use a pipe.
 *
 * <p><b>The end.</b> When the other side has closed its end, or every process that had it open has died, receiving
 * first returns what was still sent, then throws {@link java.io.EOFException}; sending throws an {@link IOException}.
 *
 * <p>Whoever got the connection closes it; the garbage collector is no substitute. Python: {@code
 * multiprocessing.connection.Connection}.
 */
public interface Connection extends Closeable {

  /**
   * Sends an object; null is one. Python: {@code send}.
   *
   * @throws io.multiprocessing.serialization.SerializationException if it can't be encoded; nothing was sent
   * @throws IOException if the connection is closed, the other side is gone, or the thread was interrupted
   */
  void send(@Nullable Object value) throws IOException;

  /**
   * Receives an object. Python: {@code recv}.
   *
   * @throws java.io.EOFException if the other side is closed and nothing is left
   * @throws io.multiprocessing.serialization.SerializationException if the message can't be decoded; it is consumed,
   *     and the next one can be received
   * @throws IOException if the connection is closed or broken, or the thread was interrupted
   */
  <T extends @Nullable Object> T recv() throws IOException;

  /** Sends all bytes of {@code message} as one message. Python: {@code send_bytes}. */
  default void sendBytes(byte[] message) throws IOException {
    sendBytes(message, 0, message.length);
  }

  /**
   * Sends {@code size} bytes from {@code offset} as one message. Python: {@code send_bytes(buffer, offset, size)}.
   *
   * @throws IndexOutOfBoundsException if they don't lie in {@code buffer}
   * @throws IOException if the connection is closed, the other side is gone, or the thread was interrupted
   */
  default void sendBytes(byte[] buffer, int offset, int size) throws IOException {
    sendBytes(ByteBuffer.wrap(buffer, offset, size));
  }

  /**
   * Sends what remains in {@code message} as one message; its position is then its limit, unless sending failed.
   *
   * @throws IOException if the connection is closed, the other side is gone, or the thread was interrupted
   */
  void sendBytes(ByteBuffer message) throws IOException;

  /**
   * Receives a message of any length. Memory is taken as the bytes arrive, never for a length that a peer merely
   * claims. Python: {@code recv_bytes}.
   *
   * @throws java.io.EOFException if the other side is closed and nothing is left
   * @throws IOException if the connection is closed or broken, or the thread was interrupted
   */
  default byte[] recvBytes() throws IOException {
    return recvBytes(Integer.MAX_VALUE);
  }

  /**
   * Receives a message of at most {@code maxLength} bytes. Python: {@code recv_bytes(maxlength)}.
   *
   * @throws IllegalArgumentException if {@code maxLength} is negative
   * @throws IOException also if the message is longer; the connection is then no longer readable, as in Python
   */
  byte[] recvBytes(int maxLength) throws IOException;

  /** Receives a message into {@code buffer} from its start, and returns its length. Python: {@code recv_bytes_into}. */
  default int recvBytesInto(byte[] buffer) throws IOException {
    return recvBytesInto(ByteBuffer.wrap(buffer));
  }

  /**
   * Receives a message into {@code buffer} from {@code offset} on, and returns its length. Python: {@code
   * recv_bytes_into(buffer, offset)}.
   *
   * @throws IndexOutOfBoundsException if {@code offset} is not in the buffer
   * @throws BufferTooShortException if the message is longer than the room; it holds the message
   */
  default int recvBytesInto(byte[] buffer, int offset) throws IOException {
    return recvBytesInto(ByteBuffer.wrap(buffer, offset, buffer.length - offset));
  }

  /**
   * Receives a message into the room that {@code buffer} has from its position on, advances the position, and returns
   * the message's length in bytes.
   *
   * @throws java.nio.ReadOnlyBufferException if the buffer can't be written
   * @throws BufferTooShortException if the message is longer than the room; it holds the message
   * @throws java.io.EOFException if the other side is closed and nothing is left
   * @throws IOException if the connection is closed or broken, or the thread was interrupted
   */
  int recvBytesInto(ByteBuffer buffer) throws IOException;

  /**
   * Whether something has arrived, or the end of the connection. Of a long message a part is enough, so receiving may
   * still wait for the rest. Takes no memory for it. Python: {@code poll()}.
   *
   * @throws IOException if the connection is closed
   */
  default boolean poll() throws IOException {
    return poll(Duration.ZERO);
  }

  /**
   * Waits at most {@code timeout} until something has arrived, or the end of the connection, as {@link #poll()}. A
   * limit of zero or less doesn't wait. Python: {@code poll(timeout)}.
   *
   * @return whether something of a message, or the end, is there
   * @throws IOException if the connection is closed, or the thread was interrupted
   */
  boolean poll(Duration timeout) throws IOException;

  /** Whether this end can receive: false for the writing end of a one-way pipe. Python: {@code readable}. */
  boolean isReadable();

  /** Whether this end can send: false for the reading end of a one-way pipe. Python: {@code writable}. */
  boolean isWritable();

  /** Whether {@link #close} was called on this object. Python: {@code closed}. */
  boolean isClosed();

  /**
   * Closes this end; threads that wait in it get an {@link IOException}. Doesn't block, and closing twice is closing
   * once. Python: {@code close}.
   */
  @Override
  void close() throws IOException;
}
