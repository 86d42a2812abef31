package io.multiprocessing.internal.connection;

import io.multiprocessing.connection.Connection;
import io.multiprocessing.connection.Listener;
import io.multiprocessing.connection.ListenerOptions;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.Codec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A listener on a TCP or Unix domain socket. Without a key and TLS clients are taken by the thread that asks for them;
 * else by a {@link QueueingAcceptor}.
 */
public final class SocketListener implements Listener {

  /** How many clients the system keeps until the acceptor's thread comes to them; it may allow less. */
  private static final int SYSTEM_BACKLOG = 1024;

  private final BoundSocket socket;
  private final SocketAddress address;
  private final Acceptor acceptor;
  private final Codec codec;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable SocketAddress lastAccepted;

  private SocketListener(
      BoundSocket socket, SocketAddress address, Acceptor acceptor, Codec codec, Runnable onClose) {
    this.socket = socket;
    this.address = address;
    this.acceptor = acceptor;
    this.codec = codec;
    this.onClose = onClose;
  }

  /**
   * Listens at an address.
   *
   * @throws IOException if it is taken or can't be had; the message names it
   */
  public static Listener open(SocketAddress address, ListenerOptions options, Codec codec) throws IOException {
    return open(address, options, codec, () -> {});
  }

  /**
   * Listens at a Unix domain socket that only this user can reach; at a port of the loopback address where there is
   * none.
   */
  public static Listener openPrivate(ListenerOptions options, Codec codec) throws IOException {
    PrivateAddresses.Lease lease;
    try {
      lease = PrivateAddresses.lease();
    } catch (UnsupportedOperationException e) { // no Unix domain sockets here
      return open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options, codec);
    }
    try {
      return open(lease.address(), options, codec, lease::giveBack);
    } catch (IOException | RuntimeException e) {
      lease.giveBack();
      throw e;
    }
  }

  private static Listener open(SocketAddress address, ListenerOptions options, Codec codec, Runnable onClose)
      throws IOException {
    AuthKey key = options.authKey();
    BoundSocket socket = BoundSocket.bind(address, systemBacklog(options));
    boolean open = false;
    try {
      SocketAddress bound = socket.address();
      Acceptor acceptor =
          key == null && options.ssl() == null
              ? new DirectAcceptor(socket.server())
              : new QueueingAcceptor(socket.server(), key, options);
      open = true;
      return new SocketListener(socket, bound, acceptor, codec, onClose);
    } finally {
      if (!open) {
        socket.close();
      }
    }
  }

  /**
   * With a key or TLS, who waits for accept() waits behind the handshake, and the system's queue only until the
   * acceptor's thread has its turn. When it overflows, TCP makes a client wait for a second: a burst of idle peers
   * could keep a good one out.
   */
  static int systemBacklog(ListenerOptions options) {
    return options.authKey() == null && options.ssl() == null
        ? options.backlog()
        : Math.max(options.backlog(), SYSTEM_BACKLOG);
  }

  @Override
  public Connection accept() throws IOException {
    Accepted accepted = acceptor.accept();
    lastAccepted = accepted.from();
    return accepted.toConnection(codec);
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public Optional<SocketAddress> lastAccepted() {
    return Optional.ofNullable(lastAccepted);
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      try (acceptor) {
        socket.removeFile(); // first: while the socket is open no other file can be taken for its own
      } finally {
        onClose.run();
      }
    }
  }

  @Override
  public String toString() {
    return "Listener[" + address + (closed.get() ? ", closed]" : "]");
  }
}
