package io.multiprocessing.internal.manager;

import io.multiprocessing.internal.memory.Travel;
import io.multiprocessing.internal.platform.ProcessIdentity;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.process.AuthKey;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ways of this process to all servers it has to do with, one for each, and how it connects to which address. Safe
 * for use by several threads.
 *
 * <p>A link that no manager of this process and no proxy uses any more is kept for a while, because a worker often gets
 * a proxy with each of its tasks: at most {@value #MAX_IDLE} of them, and the one that has waited longest is closed.
 */
final class Links {

  private static final int MAX_IDLE = 4;

  private static final Map<UUID, Link> BY_SERVER = new ConcurrentHashMap<>();
  private static final Map<SocketAddress, List<LinkSettings>> BY_ADDRESS = new ConcurrentHashMap<>(); // the last counts
  private static final ArrayDeque<ClientLink> IDLE = new ArrayDeque<>(); // guarded by itself

  private Links() {}

  /** Makes the way to a server known that is in this process. */
  static void register(Link link) {
    BY_SERVER.put(link.serverId(), link);
  }

  /** A link that rested is used again. */
  static void registerAgain(ClientLink link) {
    BY_SERVER.putIfAbsent(link.serverId(), link);
  }

  /** The server has ended, or nobody here has to do with it any more. */
  static void unregister(Link link) {
    BY_SERVER.remove(link.serverId(), link);
  }

  /**
   * The way to the server of a handle that has arrived here; a new one begins to connect in the background.
   *
   * <p>With the key of a manager of this process that is connected at the address; else with that which a process of
   * the own tree has sent along; else with this process's own, but only if such a process has sent the handle, or the
   * address is a Unix domain socket of this user. Whoever else sends one must not choose where this process proves a
   * key: he could relay the proof to a server that takes it. Then nothing connects until a manager of this process
   * does.
   */
  static Link of(Handle handle) {
    Travel.Sender sender = Travel.sender();
    if (sender != null && sender.peer() instanceof Link peer && peer.serverId().equals(handle.serverId())) {
      return peer;
    }
    Link link = BY_SERVER.get(handle.serverId());
    if (link != null && link.isReachable()) {
      return link;
    }
    LinkSettings settings = settings(handle, sender);
    if (link == null) {
      ClientLink made = new ClientLink(handle.serverId(), handle.address(), settings);
      link = BY_SERVER.putIfAbsent(handle.serverId(), made);
      if (link == null) {
        return made;
      }
    }
    if (settings != null && link instanceof ClientLink client) {
      client.introduce(handle.address(), settings);
    }
    return link;
  }

  /**
   * Connects to the server at an address, on behalf of a manager, which leaves the link when it is done. Proxies that
   * arrive later connect in the same way.
   *
   * @throws IOException if nobody listens there
   * @throws io.multiprocessing.api.AuthenticationException if one of the two sides doesn't have the key
   * @throws io.multiprocessing.manager.ManagerException if the server turns this client away
   */
  static Membership connect(SocketAddress address, LinkSettings settings) throws IOException {
    Welcome welcome = Welcome.connect(address, settings); // always: the key has to be proved, whoever was there before
    remember(address, settings);
    return new Membership(join(welcome, address, settings), address, settings);
  }

  private static ClientLink join(Welcome welcome, SocketAddress address, LinkSettings settings) {
    ClientLink made = new ClientLink(welcome, address, settings);
    while (true) {
      Link known = BY_SERVER.putIfAbsent(welcome.serverId(), made);
      if (known == null) {
        made.join();
        return made;
      }
      if (known instanceof ClientLink link && link.adopt(welcome, address, settings)) {
        return link;
      }
      if (!(known instanceof ClientLink)) { // a server of this process, which somebody wants to reach from outside
        made.join();
        return made;
      }
      unregister(known);
    }
  }

  private static void remember(SocketAddress address, LinkSettings settings) {
    BY_ADDRESS.compute(
        address,
        (key, known) -> {
          List<LinkSettings> all = known == null ? new ArrayList<>() : new ArrayList<>(known);
          all.add(settings);
          return List.copyOf(all);
        });
  }

  /** A manager of this process is not connected there any more. */
  static void forget(SocketAddress address, LinkSettings settings) {
    BY_ADDRESS.computeIfPresent(
        address,
        (key, known) -> {
          List<LinkSettings> left = new ArrayList<>(known);
          left.remove(settings);
          return left.isEmpty() ? null : List.copyOf(left);
        });
  }

  /** How a manager of this process is connected there, the last one if there are several; null if none is. */
  static @Nullable LinkSettings known(SocketAddress address) {
    List<LinkSettings> all = BY_ADDRESS.get(address);
    return all == null ? null : all.get(all.size() - 1);
  }

  /** Nobody uses a link at the moment. */
  static void idle(ClientLink link) {
    ClientLink oldest = null;
    synchronized (IDLE) {
      IDLE.remove(link);
      IDLE.add(link);
      for (Iterator<ClientLink> all = IDLE.iterator(); all.hasNext(); ) {
        if (!all.next().isIdle()) {
          all.remove();
        }
      }
      if (IDLE.size() > MAX_IDLE) {
        oldest = IDLE.remove();
      }
    }
    if (oldest != null) {
      oldest.rest();
    }
  }

  /** Null if this process must not connect there. */
  private static @Nullable LinkSettings settings(Handle handle, Travel.@Nullable Sender sender) {
    SocketAddress address = handle.address();
    LinkSettings known = known(address);
    if (known != null) {
      return known;
    }
    AuthKey own = ProcessIdentity.current().self().authKey();
    byte[] access = handle.access();
    if (sender == null && access != null) {
      return LinkSettings.of(Access.decode(access), own, address);
    }
    boolean trusted = sender == null || !sender.foreign() ? handle.reachable() : isOfThisUser(address);
    return trusted ? LinkSettings.of(ManagerConfig.defaults(), own, address) : null;
  }

  private static Path ofThisUser() {
    Path process = Path.of("/proc/self");
    return Files.exists(process) ? process : Path.of(System.getProperty("user.home"));
  }

  private static boolean isOfThisUser(SocketAddress address) {
    try {
      return address instanceof UnixDomainSocketAddress local
          && local.getPath().isAbsolute()
          && Files.getOwner(local.getPath(), LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(ofThisUser()));
    } catch (IOException | RuntimeException e) { // there is nothing, or it isn't to be read
      return false;
    }
  }
}
