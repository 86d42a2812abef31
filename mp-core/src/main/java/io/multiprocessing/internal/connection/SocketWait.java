package io.multiprocessing.internal.connection;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a channel in non-blocking mode is ready for one kind of operation. An interrupt ends the wait and leaves
 * the channel open; {@link #close} from another thread ends it too. For one waiting thread at a time.
 *
 * <p>The selector is opened by the first wait: it costs three descriptors, and many connections never have to wait for
 * one of the two directions.
 */
final class SocketWait implements Closeable {

  private static final long PAUSE_NANOS = 1_000_000;

  private final SelectableChannel channel;
  private final int operation;
  private @Nullable Selector selector; // guarded by this
  private boolean closed; // guarded by this

  SocketWait(SelectableChannel channel, int operation) {
    this.channel = channel;
    this.operation = operation;
  }

  /**
   * @return whether the channel is ready; false if the deadline came first
   * @throws InterruptedIOException if the thread was interrupted; its flag is still set
   * @throws ClosedChannelException if it was closed
   */
  boolean await(Deadline deadline) throws IOException {
    return await(deadline, operation);
  }

  /** As {@link #await(Deadline)}, for another operation: TLS may have to write in order to read. */
  boolean await(Deadline deadline, int wanted) throws IOException {
    Selector open;
    try {
      open = open();
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return pause(deadline); // no descriptor is left for a selector: whoever waits looks again from time to time
    }
    SelectionKey key = channel.keyFor(open);
    if (key != null && key.isValid() && key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
    try {
      while (true) {
        int ready = open.select(selected -> {}, deadline.selectMillis()); // an interrupt ends it and leaves the flag set
        if (ready > 0) {
          return true;
        }
        if (open.keys().isEmpty()) {
          throw new ClosedChannelException();
        }
        if (Thread.currentThread().isInterrupted()) {
          throw Turns.interrupted();
        }
        if (deadline.hasPassed()) {
          return false;
        }
      }
    } catch (ClosedSelectorException e) {
      throw new ClosedChannelException();
    }
  }

  /** As a wait that ends early. */
  private static boolean pause(Deadline deadline) throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw Turns.interrupted();
    }
    if (deadline.hasPassed()) {
      return false;
    }
    LockSupport.parkNanos(PAUSE_NANOS);
    return true;
  }

  private synchronized Selector open() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (selector == null) {
      Selector opened = Selector.open();
      try {
        channel.register(opened, operation);
      } catch (IOException | RuntimeException e) {
        opened.close();
        throw e;
      }
      selector = opened;
    }
    return selector;
  }

  /**
   * Ends the wait, and lets go of the channel: a closed channel keeps its descriptor until its last selector does so.
   */
  @Override
  public void close() throws IOException {
    Selector open;
    synchronized (this) {
      closed = true;
      open = selector;
    }
    if (open != null) {
      open.close();
    }
  }
}
