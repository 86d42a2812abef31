package io.multiprocessing.internal.connection;

import io.multiprocessing.connection.ClientOptions;
import io.multiprocessing.serialization.KryoCodec;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket whose peer has proved the key, for one who waits for many at once: it never blocks and has no
 * thread. Frames are those of {@link MessageFrameDescriptor}.
 *
 * <p>One thread at a time receives. Any thread may send: what the socket doesn't take is kept, and {@link #flush} goes
 * on with it; how much that may become, the owner decides. An interrupt has no effect. What fails once fails always;
 * the owner closes it then.
 */
public final class FrameSocket implements Closeable {

  private static final int DISCARDED_BYTES = 64 * 1024;

  private final Wire socket;
  private final FrameReader reader;
  private final ReentrantLock sending = new ReentrantLock();
  private final OutgoingFrames outgoing = new OutgoingFrames(); // guarded by sending
  private volatile long unsentBytes; // written under sending
  private volatile boolean broken;

  /**
   * @param socket connected; owned by this object from here on
   * @param reader holds what was read from the socket beyond the handshake
   */
  FrameSocket(Wire socket, FrameReader reader) {
    this.socket = socket;
    this.reader = reader;
  }

  /**
   * Connects and proves the key, as {@link SocketClient#connect}: blocks, and an interrupt ends it.
   *
   * @throws io.multiprocessing.api.AuthenticationException if one of the two sides does not hold the key
   * @throws java.net.SocketTimeoutException if the limit in {@code options} was reached
   * @throws java.net.ConnectException if nobody listens there
   * @throws java.io.InterruptedIOException if the thread was interrupted; its flag is set
   * @throws IOException if the listener broke off
   */
  public static FrameSocket connect(SocketAddress address, ClientOptions options) throws IOException {
    return SocketClient.prove(address, options, new KryoCodec()).toFrames(); // which codec doesn't matter
  }

  /** For a selector. */
  public SelectableChannel channel() {
    return socket.socket();
  }

  /**
   * The body of the next frame, or null if it hasn't arrived as a whole.
   *
   * @param maxLength the longest body that is wanted; whatever length a peer claims, no more memory is taken than four
   *     times what has arrived of it
   * @throws EOFException if the peer has closed the connection, and everything before that was received
   * @throws IOException if the connection is broken, or what comes is no frame, or one that is too long
   */
  public byte @Nullable [] receive(int maxLength) throws IOException {
    try {
      switch (reader.advance(socket, maxLength)) {
        case WHOLE:
          return reader.take().toBytes();
        case END:
          throw new EOFException("the other side has closed the connection");
        default:
          return null;
      }
    } catch (BadFrameException e) {
      throw e; // the socket is as good as before
    } catch (IOException e) {
      broken = true;
      throw e;
    }
  }

  /** Whether more was read than was received: then a selector may say nothing of it. */
  public boolean hasArrived() {
    return reader.hasArrived() || socket.mayHoldInput();
  }

  /**
   * Sends a frame, as far as the socket takes it; the rest is kept as a copy of its own.
   *
   * @param body its parts; at least one
   * @return whether everything is sent; if not, the owner calls {@link #flush} when the channel is ready for it
   */
  public boolean send(ByteBuffer... body) throws IOException {
    sending.lock();
    try {
      outgoing.add(body);
      return write();
    } finally {
      sending.unlock();
    }
  }

  /**
   * As {@link #send}, but a small frame waits for the next {@link #flush} or {@link #send}, so that several go out in
   * one system call. The owner must not forget to call it.
   */
  public void sendLater(ByteBuffer... body) throws IOException {
    sending.lock();
    try {
      if (outgoing.add(body)) {
        unsentBytes = outgoing.lengthBytes();
      } else {
        write();
      }
    } finally {
      sending.unlock();
    }
  }

  /** Sends what is kept, as far as the socket takes it; whether that is everything. */
  public boolean flush() throws IOException {
    if (unsentBytes() == 0) {
      return true;
    }
    sending.lock();
    try {
      return (!socket.owesOutput() || socket.flush()) && write();
    } finally {
      sending.unlock();
    }
  }

  private boolean write() throws IOException {
    try {
      return outgoing.writeTo(socket);
    } catch (IOException e) {
      broken = true;
      throw e;
    } finally {
      unsentBytes = outgoing.lengthBytes();
    }
  }

  /** How much is kept because the socket hasn't taken it. */
  public long unsentBytes() {
    return unsentBytes == 0 && socket.owesOutput() ? 1 : unsentBytes;
  }

  /** Whether the channel is open and the connection not known to be broken. */
  public boolean isConnected() {
    return socket.isOpen() && !broken;
  }

  /** Tells the peer that nothing more comes. Idempotent. */
  public void endSending() throws IOException {
    socket.shutdownOutput();
  }

  /**
   * Throws away what has arrived, for a peer that has to see the last message before the connection is closed under it.
   *
   * @return whether the peer has closed the connection
   */
  public boolean discard() throws IOException {
    ByteBuffer waste = ByteBuffer.allocate(DISCARDED_BYTES);
    return socket.socket().read(waste) < 0; // as it is: nobody will decrypt it
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public String toString() {
    return "FrameSocket[" + socket + "]";
  }
}
