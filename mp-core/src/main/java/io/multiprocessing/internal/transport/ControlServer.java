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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A parent's ear: accepts the connections of its children, lets each prove the key within a deadline, and hands its channel
 * to whoever launched it. A peer that doesn't prove the key, sends garbage or is silent costs one thread until the deadline,
 * and at most {@value #MAX_HANDSHAKES} at a time.
 */
public final class ControlServer implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);

  private static final int MAX_HANDSHAKES = 64;
  private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);
  private static final long ACCEPT_RETRY_MILLIS = 50;

  private final ServerSocketChannel server;
  private final String address;
  private final byte[] key;
  private final ScheduledExecutorService timer;
  private final Semaphore handshakes = new Semaphore(MAX_HANDSHAKES);
  private final Set<SocketChannel> unproved = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<Long, Connections> launches = new ConcurrentHashMap<>();

  /** Gets the channels of one launched child. Called on a thread of the connection's own, which may block. */
  public interface Connections {
    void connected(ChannelRole role, FrameChannel channel);
  }

  /** Starts to accept on {@code server}, which it owns from here on. */
  public ControlServer(ServerSocketChannel server, byte[] key, ScheduledExecutorService timer) throws IOException {
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
    while (server.isOpen()) {
      try {
        handshakes.acquire();
        SocketChannel socket = server.accept();
        unproved.add(socket);
        Thread thread = new Thread(() -> admit(socket), "multiprocessing-handshake");
        thread.setDaemon(true);
        thread.start();
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | OutOfMemoryError e) {
        handshakes.release();
        log.warn("a connection could not be accepted, trying again: address={}", address, e);
        if (!pauseBeforeRetry()) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
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

  private void admit(SocketChannel socket) {
    ScheduledFuture<?> deadline =
        timer.schedule(() -> closeQuietly(socket), HANDSHAKE_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    Connections expected = null;
    ChannelRole role = null;
    FrameChannel channel = null;
    try {
      Handshake.accept(socket, key);
      channel = SocketFrameChannel.uninterruptible(socket);
      Frame hello = channel.receive();
      if (hello != null && hello.kind() == FrameKind.HELLO && hello.message().body().hasRemaining()) {
        expected = launches.get(hello.sequence());
        role = ChannelRole.of(hello.message().body().get(0));
      }
    } catch (IOException | RuntimeException e) {
      log.debug("a peer was turned away: address={}, reason={}", address, e.toString());
    } finally {
      deadline.cancel(false);
      unproved.remove(socket);
      handshakes.release();
    }
    if (expected == null || role == null || channel == null) {
      closeQuietly(socket);
    } else {
      expected.connected(role, channel);
    }
  }

  private static void closeQuietly(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("a socket could not be closed", e);
    }
  }

  /** Stops accepting; channels that were handed over stay open. */
  @Override
  public void close() throws IOException {
    server.close();
    unproved.forEach(ControlServer::closeQuietly);
  }
}
