package io.multiprocessing.connection;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * A bound socket that accepts connections of clients, and has them prove the key if it has one. Made by {@code
 * Connections.listener}. Safe for use by several threads. Whoever made it closes it. Python: {@code
 * multiprocessing.connection.Listener}.
 */
public interface Listener extends Closeable {

  /**
   * Waits for a client and returns the connection to it. A client that fails to prove the key is an error of this call,
   * as in Python; the listener goes on, and the next call accepts the next client. A client that connects and says
   * nothing holds nobody up: its handshake runs beside this call, against a deadline. Python: {@code accept}.
   *
   * @throws io.multiprocessing.api.AuthenticationException if a client failed to prove the key or broke off
   * @throws java.io.InterruptedIOException if the thread was interrupted; its interrupt status is set, the listener
   *     stays open
   * @throws IOException if the listener is closed, also while this call waits
   */
  Connection accept() throws IOException;

  /** The address that clients connect to; for port 0 the one that was chosen. Python: {@code address}. */
  SocketAddress address();

  /**
   * Where the last accepted connection came from, if that is known: a Unix socket's client has no name. Python: {@code
   * last_accepted}.
   */
  Optional<SocketAddress> lastAccepted();

  /**
   * Stops listening and removes a Unix socket's file; accepted connections stay open. Closing twice is closing once.
   */
  @Override
  void close() throws IOException;
}
