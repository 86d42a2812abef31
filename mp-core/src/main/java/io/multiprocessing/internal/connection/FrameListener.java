package io.multiprocessing.internal.connection;

import io.multiprocessing.connection.ListenerOptions;
import io.multiprocessing.process.AuthKey;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A listener that hands over each client when it has proved the key, without a thread that waits for it. Bounds are
 * those of {@link ProvingAcceptor}; who gets the clients bounds their number. Safe for use by several threads.
 */
public final class FrameListener implements Closeable {

  private final BoundSocket socket;
  private final SocketAddress address;
  private final ProvingAcceptor prover;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  private FrameListener(BoundSocket socket, SocketAddress address, ProvingAcceptor prover, Runnable onClose) {
    this.socket = socket;
    this.address = address;
    this.prover = prover;
    this.onClose = onClose;
  }

  /**
   * Listens.
   *
   * @param wanted the address; null for a Unix domain socket that only this user can reach, or a port of the loopback
   *     address where there is none
   * @param options with a key
   * @param clients takes each client over, in the listener's thread, and doesn't block
   * @throws IOException if the address is taken or can't be had; the message names it
   */
  public static FrameListener open(
      @Nullable SocketAddress wanted, ListenerOptions options, Consumer<FrameSocket> clients) throws IOException {
    if (wanted != null) {
      return open(wanted, options, clients, () -> {});
    }
    PrivateAddresses.Lease lease;
    try {
      lease = PrivateAddresses.lease();
    } catch (UnsupportedOperationException e) { // no Unix domain sockets here
      return open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options, clients, () -> {});
    }
    try {
      return open(lease.address(), options, clients, lease::giveBack);
    } catch (IOException | RuntimeException e) {
      lease.giveBack();
      throw e;
    }
  }

  private static FrameListener open(
      SocketAddress wanted, ListenerOptions options, Consumer<FrameSocket> clients, Runnable onClose)
      throws IOException {
    AuthKey key = Objects.requireNonNull(options.authKey(), "authKey");
    BoundSocket socket = BoundSocket.bind(wanted, SocketListener.systemBacklog(options));
    boolean open = false;
    try {
      SocketAddress bound = socket.address();
      ProvingAcceptor prover = new ProvingAcceptor(socket.server(), key, options, new HandOver(clients));
      open = true;
      return new FrameListener(socket, bound, prover, onClose);
    } finally {
      if (!open) {
        socket.close();
      }
    }
  }

  /** With the port that was chosen. */
  public SocketAddress address() {
    return address;
  }

  /** Ends it; the address is free then. Idempotent. */
  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      try (prover) {
        socket.removeFile(); // first: while the socket is open no other file can be taken for its own
      } finally {
        onClose.run();
      }
    }
  }

  @Override
  public String toString() {
    return "FrameListener[" + address + (closed.get() ? ", closed]" : "]");
  }

  private record HandOver(Consumer<FrameSocket> clients) implements Reception {

    @Override
    public boolean hasRoom() {
      return true;
    }

    @Override
    public boolean admit(Accepted client) {
      clients.accept(client.toFrames());
      return true;
    }

    @Override
    public void refuse(String reason) {
      // the acceptor has logged it, and nobody asks for it here
    }

    @Override
    public List<Accepted> close() {
      return List.of();
    }
  }
}
