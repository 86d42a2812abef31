package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerUnreachableException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the server of a link is and how this process connects there: makes the link's connections, and says why one
 * can't be had. What changes is written under the link's lock for connecting, but for {@link #close}.
 */
final class LinkConnector {

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final UUID serverId;
  private volatile SocketAddress address;
  private volatile @Nullable LinkSettings settings; // null: this process must not connect there
  private volatile int maxRequestBytes = Integer.MAX_VALUE;
  private volatile boolean unreachable; // the server wasn't found any more
  private volatile @Nullable String closed; // why; from then on nothing is sent
  private volatile @Nullable Supplier<String> fate;
  private volatile @Nullable BooleanSupplier processEnded;

  LinkConnector(UUID serverId, SocketAddress address, @Nullable LinkSettings settings) {
    this.serverId = serverId;
    this.address = address;
    this.settings = settings;
  }

  /** From now on connections are made there and like this. */
  void become(SocketAddress place, LinkSettings known) {
    address = place;
    settings = known;
  }

  /** The server has let this process in. */
  void welcomed(Welcome welcome) {
    unreachable = false;
    maxRequestBytes = welcome.maxMessageBytes();
  }

  /** Says what became of the server's process, for errors. */
  void tellFate(Supplier<String> source, BooleanSupplier ended) {
    fate = source;
    processEnded = ended;
  }

  void close(String reason) {
    closed = reason;
  }

  /** Why nothing is sent any more; null if that isn't so. */
  @Nullable String closed() {
    return closed;
  }

  UUID serverId() {
    return serverId;
  }

  SocketAddress address() {
    return address;
  }

  /** A Unix domain socket's connection is lost only with one of the two processes. */
  boolean isNetwork() {
    return !(address instanceof UnixDomainSocketAddress);
  }

  int maxRequestBytes() {
    return maxRequestBytes;
  }

  /** Null if this process must not connect there. */
  @Nullable LinkSettings settingsOrNull() {
    return settings;
  }

  LinkSettings settings() {
    LinkSettings known = settings;
    if (known == null) {
      throw new ManagerUnreachableException(
          "this process doesn't know the manager, and a stranger that sent a proxy of it must not choose where its key"
              + " is used: connect a manager with this address and key first: address=" + address,
          false,
          null);
    }
    return known;
  }

  /** For how long a lost connection is made anew; 0 for not at all. */
  long reconnectNanos() {
    LinkSettings known = settings;
    return known == null ? 0 : Waits.nanos(known.reconnectTimeout());
  }

  /** For how long the server may keep the references of a lost connection. */
  long leaseNanos() {
    LinkSettings known = settings;
    return known == null ? 0 : Waits.nanos(known.referenceLease());
  }

  /** Nobody waits for a process to come back that is known to have ended. */
  boolean hasEnded() {
    BooleanSupplier source = processEnded;
    return source != null && source.getAsBoolean();
  }

  /**
   * A new connection. A network may be away for a moment, so it tries for a while; a Unix domain socket that nobody
   * listens at stays so.
   *
   * @param interrupted is set if an interrupt came that had to wait
   */
  ClientConversation connect(boolean interruptible, AtomicBoolean interrupted) throws InterruptedException {
    boolean again = isNetwork() && !unreachable;
    long deadlineNanos = System.nanoTime() + settings().reconnectTimeout().toNanos();
    long pauseNanos = FIRST_PAUSE_NANOS;
    while (true) {
      if (Thread.interrupted()) {
        if (interruptible) {
          throw new InterruptedException("interrupted while connecting to the manager: address=" + address);
        }
        interrupted.set(true); // and goes on
      }
      try {
        return attempt();
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          continue;
        }
        if (closed != null || !again || hasEnded() || System.nanoTime() + pauseNanos - deadlineNanos >= 0) {
          unreachable = true;
          throw failure("the manager can't be reached", false, e);
        }
      }
      LockSupport.parkNanos(pauseNanos);
      pauseNanos = Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos);
    }
  }

  /**
   * As {@link #connect}, once.
   *
   * @throws IOException if nobody listens there, or the connection ends
   */
  ClientConversation attempt() throws IOException {
    Welcome welcome = Welcome.connect(address, settings());
    if (!welcome.serverId().equals(serverId)) {
      welcome.close("another server");
      unreachable = true;
      throw failure("the manager has ended, and another one has its address", false, null);
    }
    welcomed(welcome);
    return welcome.conversation();
  }

  /** What a call throws that the server hasn't got, or whose answer hasn't come. */
  ManagerUnreachableException failure(String what, boolean mayHaveRun, @Nullable IOException cause) {
    Supplier<String> source = fate;
    String end = source == null ? "" : source.get();
    String reason = closed;
    if (reason == null && cause != null) {
      reason = cause.getMessage();
    }
    return new ManagerUnreachableException(
        what + ", address=" + address + (end.isEmpty() ? "" : ", " + end)
            + (reason == null ? "" : ", reason=" + reason),
        mayHaveRun,
        cause);
  }

  void requireOpen() {
    String reason = closed;
    if (reason != null) {
      throw new ManagerUnreachableException(reason + ": address=" + address, false, null);
    }
  }
}
