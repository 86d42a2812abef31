package io.multiprocessing.internal.connection;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** Opens sockets of the family that an address asks for, in non-blocking mode, with the options a connection needs. */
final class SocketSetup {

  /** A machine that says nothing is asked after this time, and given up about half a minute after its last word. */
  private static final int KEEP_ALIVE_IDLE_SECONDS = 15;

  private static final int KEEP_ALIVE_INTERVAL_SECONDS = 5;
  private static final int KEEP_ALIVE_COUNT = 3;

  private SocketSetup() {}

  static SocketChannel openFor(SocketAddress address) throws IOException {
    ProtocolFamily family = familyOf(address);
    SocketChannel socket;
    try {
      socket = SocketChannel.open(family);
    } catch (UnsupportedOperationException e) {
      throw unsupported(family, address, e);
    }
    return prepare(socket);
  }

  static ServerSocketChannel openServerFor(SocketAddress address) throws IOException {
    ProtocolFamily family = familyOf(address);
    try {
      return ServerSocketChannel.open(family);
    } catch (UnsupportedOperationException e) {
      throw unsupported(family, address, e);
    }
  }

  /** Makes a socket fit for a {@link SocketConnection}; closes it if that fails. */
  static SocketChannel prepare(SocketChannel socket) throws IOException {
    try {
      socket.configureBlocking(false);
      if (socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
        // Small messages would else wait for the acknowledgement of those before.
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        askWhetherItIsThere(socket);
      }
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** A machine that is gone without a word would never end a receive. */
  private static void askWhetherItIsThere(SocketChannel socket) throws IOException {
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) { // else the system's own: two hours or so
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_INTERVAL_SECONDS);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_COUNT);
    }
  }

  /** The family of the address itself: 0.0.0.0 is not meant to take clients of IPv6, as the JDK's default would. */
  private static ProtocolFamily familyOf(SocketAddress address) throws IOException {
    if (address instanceof UnixDomainSocketAddress) {
      return StandardProtocolFamily.UNIX;
    }
    if (!(address instanceof InetSocketAddress inet)) {
      throw new IllegalArgumentException(
          "an address must be an InetSocketAddress or a UnixDomainSocketAddress: class="
              + address.getClass().getName());
    }
    if (inet.isUnresolved()) {
      throw new UnknownHostException("the host is not known: host=" + inet.getHostString());
    }
    return inet.getAddress() instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
  }

  private static IOException unsupported(ProtocolFamily family, SocketAddress address, RuntimeException cause) {
    return new IOException(
        "this platform has no sockets of the family: family=" + family + ", address=" + address, cause);
  }
}
