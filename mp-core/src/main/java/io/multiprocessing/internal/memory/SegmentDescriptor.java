package io.multiprocessing.internal.memory;

/**
 * The header of every segment. Numbers are in the processor's own byte order: a segment never leaves its machine.
 *
 * <pre>
 *   0       4       8      12      16              24
 * +-------+-------+-------+-------+---------------+---------------+
 * | magic | kind  |version| sent  | id            | payload length|
 * +-------+-------+-------+-------+---------------+---------------+
 *  32              40              48                            64
 * +---------------+---------------+-------------------------------+
 * | creator stamp | PID namespace | stamps | reserved, zero       | payload...
 * +---------------+---------------+--------+----------------------+
 * </pre>
 *
 * <p>{@code magic} is written last: a segment without it is still being made. {@code sent} becomes 1 when the object
 * was given to another process for the first time; until then only its creator needs its name. The PID namespace tells
 * that stamps of processes mean the same here and there; 0 if the system has none. {@code stamps} is what their start
 * times count from: a process of another kind would take living owners for dead.
 */
final class SegmentDescriptor {

  static final int MAGIC = 0x4d50_5347; // "MPSG"

  static final int MAGIC_OFFSET = 0;
  static final int KIND_OFFSET = 4;
  static final int VERSION_OFFSET = 8;
  static final int SENT_OFFSET = 12;
  static final int ID_OFFSET = 16;
  static final int LENGTH_OFFSET = 24;
  static final int CREATOR_OFFSET = 32;
  static final int NAMESPACE_OFFSET = 40;
  static final int STAMP_KIND_OFFSET = 48;
  static final int HEADER_LENGTH = 64;

  private SegmentDescriptor() {}
}
