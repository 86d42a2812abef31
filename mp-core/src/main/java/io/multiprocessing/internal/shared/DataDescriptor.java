package io.multiprocessing.internal.shared;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.sync.SyncObjects;

/**
 * The payload of a value, an array or structures. Offsets here count from the segment's start.
 *
 * <pre>
 *  payload          +64        +68         +72          +128
 * +----------------+----------+-----------+------------+----------------
 * | the own lock   | typecode | element's | reserved,  | element 0, 1, ...
 * |                |          | length    | zero       |
 * +----------------+----------+-----------+------------+----------------
 * </pre>
 *
 * <p>Typecode and length never change, so the lock, which changes with each locked access, shares its cache line
 * neither with them nor with the data. Each element is aligned to its length, and read and written by one instruction;
 * structures are aligned to 128 bytes as a whole and laid out one after the other, as C does. Elements are in the
 * processor's own byte order.
 */
final class DataDescriptor {

  static final int TYPECODE_OFFSET = Segment.PAYLOAD + SyncObjects.LOCK_LENGTH;
  static final int ELEMENT_LENGTH_OFFSET = TYPECODE_OFFSET + Integer.BYTES;
  static final int DATA_OFFSET = TYPECODE_OFFSET + 64;

  /** What of the payload isn't data. */
  static final int OVERHEAD = DATA_OFFSET - Segment.PAYLOAD;

  /** One mapping has at most 2 GiB less one byte. */
  static final int MAX_DATA_LENGTH = Integer.MAX_VALUE - DATA_OFFSET;

  private DataDescriptor() {}
}
