package io.multiprocessing.internal.transport;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Waits until a socket in non-blocking mode can be read or written, whatever interrupts come meanwhile: the flag is set
 * again before the wait returns. For one waiting thread at a time.
 */
final class Readiness implements Closeable {

  private final Selector selector;

  Readiness(SocketChannel socket, int operation) throws IOException {
    selector = Selector.open();
    try {
      socket.register(selector, operation);
    } catch (IOException | RuntimeException e) {
      selector.close();
      throw e;
    }
  }

  /**
   * Returns when the socket is ready.
   *
   * @throws ClosedChannelException if {@link #close()} ends the wait
   */
  void await() throws IOException {
    boolean interrupted = false;
    try {
      while (selector.select(key -> {}) == 0) {
        interrupted |= Thread.interrupted();
        if (selector.keys().isEmpty()) {
          throw new ClosedChannelException();
        }
      }
    } catch (ClosedSelectorException e) {
      throw new ClosedChannelException();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
