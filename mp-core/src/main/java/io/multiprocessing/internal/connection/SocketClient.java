package io.multiprocessing.internal.connection;

import io.multiprocessing.connection.ClientOptions;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.Codec;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Connects to a listener, of this library or of CPython, and proves the key. */
public final class SocketClient {

  private SocketClient() {}

  /**
   * Connects. Blocks until that is done, at most for the limit in {@code options}.
   *
   * @throws io.multiprocessing.api.AuthenticationException if one of the two sides does not hold the key
   * @throws javax.net.ssl.SSLHandshakeException if TLS fails; the message has the address and says what to do
   * @throws SocketTimeoutException if the limit was reached
   * @throws InterruptedIOException if the thread was interrupted; its flag is set
   * @throws IOException if nobody listens there, or the listener broke off
   */
  public static Connection connect(SocketAddress address, ClientOptions options, Codec codec) throws IOException {
    return prove(address, options, codec);
  }

  /** As {@link #connect}. */
  static SocketConnection prove(SocketAddress address, ClientOptions options, Codec codec) throws IOException {
    Deadline deadline = Deadline.after(options.connectTimeout());
    SocketChannel socket;
    try {
      socket = open(address, deadline);
    } catch (SocketTimeoutException e) {
      throw timeout(address, options, "the connection");
    }
    boolean connected = false;
    try {
      SSLContext context = options.ssl();
      Wire wire = context == null ? new PlainWire(socket) : TlsClient.connect(socket, context, address, deadline);
      SocketConnection connection = new SocketConnection(wire, FrameReader.create(), codec);
      AuthKey key = options.authKey();
      if (key != null) {
        prove(connection, key, address, options, deadline);
      }
      connected = true;
      return connection;
    } catch (SocketTimeoutException e) {
      throw timeout(address, options, "the handshake");
    } finally {
      if (!connected) {
        socket.close();
      }
    }
  }

  private static void prove(
      SocketConnection connection, AuthKey key, SocketAddress address, ClientOptions options, Deadline deadline)
      throws IOException {
    boolean proved = false;
    try {
      ConnectionHandshake.connect(connection, key, options.legacyMd5(), deadline);
      proved = true;
    } catch (EOFException e) {
      throw new EOFException(
          "the listener ended the connection during the handshake: address=" + address
              + (options.ssl() == null ? "; it may expect TLS" : ""));
    } catch (BadFrameException e) {
      throw new IOException("the listener spoke another protocol: address=" + address + ", reason=" + e.getMessage(), e);
    } finally {
      if (!proved) {
        connection.close();
      }
    }
  }

  private static SocketTimeoutException timeout(SocketAddress address, ClientOptions options, String what) {
    return new SocketTimeoutException(
        what + " was not made within the limit: address=" + address + ", connectTimeout=" + options.connectTimeout()
            + (options.ssl() == null ? "; the listener may expect TLS" : ""));
  }

  /** A connected socket in non-blocking mode. */
  private static SocketChannel open(SocketAddress address, Deadline deadline) throws IOException {
    try {
      SocketChannel socket = tryOpen(address, deadline);
      return socket == null ? QueuedConnect.open((UnixDomainSocketAddress) address, deadline) : socket;
    } catch (SocketException e) {
      String facts = "address=" + address + ", reason=" + e.getMessage();
      SocketException failure =
          isNobodyThere(e, address)
              ? new ConnectException("cannot connect, is there a listener? " + facts)
              : new SocketException("cannot connect: " + facts);
      failure.initCause(e);
      throw failure;
    }
  }

  /** The JDK has no exception of its own for a path at which there is no socket. */
  private static boolean isNobodyThere(SocketException failure, SocketAddress address) {
    return failure instanceof ConnectException
        || address instanceof UnixDomainSocketAddress unix && Files.notExists(unix.getPath());
  }

  /** Null if it is a Unix domain socket whose queue seems to be full. */
  private static @Nullable SocketChannel tryOpen(SocketAddress address, Deadline deadline) throws IOException {
    SocketChannel socket = SocketSetup.openFor(address);
    boolean connected = false;
    try {
      connected = connect(socket, address, deadline);
    } catch (ConnectException e) {
      throw e;
    } catch (SocketException e) { // "try again", or an error that the next attempt meets as well
      if (!(address instanceof UnixDomainSocketAddress)) {
        throw e;
      }
    } finally {
      if (!connected) {
        socket.close();
      }
    }
    return connected ? socket : null;
  }

  private static boolean connect(SocketChannel socket, SocketAddress address, Deadline deadline) throws IOException {
    if (socket.connect(address)) {
      return true;
    }
    if (address instanceof UnixDomainSocketAddress) {
      return false; // such a connection is made at once or not at all, it is never in progress
    }
    try (SocketWait connectable = new SocketWait(socket, SelectionKey.OP_CONNECT)) {
      while (!socket.finishConnect()) {
        if (!connectable.await(deadline)) {
          throw new SocketTimeoutException();
        }
      }
    }
    return true;
  }
}
