package io.multiprocessing.internal.connection;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.os.ProcessTable;
import java.nio.ByteOrder;

/**
 * The layout of a pipe's segment. Two ends, 0 and 1; lane E carries messages from end E to the other. A one-way pipe
 * has lane 1 only. Numbers are in the processor's order; lines are 128 bytes apart, because processors fetch them in
 * pairs.
 *
 * <pre>
 * payload  +-----------------------------------------------------------------+
 *          | duplex (int)                                                    |  128
 *          +-----------------------------------------------------------------+
 *          | end 0: ended, version (ints)                                    |  128
 *          |        holders: 512 words                                       | 4096
 *          |        tickets: 1024 words                                      | 8192
 *          | end 1: the same                                                 |
 *          +-----------------------------------------------------------------+
 *          | lane 0: written (long), where the next message begins           |  128
 *          |         consumed (long), what the reader has done with          |  128
 *          |         reader sleeps, watched (ints)                           |  128
 *          |         writer needs (int), the room for which a writer sleeps  |  128
 *          |         writing: a RobustMutex                                  |  128
 *          |         reading: a RobustMutex; keeper (long)                   |  128
 *          | lane 1: the same                                                |
 *          +-----------------------------------------------------------------+
 *          | ring of lane 1, then ring of lane 0 if there is one             |
 *          +-----------------------------------------------------------------+
 *
 * holder   | stamp of a process (47) | its open connections (17) |     0: free
 * ticket   | stamp of the sender (47) | a number that isn't 0 (17) |   0: free
 * </pre>
 *
 * <p>Positions only grow; a place in the ring is the position modulo the capacity. Pieces begin at multiples of 8:
 *
 * <pre>
 *  63        32 31         0 63              0
 * +------------+------------+-----------------+-------------+-----------------+
 * |    kind    |   length   | total length of | bytes       | 0 to 7 bytes of |
 * |            |            | a message begun |             | padding         |
 * +------------+------------+-----------------+-------------+-----------------+
 * </pre>
 *
 * <p>A message is one piece, or a first one and more. Each becomes visible by one store of {@code written}, so a killed
 * writer leaves no half of a piece. A first piece after a first piece says that the former message's writer died. A
 * piece that continues what nobody began belongs to a message whose reader died, and is skipped.
 */
final class PipeDescriptor {

  static final int LINE = 128;

  static final int DUPLEX_OFFSET = Segment.PAYLOAD;

  static final int HOLDERS = 512;
  static final int TICKETS = 1024;

  /** Of an end's table: the last holder has closed. A hint; the table is what counts. */
  static final int ENDED_OFFSET = 0;

  /**
   * Of an end's table: changes with each addition, so that a look over the table can tell that it has to look again.
   */
  static final int VERSION_OFFSET = ENDED_OFFSET + Integer.BYTES;

  static final int HOLDERS_OFFSET = LINE;
  static final int TICKETS_OFFSET = HOLDERS_OFFSET + HOLDERS * Long.BYTES;
  private static final int END_LENGTH = TICKETS_OFFSET + TICKETS * Long.BYTES;

  static final int WRITTEN_OFFSET = 0;
  static final int CONSUMED_OFFSET = WRITTEN_OFFSET + LINE;
  static final int READER_SLEEPS_OFFSET = CONSUMED_OFFSET + LINE;
  static final int WATCHED_OFFSET = READER_SLEEPS_OFFSET + Integer.BYTES;
  static final int WRITER_NEEDS_OFFSET = READER_SLEEPS_OFFSET + LINE;
  static final int WRITING_OFFSET = WRITER_NEEDS_OFFSET + LINE;
  static final int READING_OFFSET = WRITING_OFFSET + LINE;

  /** The stamp of a process that has a part of a message and will take the rest, because its reader was interrupted. */
  static final int KEEPER_OFFSET = READING_OFFSET + Long.BYTES;

  private static final int LANE_LENGTH = READING_OFFSET + LINE;

  private static final int ENDS_OFFSET = DUPLEX_OFFSET + LINE;
  private static final int LANES_OFFSET = ENDS_OFFSET + 2 * END_LENGTH;
  private static final int RINGS_OFFSET = LANES_OFFSET + 2 * LANE_LENGTH;

  /** Room for some messages, and small enough to stay in a processor's second-level cache. A power of two. */
  static final int CAPACITY = 256 * 1024;

  static final int HEADER_LENGTH = Long.BYTES;
  static final int TOTAL_LENGTH = Long.BYTES;

  /** A longer message is written in pieces, which its reader takes while the rest is written. */
  static final int MAX_WHOLE = CAPACITY / 2 - HEADER_LENGTH;

  /** The length of such a piece: the larger, the fewer stores; the smaller, the sooner the reader begins. */
  static final int MAX_PIECE = 64 * 1024 - HEADER_LENGTH - TOTAL_LENGTH;

  /**
   * Room that is left behind each piece but the last of a message, so that its writer can always take the message back.
   */
  static final int RESERVE = HEADER_LENGTH;

  /** What a message is: bytes as they are. */
  static final int BYTES = 1;

  /** An object without attachments: the codec's body. */
  static final int OBJECT = 2;

  /** An object with attachments: their count and lengths (ints), the codec's body, the attachments. */
  static final int PARTS = 3;

  /**
   * Added to what the message is, in the first of several pieces; the whole message's length comes before its bytes.
   */
  static final int FIRST = 3;

  /** A piece that is neither the first nor the last. */
  static final int MORE = 7;

  static final int LAST = 8;

  /** The message that was begun doesn't go on, because its writer was interrupted or closed: forget it. */
  static final int WITHDRAWN = 9;

  static final int COUNT_BITS = Long.SIZE - ProcessTable.STAMP_BITS;
  static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

  private PipeDescriptor() {}

  static long payloadLength(boolean duplex) {
    return RINGS_OFFSET - Segment.PAYLOAD + (duplex ? 2L : 1L) * CAPACITY;
  }

  static int endOffset(int end) {
    return ENDS_OFFSET + end * END_LENGTH;
  }

  static int laneOffset(int lane) {
    return LANES_OFFSET + lane * LANE_LENGTH;
  }

  static int ringOffset(int lane) {
    return RINGS_OFFSET + (1 - lane) * CAPACITY;
  }

  /** The half of a position that changes with every piece: what sleepers sleep on. */
  static int lowHalf(int offset) {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? offset : offset + Integer.BYTES;
  }

  static long header(int kind, int length) {
    return (long) kind << Integer.SIZE | length;
  }

  static int kind(long header) {
    return (int) (header >>> Integer.SIZE);
  }

  static int length(long header) {
    return (int) header;
  }

  static boolean isFirst(int kind) {
    return kind > FIRST && kind < MORE;
  }

  static boolean beginsMessage(int kind) {
    return kind < MORE;
  }

  /** What the message is that a piece begins. */
  static int content(int kind) {
    return kind > FIRST ? kind - FIRST : kind;
  }

  /** How much of the ring a piece takes. */
  static int pieceLength(int kind, int length) {
    return HEADER_LENGTH + (isFirst(kind) ? TOTAL_LENGTH : 0) + (length + Long.BYTES - 1 & -Long.BYTES);
  }
}
