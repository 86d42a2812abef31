package io.multiprocessing.internal.queue;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.serialization.EncodedMessage;
import java.nio.MappedByteBuffer;

/**
 * One of the rings in which a queue's records lie. The first is part of the queue's segment; the next ones have
 * segments of their own, and are made when a record doesn't fit.
 *
 * <pre>
 * header   0       4       8              64
 *         +-------+-------+--------------+-----------------------+
 *         | start | end   | successor    | successor's reference |   {@value #HEADER_LENGTH} bytes
 *         +-------+-------+--------------+-----------------------+
 * record   0               4      5             7       8
 *         +---------------+------+-------------+-------+-----------------------+
 *         | length        | kind | attachments | 0     | content, padded to 8  |
 *         +---------------+------+-------------+-------+-----------------------+
 * </pre>
 *
 * <p>{@code start} is the position at which its first record begins, {@code end} that behind its last one if {@code
 * successor}, the number of the next ring, isn't 0. A record doesn't wrap around: what is left before the ring's end is
 * a record of padding.
 */
final class Ring {

  static final int HEADER_LENGTH = 64 + Reference.LENGTH;

  /**
   * Longer contents lie in a segment of their own: fresh memory for each costs ten times a ring's, which is used again.
   */
  static final int MAX_CONTENT = 17 * 1024 * 1024;

  /** How far rings grow; a ring for longer records is larger. */
  private static final int GROWTH_LIMIT = 16 * 1024 * 1024;

  static final int ELEMENT = 1;
  static final int PADDING = 2;
  static final int PAYLOAD = 3;

  private static final int START = 0;
  private static final int END = START + Integer.BYTES;
  private static final int SUCCESSOR = END + Integer.BYTES;
  private static final int SUCCESSOR_REFERENCE = 64;

  private static final int UNIT_SHIFT = 3;
  private static final int RECORD_HEADER = Long.BYTES;
  private static final int KIND_SHIFT = 32;
  private static final int ATTACHMENTS_SHIFT = 40;

  private final Segment segment;
  private final MappedByteBuffer memory;
  private final int number;
  private final int header;
  private final int records;
  private final int mask;

  private Ring(Segment segment, int number, int header, int capacity) {
    this.segment = segment;
    this.memory = segment.memory();
    this.number = number;
    this.header = header;
    this.records = header + HEADER_LENGTH;
    this.mask = capacity - 1;
  }

  /** The ring in a queue's own segment. */
  static Ring first(Segment queue) {
    return new Ring(queue, 0, QueueDescriptor.FIRST_RING, QueueDescriptor.FIRST_RING_CAPACITY);
  }

  /**
   * Makes the ring that comes after {@code former}; a record of {@code units} fits, wherever it begins. If there is no
   * memory for that, the smallest one in which it fits at {@code start}.
   *
   * @throws SharedObjectException if there is no memory for that either
   */
  static Ring create(Ring former, int units, int start) {
    int capacity = Math.min(GROWTH_LIMIT, 2 * former.capacity());
    while (capacity >>> UNIT_SHIFT < 2 * units) {
      capacity *= 2;
    }
    try {
      return create(former.number + 1, capacity, start);
    } catch (SharedObjectException e) {
      int smallest = QueueDescriptor.FIRST_RING_CAPACITY;
      while (!fits(smallest, start, 0, units)) {
        smallest *= 2;
      }
      if (smallest >= capacity) {
        throw e;
      }
      return create(former.number + 1, smallest, start);
    }
  }

  private static Ring create(int number, int capacity, int start) {
    Segment segment = Segment.create(SegmentKind.QUEUE_RING, HEADER_LENGTH + capacity);
    Ring ring = new Ring(segment, number, Segment.PAYLOAD, capacity);
    Words.set(ring.memory, ring.header + START, start);
    return ring;
  }

  static Ring attach(SegmentHandle handle, int number) {
    Segment segment = Segment.attach(handle);
    return new Ring(segment, number, Segment.PAYLOAD, (int) segment.payloadLength() - HEADER_LENGTH);
  }

  Segment segment() {
    return segment;
  }

  int number() {
    return number;
  }

  int start() {
    return Words.getInt(memory, header + START);
  }

  /** Whether another ring would be no larger, unless for a longer record. */
  boolean isFullyGrown() {
    return capacity() >= GROWTH_LIMIT;
  }

  int mebibytes() {
    return capacity() >>> 20;
  }

  private int capacity() {
    return mask + 1;
  }

  // The way into the next ring.

  void link(SegmentHandle successor, int end) {
    Reference.write(memory, header + SUCCESSOR_REFERENCE, successor);
    Words.set(memory, header + END, end);
    Words.set(memory, header + SUCCESSOR, number + 1);
  }

  void unlink() {
    Words.set(memory, header + SUCCESSOR, 0);
  }

  boolean endsAt(int position) {
    return Words.getInt(memory, header + SUCCESSOR) != 0 && Words.getInt(memory, header + END) == position;
  }

  SegmentHandle successor(String boot) {
    return Reference.read(memory, header + SUCCESSOR_REFERENCE, SegmentKind.QUEUE_RING, boot);
  }

  /** Copies the successor's reference to where an end notes its rings. */
  void copySuccessor(MappedByteBuffer target, int offset) {
    Reference.copy(memory, header + SUCCESSOR_REFERENCE, target, offset);
  }

  // Records.

  /** How many units a record takes whose content has so many bytes. */
  static int units(int contentLength) {
    return (RECORD_HEADER + contentLength + (1 << UNIT_SHIFT) - 1) >>> UNIT_SHIFT;
  }

  /** Whether a record of {@code units} fits at {@code position} when {@code used} units are taken. */
  boolean fits(int position, int used, int units) {
    return fits(capacity(), position, used, units);
  }

  private static boolean fits(int capacity, int position, int used, int units) {
    int contiguous = contiguous(capacity, position);
    int needed = units <= contiguous ? units : contiguous + units;
    return used + needed <= capacity >>> UNIT_SHIFT;
  }

  private static int contiguous(int capacity, int position) {
    return capacity - (position << UNIT_SHIFT & capacity - 1) >>> UNIT_SHIFT;
  }

  /** Where a record of {@code units} goes: at {@code position}, or behind padding. */
  int place(int position, int units) {
    int contiguous = contiguous(capacity(), position);
    if (units <= contiguous) {
      return position;
    }
    memory.putLong(offset(position), (long) PADDING << KIND_SHIFT | ((long) contiguous << UNIT_SHIFT));
    return position + contiguous;
  }

  void writeElement(int position, int length, EncodedMessage message) {
    int offset = offset(position);
    memory.putLong(offset, header(ELEMENT, length, message));
    Content.write(memory, offset + RECORD_HEADER, message);
  }

  void writePayload(int position, SegmentHandle payload, EncodedMessage message) {
    int offset = offset(position);
    memory.putLong(offset, header(PAYLOAD, Reference.LENGTH, message));
    Reference.write(memory, offset + RECORD_HEADER, payload);
  }

  private static long header(int kind, int length, EncodedMessage message) {
    return (long) message.attachments().size() << ATTACHMENTS_SHIFT | (long) kind << KIND_SHIFT | length;
  }

  long header(int position) {
    return memory.getLong(offset(position));
  }

  static int kind(long recordHeader) {
    return (int) (recordHeader >>> KIND_SHIFT) & 0xFF;
  }

  static int length(long recordHeader) {
    return (int) recordHeader;
  }

  static int attachments(long recordHeader) {
    return (int) (recordHeader >>> ATTACHMENTS_SHIFT) & 0xFFFF;
  }

  /** The position behind a record. */
  static int after(int position, long recordHeader) {
    return position
        + (kind(recordHeader) == PADDING ? length(recordHeader) >>> UNIT_SHIFT : units(length(recordHeader)));
  }

  EncodedMessage readElement(int position, long recordHeader) {
    return Content.read(memory, offset(position) + RECORD_HEADER, length(recordHeader), attachments(recordHeader));
  }

  SegmentHandle readPayload(int position, String boot) {
    return Reference.read(memory, offset(position) + RECORD_HEADER, SegmentKind.QUEUE_PAYLOAD, boot);
  }

  private int offset(int position) {
    return records + (position << UNIT_SHIFT & mask);
  }
}
