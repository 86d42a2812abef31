package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;

/**
 * The payload of a barrier. Everything but {@code W} is changed under the mutex.
 *
 * <pre>
 *   0
 * +------------+
 * | mutex word |
 * +------------+
 *  64       68           72
 * +--------+------------+-------------+
 * | phase  | parties    | broken by   |    a process id, or 0; parties never changes
 * +--------+------------+-------------+
 *  128 + 32 i   +8           +16          +20
 * +------------+------------+------------+--------+
 * | stamp      | cause      | generation | state  |    i &lt; 2 parties + 16
 * +------------+------------+------------+--------+
 *
 * phase:    31                      4   3   2   1    0
 *          +-------------------------+---+---+--------+
 *          |       generation        | W | B | status |
 *          +-------------------------+---+---+--------+
 * </pre>
 *
 * <p>{@code status} is FILLING, ACTING while somebody runs the action, or BROKEN. {@code B} says how the last
 * generation ended: 0 for tripped, 1 for broken. {@code W} says that somebody may sleep on the word. A place is FREE,
 * WAITING, or RUNNING the action; then TRIPPED or BROKEN, until its thread has seen that and frees it.
 *
 * <p>What ends a generation is one store of {@code phase}. The places follow from it: those of a generation that has
 * ended, or of a broken one, are marked as the phase says. So the next holder of the mutex finishes what a dead one
 * began by marking them. {@code broken by} is written before the phase, {@code cause} before the state.
 */
final class BarrierDescriptor {

  static final int MUTEX_OFFSET = Segment.PAYLOAD;
  static final int PHASE_OFFSET = Segment.PAYLOAD + 64;
  static final int PARTIES_OFFSET = PHASE_OFFSET + 4;
  static final int BROKEN_BY_OFFSET = PHASE_OFFSET + 8;

  static final int PLACE_LENGTH = 32;

  static final int FILLING = 0;
  static final int ACTING = 1;
  static final int BROKEN = 2;
  static final int STATUS_MASK = 3;
  static final int LAST_BROKEN = 4;
  static final int WAITERS = 8;
  static final int GENERATION_SHIFT = 4;

  static final int PLACE_FREE = 0;
  static final int PLACE_WAITING = 1;
  static final int PLACE_RUNNING = 2;
  static final int PLACE_TRIPPED = 3;
  static final int PLACE_BROKEN = 4;

  private static final int PLACES_OFFSET = Segment.PAYLOAD + 128;
  private static final int SPARE_PLACES = 16;

  private BarrierDescriptor() {}

  /** Threads of the last generation may still have theirs when those of the next one come. */
  static int places(int parties) {
    return 2 * parties + SPARE_PLACES;
  }

  static long length(int parties) {
    return 128 + (2L * parties + SPARE_PLACES) * PLACE_LENGTH;
  }

  static int stampOffset(int place) {
    return PLACES_OFFSET + place * PLACE_LENGTH;
  }

  static int causeOffset(int place) {
    return stampOffset(place) + 8;
  }

  static int generationOffset(int place) {
    return stampOffset(place) + 16;
  }

  static int stateOffset(int place) {
    return stampOffset(place) + 20;
  }
}
