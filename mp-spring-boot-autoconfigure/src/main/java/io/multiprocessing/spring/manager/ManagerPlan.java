package io.multiprocessing.spring.manager;

import io.multiprocessing.process.AuthKey;
import java.io.Serial;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one process knows of a manager before it uses it. Workers get one for each manager of their application, with
 * where it listens; it has the key in it, and travels only to a worker that has proved its own.
 *
 * @param primary whether its bean is the one that is injected where none is named
 * @param role what this process is to it
 * @param ownProcess whether a {@link ManagerRole#LOCAL} one gets a process; else this process holds the objects
 * @param at where it listens, or null while only the settings say it
 */
public record ManagerPlan(
    String name,
    boolean primary,
    ManagerRole role,
    boolean ownProcess,
    ManagerProperties settings,
    @Nullable SocketAddress at)
    implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** The plan of the application itself. */
  public static ManagerPlan of(String name, boolean primary, boolean ownProcess, ManagerProperties settings) {
    return new ManagerPlan(name, primary, settings.role(), ownProcess, settings, null);
  }

  /**
   * The same manager as a worker sees it.
   *
   * @param listens where the manager said that it listens
   */
  ManagerPlan forWorker(SocketAddress listens) {
    return new ManagerPlan(name, primary, ManagerRole.CLIENT, false, settings, role == ManagerRole.SERVER
        ? reachable(listens)
        : listens);
  }

  /** With the host as the settings name it, because a certificate may be checked for it. */
  private SocketAddress reachable(SocketAddress listens) {
    if (!(listens instanceof InetSocketAddress)) {
      return listens;
    }
    InetSocketAddress inet = (InetSocketAddress) listens;
    if (inet.getAddress().isAnyLocalAddress()) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), inet.getPort());
    }
    InetSocketAddress named = (InetSocketAddress) HostPort.parse(String.valueOf(settings.getAddress())).resolve();
    return new InetSocketAddress(named.getAddress(), inet.getPort());
  }

  /** Where the manager listens or will listen; null for an address of its own choice. */
  @Nullable SocketAddress address() {
    if (at != null) {
      return at;
    }
    String text = role == ManagerRole.CLIENT ? settings.getConnect() : settings.getAddress();
    return text == null ? null : HostPort.parse(text).resolve();
  }

  /** The key of the settings; null for that of the process. */
  @Nullable AuthKey key() {
    String key = settings.getAuthkey();
    return key == null ? null : AuthKey.of(key.getBytes(StandardCharsets.UTF_8));
  }

  /** Without the settings, which have the key. */
  @Override
  public String toString() {
    return "ManagerPlan[name=" + name + ", role=" + role + ", at=" + at + "]";
  }
}
