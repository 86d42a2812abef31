package io.multiprocessing.internal.connection;

import static io.multiprocessing.internal.connection.PipeDescriptor.CAPACITY;
import static io.multiprocessing.internal.connection.PipeDescriptor.CONSUMED_OFFSET;
import static io.multiprocessing.internal.connection.PipeDescriptor.HEADER_LENGTH;
import static io.multiprocessing.internal.connection.PipeDescriptor.KEEPER_OFFSET;
import static io.multiprocessing.internal.connection.PipeDescriptor.READER_SLEEPS_OFFSET;
import static io.multiprocessing.internal.connection.PipeDescriptor.READING_OFFSET;
import static io.multiprocessing.internal.connection.PipeDescriptor.TOTAL_LENGTH;
import static io.multiprocessing.internal.connection.PipeDescriptor.WATCHED_OFFSET;
import static io.multiprocessing.internal.connection.PipeDescriptor.WRITER_NEEDS_OFFSET;
import static io.multiprocessing.internal.connection.PipeDescriptor.WRITING_OFFSET;
import static io.multiprocessing.internal.connection.PipeDescriptor.WRITTEN_OFFSET;

import io.multiprocessing.internal.memory.Bell;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.sync.RobustMutex;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;

/**
 * One direction of a pipe: the ring, its positions, and the words by which one side tells the other that it sleeps.
 * Nothing here blocks but the two sleeps.
 *
 * <p>Whoever is about to sleep sets its word, then looks once more; whoever moves a position reads that word behind a
 * full fence. So either the sleeper sees the new position or the mover sees the sleeper, and no system call is made for
 * one who doesn't sleep.
 */
final class Lane {

  private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** Taken by whoever sends a message, from its first byte to its last. */
  final RobustMutex writing;

  /** Taken by whoever receives a message, also while it waits for it. */
  final RobustMutex reading;

  private final Segment segment;
  private final MappedByteBuffer memory;
  private final int offset;
  private final int ring;

  Lane(Segment segment, int lane) {
    this.segment = segment;
    this.memory = segment.memory();
    this.offset = PipeDescriptor.laneOffset(lane);
    this.ring = PipeDescriptor.ringOffset(lane);
    this.writing = new RobustMutex(segment, offset + WRITING_OFFSET);
    this.reading = new RobustMutex(segment, offset + READING_OFFSET);
  }

  // --- Positions ----------------------------------------------------------------------------------------------------

  long written() {
    return (long) LONG.getAcquire(memory, offset + WRITTEN_OFFSET); // pairs with publish
  }

  long consumed() {
    return (long) LONG.getAcquire(memory, offset + CONSUMED_OFFSET); // pairs with consume
  }

  /** Makes everything up to {@code position} visible to readers, and wakes those who sleep. */
  void publish(long position) {
    LONG.setRelease(memory, offset + WRITTEN_OFFSET, position);
    VarHandle.fullFence(); // pairs with the one in sleepForData and in Bell.watch
    wakeReaders();
  }

  /** Something a reader waits for may have come. What it is was stored before, and a full fence lies in between. */
  void wakeReaders() {
    if ((int) INT.getOpaque(memory, offset + READER_SLEEPS_OFFSET) != 0) {
      INT.setVolatile(memory, offset + READER_SLEEPS_OFFSET, 0);
      segment.wake(PipeDescriptor.lowHalf(offset + WRITTEN_OFFSET), Integer.MAX_VALUE);
    }
    Bell.ringIfWatched(segment, offset + WATCHED_OFFSET);
  }

  /**
   * Gives everything before {@code position} back to writers, and wakes them if there is the room that they need now.
   */
  void consume(long position) {
    LONG.setRelease(memory, offset + CONSUMED_OFFSET, position);
    VarHandle.fullFence(); // pairs with the one in sleepForRoom
    int needed = (int) INT.getOpaque(memory, offset + WRITER_NEEDS_OFFSET);
    if (needed != 0 && CAPACITY - (written() - position) >= needed) {
      wakeWriters();
    }
  }

  /** Something a writer waits for may have come. */
  void wakeWriters() {
    if ((int) INT.getOpaque(memory, offset + WRITER_NEEDS_OFFSET) != 0) {
      INT.setVolatile(memory, offset + WRITER_NEEDS_OFFSET, 0);
      segment.wake(PipeDescriptor.lowHalf(offset + CONSUMED_OFFSET), Integer.MAX_VALUE);
    }
  }

  /** Sleeps while nothing is written behind {@code position}; may return at any time before. */
  void sleepForData(long position, long nanos) {
    INT.setVolatile(memory, offset + READER_SLEEPS_OFFSET, 1);
    VarHandle.fullFence(); // pairs with the one in publish
    if (written() == position) {
      segment.await(PipeDescriptor.lowHalf(offset + WRITTEN_OFFSET), (int) position, nanos);
    }
  }

  /**
   * Sleeps until there are {@code needed} bytes of room between {@code written} and {@code consumed}, as known so far.
   */
  void sleepForRoom(int needed, long consumed, long nanos) {
    INT.setVolatile(memory, offset + WRITER_NEEDS_OFFSET, needed);
    VarHandle.fullFence(); // pairs with the one in consume
    if (consumed() == consumed) {
      segment.await(PipeDescriptor.lowHalf(offset + CONSUMED_OFFSET), (int) consumed, nanos);
    }
  }

  /** Asks for the bell at the next change. */
  void watch() {
    Bell.watch(segment, offset + WATCHED_OFFSET);
  }

  /** The process that has a part of a message and will take the rest; 0 if there is none. */
  long keeper() {
    return (long) LONG.getVolatile(memory, offset + KEEPER_OFFSET);
  }

  void setKeeper(long stamp) {
    LONG.setVolatile(memory, offset + KEEPER_OFFSET, stamp);
    if (stamp == 0) {
      segment.wake(PipeDescriptor.lowHalf(offset + KEEPER_OFFSET), Integer.MAX_VALUE);
    }
  }

  void sleepForKeeper(long keeper, long nanos) {
    segment.await(PipeDescriptor.lowHalf(offset + KEEPER_OFFSET), (int) keeper, nanos);
  }

  // --- The ring -----------------------------------------------------------------------------------------------------

  private int place(long position) {
    return ring + (int) (position & CAPACITY - 1);
  }

  /** The header of the piece at a position; what is read is one only while nobody consumes it. */
  long header(long position) {
    return (long) LONG.getAcquire(memory, place(position)); // read before a position that is read after it
  }

  /** The length of the whole message whose first piece is at a position. */
  long total(long position) {
    return (long) LONG.get(memory, place(position + HEADER_LENGTH));
  }

  /**
   * Puts a piece behind everything that is written, for {@link #publish} to make visible.
   *
   * @param total the whole message's length, for a first piece
   * @return where the next one goes
   */
  long put(long position, int kind, int length, long total, Outgoing message) {
    LONG.set(memory, place(position), PipeDescriptor.header(kind, length));
    long start = position + HEADER_LENGTH;
    if (PipeDescriptor.isFirst(kind)) {
      LONG.set(memory, place(start), total);
      start += TOTAL_LENGTH;
    }
    int toEnd = Math.min(length, ring + CAPACITY - place(start));
    message.copyTo(memory, place(start), toEnd);
    if (toEnd < length) {
      message.copyTo(memory, ring, length - toEnd);
    }
    return position + PipeDescriptor.pieceLength(kind, length);
  }

  /** Puts the piece that takes a message back. */
  long putWithdrawn(long position) {
    LONG.set(memory, place(position), PipeDescriptor.header(PipeDescriptor.WITHDRAWN, 0));
    return position + HEADER_LENGTH;
  }

  /** Copies the bytes of the piece at a position. */
  void take(long position, int kind, int length, Incoming message) {
    long start = position + HEADER_LENGTH + (PipeDescriptor.isFirst(kind) ? TOTAL_LENGTH : 0);
    int toEnd = Math.min(length, ring + CAPACITY - place(start));
    message.take(memory, place(start), toEnd);
    if (toEnd < length) {
      message.take(memory, ring, length - toEnd);
    }
  }
}
