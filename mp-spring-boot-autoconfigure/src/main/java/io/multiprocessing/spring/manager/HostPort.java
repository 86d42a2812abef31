package io.multiprocessing.spring.manager;

import io.multiprocessing.connection.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address as properties write it: {@code host:port}, {@code [::1]:port} or {@code unix:/path}. */
public final class HostPort {

  private static final String UNIX = "unix:";
  private static final Pattern TCP = Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^\\s:\\[\\]/]+)):(\\d{1,5})");
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|.*:.*");
  private static final int MAX_PORT = 0xffff;

  private final String host; // empty for a path
  private final int port;
  private final String path;

  private HostPort(String host, int port, String path) {
    this.host = host;
    this.port = port;
    this.path = path;
  }

  /**
   * @throws IllegalArgumentException if it is neither
   */
  public static HostPort parse(String text) {
    if (text.startsWith(UNIX) && text.length() > UNIX.length()) {
      return new HostPort("", 0, text.substring(UNIX.length()));
    }
    Matcher tcp = TCP.matcher(text);
    if (!tcp.matches() || Integer.parseInt(tcp.group(3)) > MAX_PORT) {
      throw new IllegalArgumentException("an address is a host and a port, or unix: and a path: address=" + text);
    }
    return new HostPort(tcp.group(1) == null ? tcp.group(2) : tcp.group(1), Integer.parseInt(tcp.group(3)), "");
  }

  /** Whether only this machine can reach it. Looks no name up: any name but localhost counts as another machine's. */
  public boolean isLocal() {
    if (!path.isEmpty() || host.equalsIgnoreCase("localhost")) {
      return true;
    }
    if (!NUMERIC.matcher(host).matches()) {
      return false;
    }
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // a name of digits and dots
    }
  }

  /** Whether the port is one that the system chooses. */
  public boolean isPortOpen() {
    return path.isEmpty() && port == 0;
  }

  /**
   * Looks the host up.
   *
   * @throws IllegalArgumentException if nobody knows it
   */
  SocketAddress resolve() {
    if (!path.isEmpty()) {
      return Addresses.of(path);
    }
    InetSocketAddress address = Addresses.of(host, port);
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("the host is unknown: host=" + host);
    }
    return address;
  }
}
