package io.multiprocessing.internal.connection;

import static io.multiprocessing.internal.connection.PipeDescriptor.CAPACITY;
import static io.multiprocessing.internal.connection.PipeDescriptor.FIRST;
import static io.multiprocessing.internal.connection.PipeDescriptor.LAST;
import static io.multiprocessing.internal.connection.PipeDescriptor.MAX_PIECE;
import static io.multiprocessing.internal.connection.PipeDescriptor.MAX_WHOLE;
import static io.multiprocessing.internal.connection.PipeDescriptor.MORE;
import static io.multiprocessing.internal.connection.PipeDescriptor.RESERVE;

import io.multiprocessing.internal.sync.WaitBudget;
import java.io.IOException;

/**
 * Sends through a lane, for all connections of this process to one end. A message that is not long waits until there is
 * room for the whole of it, so it is sent or not; a longer one goes in pieces, and is taken back if its sending is
 * broken off.
 */
final class LaneWriter {

  private final Lane lane;
  private final EndTable receivers;
  private final Spin spin = new Spin();

  /** What is known of it, so that its line isn't fetched for each message. Guarded by lane.writing. */
  private long consumed;

  LaneWriter(Lane lane, EndTable receivers) {
    this.lane = lane;
    this.receivers = receivers;
  }

  void send(Outgoing message, PipeConnection caller) throws IOException {
    Turn.take(lane.writing, caller);
    try {
      requireReceiver();
      if (message.length() <= MAX_WHOLE) {
        sendWhole(message, caller);
      } else {
        sendPieces(message, caller);
      }
    } finally {
      lane.writing.unlock();
    }
  }

  private void sendWhole(Outgoing message, PipeConnection caller) throws IOException {
    int length = (int) message.length();
    long position = lane.written();
    awaitRoom(position, PipeDescriptor.pieceLength(message.content(), length), caller);
    lane.publish(lane.put(position, message.content(), length, 0, message));
  }

  private void sendPieces(Outgoing message, PipeConnection caller) throws IOException {
    long start = lane.written();
    long position = start;
    long left = message.length();
    try {
      while (left > 0) {
        int length = (int) Math.min(left, MAX_PIECE);
        int kind = position == start ? message.content() + FIRST : length == left ? LAST : MORE;
        awaitRoom(position, PipeDescriptor.pieceLength(kind, length) + RESERVE, caller);
        position = lane.put(position, kind, length, message.length(), message);
        left -= length;
        lane.publish(position);
      }
    } finally {
      if (left > 0 && position != start) {
        lane.publish(lane.putWithdrawn(position));
      }
    }
  }

  private void awaitRoom(long position, int needed, PipeConnection caller) throws IOException {
    while (position + needed - consumed > CAPACITY) {
      long now = lane.consumed();
      if (now == consumed && !spin.forRoom(lane, now)) {
        caller.check();
        requireReceiver();
        lane.sleepForRoom(needed, now, WaitBudget.SLICE_NANOS);
      }
      consumed = lane.consumed();
    }
  }

  private void requireReceiver() throws IOException {
    if (receivers.isFoundGone()) {
      throw new IOException("the other side has closed the connection, or its processes have died; nobody can receive");
    }
  }
}
