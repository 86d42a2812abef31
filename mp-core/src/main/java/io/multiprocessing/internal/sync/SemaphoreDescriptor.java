package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;

/**
 * The payload of a semaphore. Everything from {@code available} on is changed under the mutex.
 *
 * <pre>
 *   0
 * +------------+
 * | mutex word |
 * +------------+
 *  64           68         72        76
 * +-----------+-----------+---------+---------+
 * | available | sleepers  | initial | bounded |    initial, bounded: never change
 * +-----------+-----------+---------+---------+
 *  128          136          144       148
 * +------------+------------+---------+---------+    leaving: the index of an entry + 1, or 0
 * | base       | next base  | leaving | used    |    used: all entries from here on were never used
 * +------------+------------+---------+---------+
 *  192 + 32 i   +8           +16      +20
 * +------------+------------+--------+--------+
 * | stamp      | held       | waiting| unused |    one entry for each process, i &lt; 512; stamp 0: free
 * +------------+------------+--------+--------+
 * </pre>
 *
 * <p>{@code held} is what the process has acquired less what was released for it. A release counts for the process
 * itself; if that holds nothing, for the one that holds most; if nobody holds anything, it makes the process's own
 * number negative. {@code waiting} is how many of its threads sleep, on {@code available}. Two rules hold whenever the
 * mutex is free:
 *
 * <pre>
 * available = base - sum of held            sleepers = sum of waiting
 * </pre>
 *
 * <p>The right sides are written first, and the left sides follow from them. So the next holder of the mutex only has
 * to compute the left sides to finish what a dead one began. An entry that is given up changes {@code base} as well;
 * for that, {@code next base} and then {@code leaving} are written first, and what follows can be done again from the
 * beginning.
 */
final class SemaphoreDescriptor {

  static final int MUTEX_OFFSET = Segment.PAYLOAD;
  static final int AVAILABLE_OFFSET = Segment.PAYLOAD + 64;
  static final int SLEEPERS_OFFSET = AVAILABLE_OFFSET + 4;
  static final int INITIAL_OFFSET = AVAILABLE_OFFSET + 8;
  static final int BOUNDED_OFFSET = AVAILABLE_OFFSET + 12;
  static final int BASE_OFFSET = Segment.PAYLOAD + 128;
  static final int NEXT_BASE_OFFSET = BASE_OFFSET + 8;
  static final int LEAVING_OFFSET = BASE_OFFSET + 16;

  static final int USED_OFFSET = BASE_OFFSET + 20;

  static final int ENTRIES = 512;
  static final int ENTRY_LENGTH = 32;
  static final int LENGTH = 192 + ENTRIES * ENTRY_LENGTH;

  private static final int ENTRIES_OFFSET = Segment.PAYLOAD + 192;

  private SemaphoreDescriptor() {}

  static int stampOffset(int entry) {
    return ENTRIES_OFFSET + entry * ENTRY_LENGTH;
  }

  static int heldOffset(int entry) {
    return stampOffset(entry) + 8;
  }

  static int waitingOffset(int entry) {
    return stampOffset(entry) + 16;
  }
}
