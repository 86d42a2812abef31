package io.multiprocessing.internal.manager;

import java.net.SocketAddress;

/**
 * A manager of this process that is connected to a server: by which link, which it may share with others, at which
 * address and how. Whoever made it leaves it.
 */
record Membership(ClientLink link, SocketAddress address, LinkSettings settings) {

  /** The manager is closed; proxies that arrive from now on are not connected as it was. */
  void leave(String reason) {
    Links.forget(address, settings);
    link.leave(reason);
  }
}
