package io.multiprocessing.internal.connection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a Unix domain socket whose queue is full. In non-blocking mode such an attempt fails, and no selector
 * tells when the next one would succeed; a blocking one gets its place in the queue. So this one blocks, and a thread
 * that lives as long as the attempt closes the socket at the deadline.
 */
final class QueuedConnect {

  private static final Logger log = LoggerFactory.getLogger(QueuedConnect.class);

  private final SocketChannel socket;
  private final Deadline deadline;
  private final AtomicBoolean decided = new AtomicBoolean(); // by who comes first: the connection or the deadline
  private final CountDownLatch over = new CountDownLatch(1);

  private QueuedConnect(SocketChannel socket, Deadline deadline) {
    this.socket = socket;
    this.deadline = deadline;
  }

  /**
   * @throws SocketTimeoutException if the deadline came first
   * @throws InterruptedIOException if the thread was interrupted; its flag is set
   * @throws IOException if nobody listens there
   */
  static SocketChannel open(UnixDomainSocketAddress address, Deadline deadline) throws IOException {
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean connected = false;
    try {
      new QueuedConnect(socket, deadline).run(address);
      connected = true;
    } finally {
      if (!connected) {
        socket.close();
      }
    }
    return SocketSetup.prepare(socket);
  }

  private void run(UnixDomainSocketAddress address) throws IOException {
    Thread watch = new Thread(this::closeAtDeadline, "multiprocessing-connect");
    watch.setDaemon(true);
    watch.start();
    try {
      socket.connect(address);
      if (!decided.compareAndSet(false, true)) {
        throw new SocketTimeoutException();
      }
    } catch (ClosedByInterruptException e) {
      throw Turns.interrupted();
    } catch (AsynchronousCloseException e) {
      throw new SocketTimeoutException();
    } finally {
      over.countDown();
    }
  }

  private void closeAtDeadline() {
    try {
      if (!over.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS) && decided.compareAndSet(false, true)) {
        socket.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.debug("a socket that was late could not be closed", e);
    }
  }
}
