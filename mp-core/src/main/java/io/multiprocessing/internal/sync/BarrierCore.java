package io.multiprocessing.internal.sync;

import static io.multiprocessing.internal.sync.BarrierDescriptor.ACTING;
import static io.multiprocessing.internal.sync.BarrierDescriptor.BROKEN;
import static io.multiprocessing.internal.sync.BarrierDescriptor.BROKEN_BY_OFFSET;
import static io.multiprocessing.internal.sync.BarrierDescriptor.FILLING;
import static io.multiprocessing.internal.sync.BarrierDescriptor.GENERATION_SHIFT;
import static io.multiprocessing.internal.sync.BarrierDescriptor.LAST_BROKEN;
import static io.multiprocessing.internal.sync.BarrierDescriptor.PARTIES_OFFSET;
import static io.multiprocessing.internal.sync.BarrierDescriptor.PHASE_OFFSET;
import static io.multiprocessing.internal.sync.BarrierDescriptor.PLACE_BROKEN;
import static io.multiprocessing.internal.sync.BarrierDescriptor.PLACE_RUNNING;
import static io.multiprocessing.internal.sync.BarrierDescriptor.PLACE_WAITING;
import static io.multiprocessing.internal.sync.BarrierDescriptor.STATUS_MASK;
import static io.multiprocessing.internal.sync.BarrierDescriptor.WAITERS;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Segment;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A barrier as all its views in this process share it. Arriving, tripping and breaking happen under the mutex; the
 * action runs without it, in a phase of its own. Those who wait sleep on the phase, and read from their place what it
 * meant for them.
 */
final class BarrierCore {

  /** How long to sleep when no place is free, before looking again: those who leave wake nobody. */
  private static final long FULL_PAUSE_NANOS = 1_000_000;

  private final SharedWords words;
  private final RobustMutex mutex;
  private final BarrierPlaces places;
  private final NowAndThen looks = new NowAndThen();
  private final int parties;

  BarrierCore(SharedWords words) {
    this.words = words;
    mutex = new RobustMutex(words, BarrierDescriptor.MUTEX_OFFSET);
    parties = words.getInt(PARTIES_OFFSET);
    places = new BarrierPlaces(words, BarrierDescriptor.places(parties));
  }

  static BarrierCore of(Segment segment) {
    return segment.local(BarrierCore.class, () -> new BarrierCore(new SharedWords(segment)));
  }

  /** Fills the payload of a new barrier. */
  static void initialize(SharedWords words, int parties) {
    words.setInt(PARTIES_OFFSET, parties);
  }

  int parties() {
    return parties;
  }

  boolean isBroken() {
    return status(phase()) == BROKEN;
  }

  int waiting() {
    int phase = phase();
    return status(phase) == FILLING ? places.waiting(generation(phase)) : 0;
  }

  /**
   * Arrives, and waits for the others.
   *
   * @param action what the last one runs, or null
   * @return how many were still missing
   */
  int await(@Nullable RemoteRunnable action, WaitBudget budget)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    if (looks.due()) {
      breakForTheDead();
    }
    while (true) {
      int arrived;
      int place = BarrierPlaces.NONE;
      int phase;
      lock();
      try {
        phase = phase();
        if (status(phase) == BROKEN) {
          throw BarrierErrors.broken(words.getLong(BROKEN_BY_OFFSET));
        }
        arrived = places.waiting(generation(phase)) + 1;
        if (status(phase) == FILLING) {
          if (arrived == parties && action == null) {
            end(FILLING, generation(phase) + 1, false);
            return 0;
          }
          place = places.take(generation(phase), arrived == parties ? PLACE_RUNNING : PLACE_WAITING);
          if (place != BarrierPlaces.NONE && arrived == parties) {
            act();
          }
        }
      } finally {
        mutex.unlock();
      }
      if (place == BarrierPlaces.NONE) {
        awaitRoom(phase, budget);
      } else if (arrived == parties && action != null) {
        run(action, place, generation(phase));
        return 0;
      } else {
        sleep(place, phase, budget);
        return parties - arrived;
      }
    }
  }

  /** While an earlier generation's action runs, or its threads haven't left yet. This thread has not arrived. */
  private void awaitRoom(int phase, WaitBudget budget) throws InterruptedException, TimeoutException {
    budget.checkInterrupt();
    long slice = budget.nextSliceNanos();
    if (slice == 0) {
      throw BarrierErrors.timedOut();
    }
    if (status(phase) == FILLING) {
      words.await(PHASE_OFFSET, phase, Math.min(slice, FULL_PAUSE_NANOS));
    } else {
      sleepOnPhase(phase, slice);
    }
  }

  /** Waits until the place's generation has ended, and frees the place. */
  private void sleep(int place, int arrivalPhase, WaitBudget budget)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    words.spinWhile(PHASE_OFFSET, arrivalPhase);
    while (true) {
      if (places.state(place) != PLACE_WAITING) {
        leave(place);
        return;
      }
      int phase = phase();
      if (generation(phase) != generation(arrivalPhase) || status(phase) == BROKEN) {
        lock(); // whoever ended the generation is marking the places, or died before it could
        mutex.unlock();
        continue;
      }
      try {
        budget.checkInterrupt();
      } catch (InterruptedException e) {
        if (breakWith(place)) {
          throw e;
        }
        Thread.currentThread().interrupt(); // the generation ended first
        continue;
      }
      long slice = budget.nextSliceNanos();
      if (slice > 0) {
        sleepOnPhase(phase, slice);
      } else if (breakWith(place)) {
        throw BarrierErrors.timedOut();
      }
    }
  }

  private void sleepOnPhase(int phase, long slice) {
    if ((phase & WAITERS) == 0 && !words.casInt(PHASE_OFFSET, phase, phase | WAITERS)) {
      return; // it has changed
    }
    if (looks.due()) {
      breakForTheDead();
    }
    words.await(PHASE_OFFSET, phase | WAITERS, slice);
  }

  /** Frees a place whose generation has ended. */
  private void leave(int place) throws BrokenBarrierException {
    boolean broken = places.state(place) == PLACE_BROKEN;
    long cause = places.cause(place);
    places.free(place);
    if (broken) {
      throw BarrierErrors.broken(cause);
    }
  }

  /**
   * Breaks the barrier because this thread can't wait longer, unless its generation has ended; then nothing has
   * changed.
   */
  private boolean breakWith(int place) {
    lock();
    try {
      if (places.state(place) != PLACE_WAITING) {
        return false;
      }
      breakBy(0);
      places.free(place);
      return true;
    } finally {
      mutex.unlock();
    }
  }

  private void run(RemoteRunnable action, int place, int generation)
      throws InterruptedException, BrokenBarrierException {
    Throwable failure = null;
    try {
      action.run();
    } catch (Throwable e) {
      failure = e;
    }
    lock();
    try {
      int phase = phase();
      if (generation(phase) == generation && status(phase) == ACTING) {
        if (failure == null) {
          end(FILLING, generation + 1, false);
        } else {
          breakBy(0);
        }
      }
    } finally {
      mutex.unlock();
    }
    if (failure != null) {
      places.free(place);
      throw BarrierErrors.failed(failure);
    }
    leave(place);
  }

  void reset() {
    lock();
    try {
      words.setLong(BROKEN_BY_OFFSET, 0);
      end(FILLING, generation(phase()) + 1, true);
    } finally {
      mutex.unlock();
    }
  }

  void abort() {
    lock();
    try {
      breakBy(0);
    } finally {
      mutex.unlock();
    }
  }

  private void breakForTheDead() {
    if (findDead() == 0) {
      return;
    }
    lock();
    try {
      long pid = findDead(); // again, because the generation may have ended, or turned out not to have the dead one
      if (pid != 0) {
        breakBy(pid);
      }
    } finally {
      mutex.unlock();
    }
  }

  private long findDead() {
    int phase = phase();
    return status(phase) == BROKEN ? 0 : places.findDead(generation(phase));
  }

  /** Under the mutex: breaks the barrier, if it isn't. */
  private void breakBy(long pid) {
    int phase = phase();
    if (status(phase) != BROKEN) {
      words.setLong(BROKEN_BY_OFFSET, pid);
      end(BROKEN, generation(phase), true);
    }
  }

  /** Under the mutex: one store says it, the rest follows from it. */
  private void end(int status, int generation, boolean broken) {
    int next = generation << GENERATION_SHIFT | (broken ? LAST_BROKEN : 0) | status;
    int former = words.getAndSetInt(PHASE_OFFSET, next);
    places.settle();
    if ((former & WAITERS) != 0) {
      words.wake(PHASE_OFFSET, Integer.MAX_VALUE);
    }
  }

  /** Under the mutex: the action begins. Nobody is woken, so {@code W} stays. */
  private void act() {
    int phase = phase();
    while (!words.casInt(PHASE_OFFSET, phase, phase & ~STATUS_MASK | ACTING)) {
      phase = phase();
    }
  }

  private void lock() {
    if (mutex.lock()) {
      places.settle();
    }
  }

  private int phase() {
    return words.getInt(PHASE_OFFSET);
  }

  private static int status(int phase) {
    return phase & STATUS_MASK;
  }

  private static int generation(int phase) {
    return phase >>> GENERATION_SHIFT;
  }
}
