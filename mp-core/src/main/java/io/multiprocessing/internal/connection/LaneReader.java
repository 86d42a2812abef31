package io.multiprocessing.internal.connection;

import static io.multiprocessing.internal.connection.PipeDescriptor.WITHDRAWN;
import static io.multiprocessing.internal.connection.PipeDescriptor.beginsMessage;

import io.multiprocessing.internal.memory.Host;
import io.multiprocessing.internal.sync.WaitBudget;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Receives from a lane, for all connections of this process to one end.
 *
 * <p>When an interrupt breaks a receiver off in the middle of a message, what has arrived is kept here for this
 * process's next one, and the lane says whose it is: other processes that share the end wait until it is whole, or the
 * connection is closed, or the process dead.
 */
final class LaneReader {

  private static final long SELF = Host.processes().self();

  private final Lane lane;
  private final EndTable senders;
  private final AtomicInteger open;
  private final Spin spin = new Spin();
  private @Nullable Incoming kept; // guarded by lane.reading; valid while the lane's keeper is this process

  /** @param open how many connections this process has to the end */
  LaneReader(Lane lane, EndTable senders, AtomicInteger open) {
    this.lane = lane;
    this.senders = senders;
    this.open = open;
  }

  // --- Receiving ----------------------------------------------------------------------------------------------------

  /**
   * Receives the next message.
   *
   * @param buffer where to put it, if there is room for it there; its position stays where it is
   * @throws MessageTooLongException if it is longer than {@code maxLength}; it stays where it is, but one of which a
   *     part was taken is given up
   */
  Incoming receive(long maxLength, @Nullable ByteBuffer buffer, PipeConnection caller) throws IOException {
    takeTurn(caller);
    try {
      return receive(lane.keeper() == SELF ? kept : null, maxLength, buffer, caller);
    } finally {
      lane.reading.unlock();
    }
  }

  private void takeTurn(PipeConnection caller) throws IOException {
    while (true) {
      Turn.take(lane.reading, caller);
      long keeper = lane.keeper();
      if (keeper == 0 || keeper == SELF) {
        return;
      }
      if (!Host.processes().isAlive(keeper)) {
        lane.setKeeper(0); // the rest of its message is skipped, as continuing what nobody began
        return;
      }
      lane.reading.unlock();
      caller.check();
      lane.sleepForKeeper(keeper, WaitBudget.SLICE_NANOS);
    }
  }

  private Incoming receive(
      @Nullable Incoming begun, long maxLength, @Nullable ByteBuffer buffer, PipeConnection caller) throws IOException {
    Incoming message = begun;
    long position = lane.consumed();
    try {
      if (message != null) {
        requireAtMost(maxLength, message.total());
      }
      while (message == null || !message.isWhole()) {
        if (lane.written() == position) {
          awaitData(position, message, caller);
        }
        long header = lane.header(position);
        int kind = PipeDescriptor.kind(header);
        int length = PipeDescriptor.length(header);
        if (message == null && beginsMessage(kind)) {
          message = begin(position, kind, length, maxLength, buffer);
        } else if (message != null && beginsMessage(kind)) {
          throw brokenOff(message);
        } else if (kind == WITHDRAWN) {
          message = null;
        }
        if (message != null) {
          lane.take(position, kind, length, message);
        }
        position += PipeDescriptor.pieceLength(kind, length);
        lane.consume(position);
      }
    } catch (InterruptedIOException e) {
      keep(message);
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      keep(null);
      throw e;
    }
    keep(null);
    return message;
  }

  /** Before anything is consumed, so that a message that can't be had stays. */
  private Incoming begin(long position, int kind, int length, long maxLength, @Nullable ByteBuffer buffer)
      throws IOException {
    long total = PipeDescriptor.isFirst(kind) ? lane.total(position) : length;
    requireAtMost(maxLength, total);
    return new Incoming(PipeDescriptor.content(kind), total, buffer);
  }

  private static void requireAtMost(long maxLength, long length) throws MessageTooLongException {
    if (length > maxLength) {
      throw new MessageTooLongException(length, maxLength);
    }
  }

  private void keep(@Nullable Incoming message) {
    if (message != null) {
      message.leaveBuffer();
      kept = message;
      lane.setKeeper(SELF);
      if (open.get() == 0) { // the last connection was closed meanwhile, and forget() came before this
        kept = null;
        lane.setKeeper(0);
      }
    } else if (kept != null) {
      kept = null;
      lane.setKeeper(0);
    }
  }

  /** When this process has no connection to the end any more: what was kept is given up. */
  void forget() {
    if (lane.keeper() == SELF) {
      lane.setKeeper(0);
    }
  }

  // --- Waiting ------------------------------------------------------------------------------------------------------

  private void awaitData(long position, @Nullable Incoming message, PipeConnection caller) throws IOException {
    if (spin.forData(lane, position)) {
      return;
    }
    boolean slept = false;
    while (lane.written() == position) {
      caller.check();
      if (senders.isFoundGone() && lane.written() == position) {
        throw message == null
            ? new EOFException("the other side has closed the connection, or its processes have died; nothing is left")
            : brokenOff(message);
      }
      // Whoever goes on with a message holds the lane's side; looked at before the position, which it moves first.
      if (message != null && slept && !lane.writing.isHeldByTheLiving() && lane.written() == position) {
        throw brokenOff(message);
      }
      lane.sleepForData(position, WaitBudget.SLICE_NANOS);
      slept = true;
    }
  }

  private static IOException brokenOff(Incoming message) {
    return new IOException(
        "a message was broken off, because its sender died; it is lost, the next ones are not: received="
            + message.received() + ", length=" + message.total());
  }

  /**
   * Whether a message or the end can be received. Doesn't block, and doesn't wait for another receiver.
   *
   * @return also true for a message that is not whole yet, as in Python
   */
  boolean isReady() {
    while (true) {
      long position = lane.consumed();
      if (lane.written() == position) {
        return lane.keeper() == SELF || senders.isFoundGone();
      }
      long header = lane.header(position);
      long keeper = lane.keeper();
      if (lane.consumed() != position) {
        continue; // another receiver was at it
      }
      if (beginsMessage(PipeDescriptor.kind(header))) {
        return true;
      }
      if (keeper != 0 && Host.processes().isAlive(keeper)) {
        return keeper == SELF;
      }
      if (!Turn.tryTake(lane.reading)) {
        return false; // somebody is in the middle of a message
      }
      try {
        skipRemnants();
      } finally {
        lane.reading.unlock();
      }
    }
  }

  /** Skips what a receiver that died in the middle of a message has left. */
  private void skipRemnants() {
    long position = lane.consumed();
    if (lane.keeper() != 0 && Host.processes().isAlive(lane.keeper())) {
      return;
    }
    while (lane.written() != position) {
      long header = lane.header(position);
      int kind = PipeDescriptor.kind(header);
      if (beginsMessage(kind)) {
        break;
      }
      position += PipeDescriptor.pieceLength(kind, PipeDescriptor.length(header));
      lane.consume(position);
    }
    if (lane.keeper() != 0) {
      lane.setKeeper(0);
    }
  }

  /** Waits for {@link #isReady}, at most so long. */
  boolean awaitReady(WaitBudget budget, PipeConnection caller) throws IOException {
    if (isReady()) {
      return true;
    }
    long slice = budget.nextSliceNanos();
    boolean first = true;
    while (slice > 0) {
      caller.check();
      long position = lane.written();
      if (isReady()) {
        return true;
      }
      if (!first || !spin.forData(lane, position)) {
        lane.sleepForData(position, slice);
      }
      first = false;
      slice = budget.nextSliceNanos();
    }
    return isReady();
  }

  void watch() {
    lane.watch();
  }
}
