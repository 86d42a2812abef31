package io.multiprocessing.internal.connection;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** The connecting side's handshake of TLS, and what its failures mean. */
final class TlsClient {

  private TlsClient() {}

  /**
   * Runs the handshake; blocks until the deadline at most, and an interrupt ends it.
   *
   * @param socket connected, in non-blocking mode; left open if this fails
   * @throws SSLHandshakeException if it fails; the message has the address and what can be done
   * @throws SocketTimeoutException if the deadline comes first
   */
  static TlsWire connect(SocketChannel socket, SSLContext context, SocketAddress address, Deadline deadline)
      throws IOException {
    TlsWire.check(context);
    TlsWire wire = TlsWire.client(socket, context, address);
    try (SocketWait wait = new SocketWait(socket, SelectionKey.OP_READ)) {
      for (int step = wire.handshake(); step != TlsWire.DONE; step = wire.handshake()) {
        if (step == TlsWire.TASK) {
          wire.takeTask().run();
        } else if (!wait.await(deadline, step)) {
          throw new SocketTimeoutException();
        }
      }
      return wire;
    } catch (SSLException e) {
      throw failure(address, e);
    } catch (EOFException e) {
      throw failure(address, e);
    }
  }

  private static SSLHandshakeException failure(SocketAddress address, IOException cause) {
    String host = address instanceof InetSocketAddress inet ? ", host=" + inet.getHostString() : "";
    SSLHandshakeException failure =
        new SSLHandshakeException(
            "TLS with the listener failed: " + TlsFailures.explain(cause, "the listener") + ": address=" + address + host
                + ", reason=" + TlsFailures.reason(cause));
    failure.initCause(cause);
    return failure;
  }
}
