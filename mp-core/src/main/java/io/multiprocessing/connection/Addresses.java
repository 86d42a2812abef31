package io.multiprocessing.connection;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * The addresses of listeners, written as in Python: a path, or a host and a port. Any {@link InetSocketAddress} or
 * {@link UnixDomainSocketAddress} does as well, also one of IPv6, which Python's {@code multiprocessing} doesn't know.
 */
public final class Addresses {

  private static final String PIPE_PREFIX = "\\\\";

  private Addresses() {}

  /**
   * A Unix domain socket at {@code path}. Python: an address that is a string, family {@code AF_UNIX}.
   *
   * @throws IllegalArgumentException if it is empty, names a Windows pipe ({@code AF_PIPE}) or is an abstract name,
   *     which the JVM doesn't have
   */
  public static UnixDomainSocketAddress of(String path) {
    if (path.startsWith(PIPE_PREFIX)) {
      throw new IllegalArgumentException(
          "an address that begins with two backslashes is a Windows pipe (AF_PIPE), which the JVM can't open: address="
              + path
              + "; use a Unix domain socket, which Windows has too, or a host and a port");
    }
    if (path.isEmpty()) {
      throw new IllegalArgumentException(
          "the path of a Unix domain socket must not be empty; listener() without an address chooses one");
    }
    if (path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "the JVM has no abstract Unix domain sockets, so a path may have no zero byte: length=" + path.length());
    }
    return UnixDomainSocketAddress.of(path);
  }

  /**
   * A TCP port; 0 lets the system choose one for a listener. Looks the host's name up, which may block. Python: an
   * address that is a tuple, family {@code AF_INET}.
   *
   * @throws IllegalArgumentException if the port is not between 0 and 65535
   */
  public static InetSocketAddress of(String host, int port) {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("port must be between 0 and 65535: port=" + port);
    }
    return new InetSocketAddress(host, port);
  }
}
