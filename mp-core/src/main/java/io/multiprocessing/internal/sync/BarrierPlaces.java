package io.multiprocessing.internal.sync;

import static io.multiprocessing.internal.sync.BarrierDescriptor.ACTING;
import static io.multiprocessing.internal.sync.BarrierDescriptor.BROKEN;
import static io.multiprocessing.internal.sync.BarrierDescriptor.BROKEN_BY_OFFSET;
import static io.multiprocessing.internal.sync.BarrierDescriptor.GENERATION_SHIFT;
import static io.multiprocessing.internal.sync.BarrierDescriptor.LAST_BROKEN;
import static io.multiprocessing.internal.sync.BarrierDescriptor.PHASE_OFFSET;
import static io.multiprocessing.internal.sync.BarrierDescriptor.PLACE_BROKEN;
import static io.multiprocessing.internal.sync.BarrierDescriptor.PLACE_FREE;
import static io.multiprocessing.internal.sync.BarrierDescriptor.PLACE_RUNNING;
import static io.multiprocessing.internal.sync.BarrierDescriptor.PLACE_TRIPPED;
import static io.multiprocessing.internal.sync.BarrierDescriptor.PLACE_WAITING;
import static io.multiprocessing.internal.sync.BarrierDescriptor.STATUS_MASK;
import static io.multiprocessing.internal.sync.BarrierDescriptor.causeOffset;
import static io.multiprocessing.internal.sync.BarrierDescriptor.generationOffset;
import static io.multiprocessing.internal.sync.BarrierDescriptor.stampOffset;
import static io.multiprocessing.internal.sync.BarrierDescriptor.stateOffset;

import io.multiprocessing.internal.os.ProcessTable;

/** The places of a barrier's threads. What changes them is called under the barrier's mutex, except {@link #free}. */
final class BarrierPlaces {

  static final int NONE = -1;

  private final SharedWords words;
  private final int count;

  BarrierPlaces(SharedWords words, int count) {
    this.words = words;
    this.count = count;
  }

  /** Takes a free place for this thread, or returns {@link #NONE}. */
  int take(int generation, int state) {
    int place = findFree();
    if (place == NONE) {
      freeThoseOfTheDead();
      place = findFree();
    }
    if (place != NONE) {
      words.setLong(stampOffset(place), words.self());
      words.setInt(generationOffset(place), generation);
      words.setInt(stateOffset(place), state);
    }
    return place;
  }

  private int findFree() {
    for (int place = 0; place < count; place++) {
      if (state(place) == PLACE_FREE) {
        return place;
      }
    }
    return NONE;
  }

  /** Threads that were told how their generation ended, and whose process died before they saw it. */
  private void freeThoseOfTheDead() {
    for (int place = 0; place < count; place++) {
      int state = state(place);
      if ((state == PLACE_TRIPPED || state == PLACE_BROKEN) && !words.isAlive(words.getLong(stampOffset(place)))) {
        free(place);
      }
    }
  }

  /** When its thread has seen how its generation ended; nobody else changes the place then. */
  void free(int place) {
    words.setInt(stateOffset(place), PLACE_FREE);
  }

  int state(int place) {
    return words.getInt(stateOffset(place));
  }

  /** The dead process that broke the barrier for this place; 0 if it was something else. */
  long cause(int place) {
    return words.getLong(causeOffset(place));
  }

  /** How many wait in a generation. */
  int waiting(int generation) {
    int waiting = 0;
    for (int place = 0; place < count; place++) {
      if (state(place) == PLACE_WAITING && words.getInt(generationOffset(place)) == generation) {
        waiting++;
      }
    }
    return waiting;
  }

  /** A process of this generation that has ended while it waited or ran the action; 0 if there is none. Slow. */
  long findDead(int generation) {
    for (int place = 0; place < count; place++) {
      int state = state(place);
      if ((state == PLACE_WAITING || state == PLACE_RUNNING) && words.getInt(generationOffset(place)) == generation) {
        long stamp = words.getLong(stampOffset(place));
        if (!words.isAlive(stamp)) {
          return ProcessTable.pid(stamp);
        }
      }
    }
    return 0;
  }

  /** Marks all places as the phase says. Can be done again from the beginning if it was not finished. */
  void settle() {
    int phase = words.getInt(PHASE_OFFSET);
    int generation = phase >>> GENERATION_SHIFT;
    int status = phase & STATUS_MASK;
    for (int place = 0; place < count; place++) {
      int state = state(place);
      if (state != PLACE_WAITING && state != PLACE_RUNNING) {
        continue;
      }
      if (words.getInt(generationOffset(place)) != generation) {
        end(place, (phase & LAST_BROKEN) != 0);
      } else if (status == BROKEN) {
        end(place, true);
      } else if (state == PLACE_RUNNING && status != ACTING) {
        free(place); // its process died before it could say that it runs the action: it has not arrived
      }
    }
  }

  private void end(int place, boolean broken) {
    if (broken) {
      words.setLong(causeOffset(place), words.getLong(BROKEN_BY_OFFSET));
    }
    words.setInt(stateOffset(place), broken ? PLACE_BROKEN : PLACE_TRIPPED);
  }
}
