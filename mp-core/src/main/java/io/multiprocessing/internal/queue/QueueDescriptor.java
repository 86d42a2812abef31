package io.multiprocessing.internal.queue;

import io.multiprocessing.internal.memory.Segment;

/**
 * A queue's first segment: the words of both ends, the notes from which a dead process's work is finished or undone,
 * the first ring, and, of a joinable queue, the table of its processes. Each box below has 128 bytes of its own, so
 * that the ends don't disturb each other.
 *
 * <pre>
 *   64  | capacity | joinable | unlinked |
 *  128  | TAIL: elements put (32 bits), position behind the last one (32) |    written by producers, one store commits
 *  256  | TAIL_LOCK | TAIL_RING | RING_TARGET | INTENT | SEEN_HEAD_RING | SEEN_HEAD | NEXT |     under the tail's lock
 *  384  | HEAD: elements taken (32 bits), position of the first one (32) |     written by consumers, one store commits
 *  512  | HEAD_LOCK | HEAD_RING | RING_TARGET | INTENT | ENTRY | SEEN_TAIL | NEXT | TAKEN |      under the head's lock
 *  640  | TAKERS_SLEEP | WATCHED |          somebody may sleep until there is an element; somebody asked for the bell
 *  768  | PUTTERS_SLEEP |                   somebody may sleep until there is a free place
 *  896  | DONE_LOCK | DONE |                joinable: elements dealt with, the sum over the table
 * 1024  | JOINERS_SLEEP |
 * 1152  | tail's ring reference 0 | 1 |     that of the ring with number n is reference n mod 2
 *       | tail's payload reference |
 *       | head's ring reference 0 | 1 |
 *       | head's payload reference |
 *       | ring 0: header, {@value #FIRST_RING_CAPACITY} bytes |     see {@link Ring}
 *       | table of processes |              see {@link Tasks}
 * </pre>
 *
 * <p>Counts and positions wrap around. Positions are in units of eight bytes and go on from ring to ring.
 */
final class QueueDescriptor {

  private static final int LINE = 128;

  static final int CAPACITY = Segment.PAYLOAD;
  static final int JOINABLE = CAPACITY + Integer.BYTES;
  static final int UNLINKED = JOINABLE + Integer.BYTES;

  static final int TAIL = LINE;

  static final int TAIL_LOCK = TAIL + LINE;
  static final int TAIL_RING = TAIL_LOCK + Long.BYTES;
  static final int TAIL_RING_TARGET = TAIL_RING + Integer.BYTES;
  static final int TAIL_INTENT = TAIL_RING_TARGET + Integer.BYTES;
  static final int SEEN_HEAD_RING = TAIL_INTENT + Integer.BYTES;
  static final int SEEN_HEAD = SEEN_HEAD_RING + Integer.BYTES;
  static final int TAIL_NEXT = SEEN_HEAD + Long.BYTES;

  static final int HEAD = TAIL_LOCK + LINE;

  static final int HEAD_LOCK = HEAD + LINE;
  static final int HEAD_RING = HEAD_LOCK + Long.BYTES;
  static final int HEAD_RING_TARGET = HEAD_RING + Integer.BYTES;
  static final int HEAD_INTENT = HEAD_RING_TARGET + Integer.BYTES;
  static final int HEAD_ENTRY = HEAD_INTENT + Integer.BYTES;
  static final int SEEN_TAIL = HEAD_ENTRY + Integer.BYTES;
  static final int HEAD_NEXT = SEEN_TAIL + Long.BYTES;
  static final int HEAD_TAKEN = HEAD_NEXT + Long.BYTES;

  static final int TAKERS_SLEEP = HEAD_LOCK + LINE;
  static final int WATCHED = TAKERS_SLEEP + Integer.BYTES;
  static final int PUTTERS_SLEEP = TAKERS_SLEEP + LINE;

  static final int DONE_LOCK = PUTTERS_SLEEP + LINE;
  static final int DONE = DONE_LOCK + Long.BYTES;
  static final int JOINERS_SLEEP = DONE_LOCK + LINE;

  static final int TAIL_RINGS = JOINERS_SLEEP + LINE;
  static final int TAIL_PAYLOAD = TAIL_RINGS + 2 * Reference.LENGTH;
  static final int HEAD_RINGS = TAIL_PAYLOAD + Reference.LENGTH;
  static final int HEAD_PAYLOAD = HEAD_RINGS + 2 * Reference.LENGTH;

  /** Where ring 0 begins; its records begin at a multiple of {@link #LINE}. */
  static final int FIRST_RING = HEAD_PAYLOAD + Reference.LENGTH + Segment.PAYLOAD;

  static final int FIRST_RING_CAPACITY = 256 * 1024;

  static final int TABLE = FIRST_RING + Ring.HEADER_LENGTH + FIRST_RING_CAPACITY;

  private QueueDescriptor() {}

  static long payloadLength(boolean joinable) {
    return TABLE + (joinable ? Tasks.TABLE_LENGTH : 0) - Segment.PAYLOAD;
  }

  /** Where the reference to a ring lies, of the two of one end. */
  static int ringReference(int references, int ringNumber) {
    return references + (ringNumber & 1) * Reference.LENGTH;
  }
}
