package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;

/**
 * The payload of a condition: a place for each thread that waits.
 *
 * <pre>
 *   0
 * +------------+
 * | mutex word |
 * +------------+
 *  64           72
 * +------------+------------+
 * | next ticket| used       |      used: all places from here on were never used
 * +------------+------------+
 *  128 + 32 i   +8           +16          +24      +28
 * +------------+------------+------------+--------+--------+
 * | stamp      | ticket     | bound      | state  | unused |    i &lt; 1024
 * +------------+------------+------------+--------+--------+
 *
 * FREE -----------------&gt; WAITING ------&gt; SLEEPING
 *  ^   taken, mutex held    |  | by its      |  |
 *  |                        |  | thread      |  |
 *  +---- gives up ----------+----------------+  |
 *  |                           |                |
 *  +---- got the lock ----- SIGNALLED &lt;---------+    by a signal, mutex held
 * </pre>
 *
 * <p>{@code state} is what its thread sleeps on, and what decides: everything else in a place is written before it.
 * {@code ticket} tells who came first. {@code bound} is the next ticket at the time of the signal: if the process dies
 * before its thread has the lock back, the signal belongs to somebody with a smaller ticket.
 *
 * <p>A place is taken, signalled, and freed for a dead process under the mutex; a thread gives up its own by a
 * compare-and-set, so a signal is either refused by that or received.
 */
final class ConditionDescriptor {

  static final int MUTEX_OFFSET = Segment.PAYLOAD;
  static final int NEXT_TICKET_OFFSET = Segment.PAYLOAD + 64;
  static final int USED_OFFSET = NEXT_TICKET_OFFSET + 8;

  static final int PLACES = 1024;
  static final int PLACE_LENGTH = 32;
  static final int LENGTH = 128 + PLACES * PLACE_LENGTH;

  static final int FREE = 0;
  static final int WAITING = 1;
  static final int SLEEPING = 2;
  static final int SIGNALLED = 3;

  private static final int PLACES_OFFSET = Segment.PAYLOAD + 128;

  private ConditionDescriptor() {}

  static int stampOffset(int place) {
    return PLACES_OFFSET + place * PLACE_LENGTH;
  }

  static int ticketOffset(int place) {
    return stampOffset(place) + 8;
  }

  static int boundOffset(int place) {
    return stampOffset(place) + 16;
  }

  static int stateOffset(int place) {
    return stampOffset(place) + 24;
  }
}
