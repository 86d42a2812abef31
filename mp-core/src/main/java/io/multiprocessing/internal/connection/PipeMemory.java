package io.multiprocessing.internal.connection;

import io.multiprocessing.internal.memory.Leftovers;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A pipe as one process sees it: what all its connections to both ends share. One object for each pipe and process.
 * Safe for use by several threads.
 *
 * <p>The segment's name goes when no process has an end open or on its way. Usually the last one to close sees that; if
 * it was a process that ended without closing, another that had the pipe notices later: see {@link Leftovers}.
 */
final class PipeMemory implements Leftovers.Leftover {

  private final Segment segment;
  private final boolean duplex;
  private final EndTable[] ends;
  private final Lane[] lanes;
  private final LaneWriter[] writers;
  private final LaneReader[] readers;
  private final AtomicInteger[] open = {new AtomicInteger(), new AtomicInteger()};

  private PipeMemory(Segment segment) {
    this.segment = segment;
    this.duplex = segment.memory().getInt(PipeDescriptor.DUPLEX_OFFSET) != 0;
    this.ends =
        new EndTable[] {
          new EndTable(segment, PipeDescriptor.endOffset(0)), new EndTable(segment, PipeDescriptor.endOffset(1))
        };
    this.lanes = new Lane[] {new Lane(segment, 0), new Lane(segment, 1)};
    this.writers = new LaneWriter[] {new LaneWriter(lanes[0], ends[1]), new LaneWriter(lanes[1], ends[0])};
    this.readers =
        new LaneReader[] {new LaneReader(lanes[1], ends[1], open[0]), new LaneReader(lanes[0], ends[0], open[1])};
  }

  /**
   * Makes a pipe that nobody has open.
   *
   * @throws io.multiprocessing.api.SharedObjectException if there is not enough memory
   */
  static PipeMemory create(boolean duplex) {
    Segment segment = Segment.create(SegmentKind.PIPE, PipeDescriptor.payloadLength(duplex));
    segment.memory().putInt(PipeDescriptor.DUPLEX_OFFSET, duplex ? 1 : 0);
    return of(segment);
  }

  /**
   * @throws io.multiprocessing.api.SharedObjectException if the pipe is gone, or belongs to another machine or user
   */
  static PipeMemory attach(SegmentHandle handle) {
    return of(Segment.attach(handle));
  }

  private static PipeMemory of(Segment segment) {
    return segment.local(PipeMemory.class, () -> new PipeMemory(segment));
  }

  Segment segment() {
    return segment;
  }

  /** What sends for an end; null if it only receives. */
  @Nullable LaneWriter writer(int end) {
    return hasLane(end) ? writers[end] : null;
  }

  /** What receives for an end; null if it only sends. */
  @Nullable LaneReader reader(int end) {
    return hasLane(1 - end) ? readers[end] : null;
  }

  private boolean hasLane(int lane) {
    return duplex || lane == 1;
  }

  /** Counts a connection of this process to an end; {@link #close} is its partner. */
  void open(int end) {
    ends[end].addHolder();
    open[end].incrementAndGet();
  }

  void close(int end) {
    if (open[end].decrementAndGet() == 0) {
      readers[end].forget();
    }
    if (ends[end].removeHolder()) {
      tellOtherSide(end);
    }
    if (!isOpenHere()) {
      Leftovers.add(this);
    }
  }

  /**
   * Notes that a connection to an end is on its way; {@link #arrive} is its partner.
   *
   * @throws io.multiprocessing.api.SharedObjectException if too many are
   */
  PipeHandle depart(int end) {
    long ticket = EndTable.newTicket();
    int place = ends[end].addTicket(ticket);
    return new PipeHandle(segment.send(), end, place, ticket);
  }

  /** A connection to an end has arrived and is counted, or will never arrive. */
  void arrive(PipeHandle handle) {
    if (ends[handle.end()].removeTicket(handle.place(), handle.ticket())) {
      tellOtherSide(handle.end());
    }
  }

  /** Wakes whoever waits for an end that has gone. */
  private void tellOtherSide(int end) {
    VarHandle.fullFence(); // between what says so, and the words of those who sleep
    lanes[end].wakeReaders();
    lanes[1 - end].wakeWriters();
  }

  /** Wakes whoever waits at an end, to look around. */
  void disturb(int end) {
    tellOtherSide(1 - end);
  }

  private boolean isOpenHere() {
    return open[0].get() > 0 || open[1].get() > 0;
  }

  @Override
  public boolean removeIfOver() {
    if (isOpenHere()) {
      return true;
    }
    if (ends[0].isGone() && ends[1].isGone()) {
      segment.remove();
      return true;
    }
    return false;
  }

  @Override
  public String toString() {
    return segment.toString();
  }
}
