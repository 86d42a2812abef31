package io.multiprocessing.internal.sync;

import static io.multiprocessing.internal.sync.ConditionDescriptor.FREE;
import static io.multiprocessing.internal.sync.ConditionDescriptor.NEXT_TICKET_OFFSET;
import static io.multiprocessing.internal.sync.ConditionDescriptor.PLACES;
import static io.multiprocessing.internal.sync.ConditionDescriptor.SIGNALLED;
import static io.multiprocessing.internal.sync.ConditionDescriptor.SLEEPING;
import static io.multiprocessing.internal.sync.ConditionDescriptor.USED_OFFSET;
import static io.multiprocessing.internal.sync.ConditionDescriptor.WAITING;
import static io.multiprocessing.internal.sync.ConditionDescriptor.boundOffset;
import static io.multiprocessing.internal.sync.ConditionDescriptor.stampOffset;
import static io.multiprocessing.internal.sync.ConditionDescriptor.stateOffset;
import static io.multiprocessing.internal.sync.ConditionDescriptor.ticketOffset;

import io.multiprocessing.internal.memory.Segment;

/**
 * Who waits at a condition, and who was signalled; as all views of the condition in this process share it. Whoever uses
 * it holds the lock that the condition belongs to, except in {@link #sleep}.
 *
 * <p>A signal doesn't look whether the process it goes to is alive: that would cost more than all the rest. One that
 * went to a dead process is found by those who still wait, after a slice, and passed on.
 */
final class ConditionCore {

  private static final int NONE = -1;

  private final SharedWords words;
  private final RobustMutex mutex;
  private final NowAndThen looks = new NowAndThen();

  ConditionCore(SharedWords words) {
    this.words = words;
    mutex = new RobustMutex(words, ConditionDescriptor.MUTEX_OFFSET);
  }

  static ConditionCore of(Segment segment) {
    return segment.local(ConditionCore.class, () -> new ConditionCore(new SharedWords(segment)));
  }

  /**
   * Takes a place in the queue.
   *
   * @throws IllegalStateException if all are taken
   */
  int enter() {
    mutex.lock(); // from a dead owner too: each store it made was complete in itself
    try {
      int place = freePlace();
      long ticket = words.getLong(NEXT_TICKET_OFFSET);
      words.setLong(NEXT_TICKET_OFFSET, ticket + 1);
      words.setLong(stampOffset(place), words.self());
      words.setLong(ticketOffset(place), ticket);
      words.setInt(stateOffset(place), WAITING);
      return place;
    } finally {
      mutex.unlock();
    }
  }

  private int freePlace() {
    int found = findFree();
    if (found == NONE) {
      passOnWhatTheDeadGot();
      dropDead();
      found = findFree();
    }
    if (found == NONE) {
      throw new IllegalStateException(
          "at most " + PLACES + " threads can wait at a condition at a time: waiting=" + PLACES
              + "; divide the waiters between conditions");
    }
    return found;
  }

  private int findFree() {
    int used = used();
    for (int place = 0; place < used; place++) {
      if (state(place) == FREE) {
        return place;
      }
    }
    if (used == PLACES) {
      return NONE;
    }
    words.setInt(USED_OFFSET, used + 1);
    return used;
  }

  /**
   * Sleeps until this place is signalled.
   *
   * @return whether it was; the place is then kept until {@link #leave}, else it is given up
   * @throws InterruptedException if the thread was interrupted before it was signalled; the place is given up
   */
  boolean sleep(int place, WaitBudget budget) throws InterruptedException {
    int offset = stateOffset(place);
    words.spinWhile(offset, WAITING);
    try {
      while (true) {
        int state = words.getInt(offset);
        if (state == SIGNALLED) {
          return true;
        }
        budget.checkInterrupt();
        long slice = budget.nextSliceNanos();
        if (slice == 0) {
          lookForSignalsOfTheDead();
          return !giveUp(place);
        }
        if (state == SLEEPING || words.casInt(offset, WAITING, SLEEPING)) {
          if (looks.due()) {
            lookForSignalsOfTheDead();
          }
          words.await(offset, SLEEPING, slice);
        }
      }
    } catch (InterruptedException e) {
      if (giveUp(place)) {
        throw e;
      }
      Thread.currentThread().interrupt(); // the signal came first, and may not get lost
      return true;
    } finally {
      budget.finish();
    }
  }

  /** Gives up this thread's place; false if it was signalled before. */
  private boolean giveUp(int place) {
    int offset = stateOffset(place);
    return words.casInt(offset, SLEEPING, FREE) || words.casInt(offset, WAITING, FREE);
  }

  /** Gives up a place whose thread can't go on; its signal, if it has one, goes to another. */
  void abandon(int place) {
    if (!giveUp(place) && state(place) == SIGNALLED) {
      mutex.lock();
      try {
        passOn(place);
      } finally {
        mutex.unlock();
      }
    }
  }

  /** After the lock was taken back: only now nobody else has to see to the signal. */
  void leave(int place) {
    words.setInt(stateOffset(place), FREE);
  }

  /** Signals those who have waited longest; returns how many there were. */
  int signal(int count) {
    int given = 0;
    mutex.lock();
    try {
      long bound = words.getLong(NEXT_TICKET_OFFSET);
      int place = count == 0 ? NONE : oldest(bound);
      while (place != NONE) {
        if (mark(place, bound)) {
          given++;
        }
        place = given == count ? NONE : oldest(bound);
      }
    } finally {
      mutex.unlock();
    }
    return given;
  }

  void signalAll() {
    mutex.lock();
    try {
      long bound = words.getLong(NEXT_TICKET_OFFSET);
      int used = used();
      for (int place = 0; place < used; place++) {
        mark(place, bound);
      }
    } finally {
      mutex.unlock();
    }
  }

  /** Gives one signal to a place, unless its thread doesn't wait any more. */
  private boolean mark(int place, long bound) {
    int offset = stateOffset(place);
    int state = words.getInt(offset);
    if (!waits(state)) {
      return false;
    }
    words.setLong(boundOffset(place), bound);
    if (words.casInt(offset, WAITING, SIGNALLED)) {
      return true;
    }
    if (words.casInt(offset, SLEEPING, SIGNALLED)) {
      words.wake(offset, 1);
      return true;
    }
    return false;
  }

  private int oldest(long bound) {
    int oldest = NONE;
    int used = used();
    for (int place = 0; place < used; place++) {
      long ticket = words.getLong(ticketOffset(place));
      if (ticket < bound && waits(state(place))
          && (oldest == NONE || ticket < words.getLong(ticketOffset(oldest)))) {
        oldest = place;
      }
    }
    return oldest;
  }

  /**
   * Asks the operating system about processes that were signalled and haven't gone on; most of the time there is none.
   */
  private void lookForSignalsOfTheDead() {
    int used = used();
    for (int place = 0; place < used; place++) {
      if (state(place) == SIGNALLED && !words.isAlive(words.getLong(stampOffset(place)))) {
        mutex.lock();
        try {
          passOnWhatTheDeadGot();
        } finally {
          mutex.unlock();
        }
        return;
      }
    }
  }

  /**
   * Passes on the signals of dead processes. The heir is marked before the dead one's place is freed: if this process
   * dies in between, one waiter too many wakes up, which is better than one too few.
   */
  private void passOnWhatTheDeadGot() {
    int used = used();
    for (int place = 0; place < used; place++) {
      if (state(place) == SIGNALLED && isDead(place)) {
        passOn(place);
      }
    }
  }

  private void passOn(int place) {
    long bound = words.getLong(boundOffset(place));
    int heir = oldest(bound);
    while (heir != NONE) {
      if (isDead(heir)) {
        words.setInt(stateOffset(heir), FREE);
      } else if (mark(heir, bound)) {
        break;
      }
      heir = oldest(bound);
    }
    words.setInt(stateOffset(place), FREE);
  }

  private void dropDead() {
    int used = used();
    for (int place = 0; place < used; place++) {
      if (waits(state(place)) && isDead(place)) {
        words.setInt(stateOffset(place), FREE);
      }
    }
  }

  private boolean isDead(int place) {
    return !words.isAlive(words.getLong(stampOffset(place)));
  }

  private static boolean waits(int state) {
    return state == WAITING || state == SLEEPING;
  }

  private int state(int place) {
    return words.getInt(stateOffset(place));
  }

  private int used() {
    return words.getInt(USED_OFFSET);
  }
}
