package io.multiprocessing.internal.transport;

import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.protocol.Handshake;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A parent's ear: accepts the connections of its children, lets each prove the key within a deadline, and hands its
 * channel to whoever launched it. A peer that doesn't prove the key, sends garbage or is silent costs one thread until
 * the deadline, and at most {@value #MAX_HANDSHAKES} at a time. When there are more, the one that has been here for
 * longest gives way, so that silent peers can't keep a child out; a child that is turned away like that connects again.
 */
public final class ControlServer implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);

  private static final int MAX_HANDSHAKES = 128;
  private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);
  private static final long ACCEPT_RETRY_MILLIS = 50;

  /** How long a peer may take at least, however many others wait. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long STACK_BYTES = 512 * 1024;

  private final ServerSocketChannel server;
  private final String address;
  private final byte[] key;
  private final ScheduledExecutorService timer;
  private final Duration handshakeLimit;
  private final Semaphore handshakes = new Semaphore(MAX_HANDSHAKES);
  private final ArrayDeque<Peer> unproved = new ArrayDeque<>(); // guarded by itself; in the order of their arrival
  private final ConcurrentHashMap<Long, Connections> launches = new ConcurrentHashMap<>();

  private record Peer(SocketChannel socket, long sinceNanos) {}

  /** Gets the channels of one launched child. Called on a thread of the connection's own, which may block. */
  public interface Connections {
    void connected(ChannelRole role, FrameChannel channel);
  }

  /** Starts to accept on {@code server}, which it owns from here on. */
  public ControlServer(ServerSocketChannel server, byte[] key, ScheduledExecutorService timer) throws IOException {
    this(server, key, timer, HANDSHAKE_LIMIT);
  }

  ControlServer(ServerSocketChannel server, byte[] key, ScheduledExecutorService timer, Duration handshakeLimit)
      throws IOException {
    this.handshakeLimit = handshakeLimit;
    this.server = server;
    this.address = ControlAddress.format(server);
    this.key = key;
    this.timer = timer;
    Thread thread = new Thread(this::acceptAll, "multiprocessing-accept");
    thread.setDaemon(true);
    thread.start();
  }

  public String address() {
    return address;
  }

  /** Channels that say they belong to this launch go to {@code connections}, until {@link #forget}. */
  public void expect(long launchId, Connections connections) {
    launches.put(launchId, connections);
  }

  public void forget(long launchId) {
    launches.remove(launchId);
  }

  private void acceptAll() {
    boolean told = false;
    while (server.isOpen()) {
      try {
        SocketChannel socket = server.accept();
        awaitRoom();
        receive(new Peer(socket, System.nanoTime()));
        told = false;
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | OutOfMemoryError e) {
        if (!told) {
          log.warn("a connection could not be accepted, trying again until one can: address={}, reason={}", address,
              e.toString());
        }
        told = true;
        if (!pauseBeforeRetry()) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void awaitRoom() throws InterruptedException {
    while (!handshakes.tryAcquire()) {
      Peer oldest;
      synchronized (unproved) {
        oldest = unproved.peekFirst();
      }
      long left = oldest == null ? PATIENCE_NANOS : PATIENCE_NANOS - (System.nanoTime() - oldest.sinceNanos());
      if (left > 0 && handshakes.tryAcquire(left, TimeUnit.NANOSECONDS)) {
        return;
      }
      if (oldest != null && left <= 0 && remove(oldest)) {
        log.debug("a peer gives way to another, because {} wait: address={}", MAX_HANDSHAKES, address);
        closeQuietly(oldest.socket());
      }
    }
  }

  private void receive(Peer peer) {
    synchronized (unproved) {
      unproved.addLast(peer);
    }
    try {
      Thread thread = new Thread(null, () -> admit(peer), "multiprocessing-handshake", STACK_BYTES);
      thread.setDaemon(true);
      thread.start();
    } catch (OutOfMemoryError e) { // no thread can be had
      handshakes.release();
      remove(peer);
      closeQuietly(peer.socket());
      throw e;
    }
  }

  private boolean remove(Peer peer) {
    synchronized (unproved) {
      return unproved.remove(peer);
    }
  }

  /** Descriptors or threads ran out: a short wait, so that this doesn't become a busy loop. */
  private static boolean pauseBeforeRetry() {
    try {
      TimeUnit.MILLISECONDS.sleep(ACCEPT_RETRY_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void admit(Peer peer) {
    SocketChannel socket = peer.socket();
    ScheduledFuture<?> deadline = null;
    Connections expected = null;
    ChannelRole role = null;
    FrameChannel channel = null;
    boolean ours = false;
    try {
      deadline = timer.schedule(() -> closeQuietly(socket), handshakeLimit.toNanos(), TimeUnit.NANOSECONDS);
      Handshake.accept(socket, key);
      ours = true;
      remove(peer); // it doesn't give way any more
      channel = SocketFrameChannel.uninterruptible(socket);
      Frame hello = channel.receive();
      if (hello != null && hello.kind() == FrameKind.HELLO && hello.message().body().hasRemaining()) {
        expected = launches.get(hello.sequence());
        role = ChannelRole.of(hello.message().body().get(0));
      }
    } catch (IOException | RuntimeException e) {
      if (ours) {
        log.warn("a child could not be received, so it ends: address={}, reason={}", address, e.toString());
      } else {
        log.debug("a peer was turned away: address={}, reason={}", address, e.toString());
      }
    } finally {
      if (deadline != null) {
        deadline.cancel(false);
      }
      remove(peer);
      handshakes.release();
    }
    if (channel == null) {
      closeQuietly(socket);
    } else if (expected == null || role == null) {
      closeQuietly(channel); // and what it waits with, or the socket would stay open
    } else {
      expected.connected(role, channel);
    }
  }

  private static void closeQuietly(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) {
      log.debug("a connection could not be closed", e);
    }
  }

  /** Stops accepting; channels that were handed over stay open. */
  @Override
  public void close() throws IOException {
    server.close();
    synchronized (unproved) {
      unproved.forEach(peer -> closeQuietly(peer.socket()));
    }
  }
}
