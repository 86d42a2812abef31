package io.multiprocessing.internal.manager;

import io.multiprocessing.internal.connection.FrameSocket;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a manager's server, which many threads use at once without a thread of its own. Each thread writes
 * its request and waits; one of those that wait reads, ends the calls of the others as their replies arrive, and when
 * its own has come another takes its place. A connection that was lost stays so.
 *
 * <p>Fields: {@code pending} by all; {@code look} and the reading of {@code socket} by the thread that has set {@code
 * reading}; {@code selector} is made by such a thread and closed by whoever loses the connection, under the lock of
 * this object.
 */
final class ClientConversation {

  /** After such a rest a caller looks whether the server is still there before it sends. */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final FrameSocket socket;
  private final int maxMessageBytes;
  private final Map<Long, PendingCall> pending = new ConcurrentHashMap<>();
  private final AtomicLong lastCall = new AtomicLong();
  private final AtomicBoolean reading = new AtomicBoolean();
  private final Look look = new Look();
  private volatile long lastUsedNanos = System.nanoTime();
  private volatile long heard; // how many frames; written by who reads
  private volatile @Nullable IOException lost; // written under this
  private volatile @Nullable Selector selector; // written under this

  ClientConversation(FrameSocket socket, int maxMessageBytes) {
    this.socket = socket;
    this.maxMessageBytes = maxMessageBytes;
  }

  boolean isLost() {
    return lost != null;
  }

  /** Whether no call is under way. */
  boolean isIdle() {
    return pending.isEmpty();
  }

  /** How many frames have come from the server. */
  long heard() {
    return heard;
  }

  /** Has the server say that it is there. Doesn't block. */
  void ping() {
    post(ClientMessages.oneNumber(ManagerFrameDescriptor.PING, lastCall.incrementAndGet()));
  }

  /** A call, known before it is sent, so that its reply finds it. Whoever begins one waits for it or leaves it. */
  PendingCall begin() {
    PendingCall call = new PendingCall(lastCall.incrementAndGet());
    pending.put(call.id, call);
    return call;
  }

  /**
   * Sends a call's request; whether that is so. If not, the server won't run it, and the connection is lost.
   *
   * @param request its parts
   */
  boolean send(PendingCall call, ByteBuffer... request) {
    checkAfterRest();
    if (post(request)) {
      return true;
    }
    pending.remove(call.id);
    return false;
  }

  /** Sends a message that has no reply; whether that is so. Doesn't block. */
  boolean post(ByteBuffer... message) {
    if (lost != null) {
      return false;
    }
    try {
      if (!socket.send(message)) {
        wakeReader(); // it has to wait for room as well
      }
      lastUsedNanos = System.nanoTime();
      return true;
    } catch (IOException e) {
      lose(e);
      return false;
    } catch (RuntimeException | Error e) { // nobody knows how much of it is on its way
      broken(e);
      throw e;
    }
  }

  /** For what isn't expected, as too little memory: other threads' calls must not wait for ever. */
  private void broken(Throwable thrown) {
    lose(new IOException("the connection is given up after " + thrown, thrown));
  }

  /** The call's thread doesn't wait for its reply any more, if it ever has. */
  void leave(PendingCall call) {
    call.stopWaiting();
    pending.remove(call.id);
    handOn();
  }

  private void checkAfterRest() {
    if (System.nanoTime() - lastUsedNanos > REST_NANOS) {
      look();
    }
  }

  /**
   * Takes what has arrived and sends what is left over, unless somebody does so already: while nobody waits for a
   * reply, nobody notices that the connection has ended. Doesn't block.
   */
  void look() {
    if (lost == null && reading.compareAndSet(false, true)) {
      try {
        readArrived();
        socket.flush();
      } catch (IOException e) {
        lose(e);
      } catch (RuntimeException | Error e) {
        broken(e);
        throw e;
      } finally {
        endReading();
      }
    }
  }

  /**
   * Waits for the reply.
   *
   * @param onInterrupt runs once if the thread is interrupted, which doesn't end the wait; null for nothing
   * @param limitNanos how long to wait; 0 for no limit
   * @return whether the call has ended; false if the limit came first, and then its reply goes nowhere
   */
  boolean await(PendingCall call, @Nullable Runnable onInterrupt, long limitNanos) {
    long start = System.nanoTime();
    Runnable action = onInterrupt;
    boolean interrupted = false;
    call.startWaiting();
    try {
      while (!call.isEnded()) {
        if (Thread.interrupted()) {
          interrupted = true;
          if (action != null) {
            action.run();
            action = null;
          }
        }
        long leftNanos = limitNanos == 0 ? 0 : limitNanos - (System.nanoTime() - start);
        if (leftNanos < 0 || limitNanos != 0 && leftNanos == 0) {
          pending.remove(call.id);
          return call.isEnded();
        }
        if (reading.compareAndSet(false, true)) {
          read(call, leftNanos);
        } else if (leftNanos == 0) {
          LockSupport.park(this);
        } else {
          LockSupport.parkNanos(this, leftNanos);
        }
      }
      return true;
    } finally {
      leave(call);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Reads until the call has ended, the thread is interrupted or the time is over. */
  private void read(PendingCall call, long limitNanos) {
    long start = System.nanoTime();
    try {
      while (!call.isEnded() && !Thread.currentThread().isInterrupted()) {
        long leftNanos = limitNanos == 0 ? 0 : limitNanos - (System.nanoTime() - start);
        if (leftNanos < 0 || limitNanos != 0 && leftNanos == 0) {
          return;
        }
        if (!readArrived() && !look.until(this::readArrived)) {
          select(leftNanos);
        }
      }
    } catch (IOException e) {
      lose(e);
    } catch (RuntimeException | Error e) { // perhaps in the middle of another thread's reply
      broken(e);
      throw e;
    } finally {
      endReading();
    }
  }

  /** Takes all replies that are here; whether there were any. */
  private boolean readArrived() throws IOException {
    boolean any = false;
    byte[] frame = socket.receive(maxMessageBytes);
    while (frame != null) {
      any = true;
      deliver(frame);
      // What has arrived meanwhile is the next reader's, and asking for it in vain would cost a system call.
      frame = socket.hasArrived() ? socket.receive(maxMessageBytes) : null;
    }
    return any;
  }

  private void deliver(byte[] frame) throws IOException {
    if (frame.length < 1 + Long.BYTES || frame[0] < ManagerFrameDescriptor.RESULT) {
      throw new IOException("the server sent what is no reply: length=" + frame.length);
    }
    heard = heard + 1;
    PendingCall call = pending.remove(ByteBuffer.wrap(frame).getLong(1));
    if (call != null) {
      call.end(frame);
    }
  }

  private void endReading() {
    reading.set(false);
    handOn();
  }

  /** If nobody reads, one of those that wait has to. */
  private void handOn() {
    if (reading.get() || pending.isEmpty()) {
      return;
    }
    for (PendingCall call : pending.values()) {
      if (!call.isEnded() && call.isWaiting() && call.wakeOther()) {
        return;
      }
    }
  }

  private void select(long limitNanos) throws IOException {
    Selector open = openSelector();
    try {
      SelectionKey key = open.keys().iterator().next();
      key.interestOps(socket.unsentBytes() > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
      open.select(ready -> {}, millis(limitNanos));
      socket.flush();
    } catch (ClosedSelectorException | CancelledKeyException | NoSuchElementException e) {
      throw new ClosedChannelException();
    }
  }

  /** At least one for a limit, because 0 is none. */
  private static long millis(long limitNanos) {
    return limitNanos == 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(limitNanos));
  }

  private synchronized Selector openSelector() throws IOException {
    Selector open = selector;
    if (open == null) {
      if (lost != null) {
        throw new ClosedChannelException();
      }
      open = Selector.open();
      try {
        socket.channel().register(open, SelectionKey.OP_READ);
      } catch (IOException | RuntimeException e) {
        open.close();
        throw e;
      }
      selector = open;
    }
    return open;
  }

  private void wakeReader() {
    Selector open = selector;
    if (open != null) {
      open.wakeup();
    }
  }

  /**
   * Waits for the server's first message.
   *
   * @throws IOException if the connection ends, or nothing comes within the limit
   */
  byte[] first(long limitNanos) throws IOException {
    long start = System.nanoTime();
    while (true) {
      byte[] frame = socket.receive(maxMessageBytes);
      if (frame != null) {
        return frame;
      }
      long leftNanos = limitNanos - (System.nanoTime() - start);
      if (leftNanos <= 0) {
        throw new SocketTimeoutException("nothing came within the limit");
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while connecting");
      }
      select(leftNanos);
    }
  }

  /** Ends the connection: all calls that wait fail, and later ones are not sent. Idempotent. */
  void lose(IOException cause) {
    synchronized (this) {
      if (lost != null) {
        return;
      }
      lost = cause;
      Selector open = selector;
      try {
        socket.close();
        if (open != null) {
          open.close(); // a closed channel keeps its descriptor until its last selector lets go of it
        }
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
    IOException reason = cause instanceof EOFException ? new IOException("the server ended the connection", cause) : cause;
    for (PendingCall call : pending.values()) {
      if (pending.remove(call.id, call)) {
        call.fail(reason);
      }
    }
  }
}
