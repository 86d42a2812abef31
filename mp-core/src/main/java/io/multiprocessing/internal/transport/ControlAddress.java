package io.multiprocessing.internal.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where a parent listens for its children: a Unix domain socket, or a port of the loopback address where there is none.
 */
public final class ControlAddress {

  /** A Unix domain socket's path ends with a zero byte within the 108 bytes of {@code sun_path} (104 on macOS). */
  public static final int MAX_PATH_BYTES = 103;

  private static final String TCP_PREFIX = "tcp:";

  private ControlAddress() {}

  /**
   * Binds a Unix domain socket at {@code path}.
   *
   * @throws IOException if the path is too long or can't be bound; the message says which
   */
  public static ServerSocketChannel bindUnix(Path path) throws IOException {
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_PATH_BYTES) {
      throw new IOException(
          "a Unix domain socket's path may have at most " + MAX_PATH_BYTES + " bytes: length=" + length + ", path="
              + path + "; set -Dmultiprocessing.run-directory to a shorter folder");
    }
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Binds a free port of the loopback address. */
  public static ServerSocketChannel bindLoopback() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** The text form of a bound server's address, for {@link #connect}. */
  public static String format(ServerSocketChannel server) throws IOException {
    SocketAddress address = server.getLocalAddress();
    return address instanceof InetSocketAddress inet ? TCP_PREFIX + inet.getPort() : address.toString();
  }

  /** Connects to an address that {@link #format} gave. */
  public static SocketChannel connect(String address) throws IOException {
    if (!address.startsWith(TCP_PREFIX)) {
      return SocketChannel.open(UnixDomainSocketAddress.of(address));
    }
    int port = Integer.parseInt(address.substring(TCP_PREFIX.length()));
    SocketChannel socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return socket;
  }
}
