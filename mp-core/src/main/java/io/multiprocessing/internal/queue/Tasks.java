package io.multiprocessing.internal.queue;

import static io.multiprocessing.internal.queue.QueueDescriptor.DONE;
import static io.multiprocessing.internal.queue.QueueDescriptor.DONE_LOCK;
import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD;
import static io.multiprocessing.internal.queue.QueueDescriptor.TABLE;
import static io.multiprocessing.internal.queue.QueueDescriptor.TAIL;

import io.multiprocessing.internal.memory.Host;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.os.ProcessTable;
import io.multiprocessing.internal.sync.RobustMutex;
import io.multiprocessing.sync.OwnerDiedException;
import java.nio.MappedByteBuffer;

/**
 * Which process has taken how many elements of a joinable queue, and dealt with how many.
 *
 * <pre>
 * entry    0               8       12      16             64
 *         +---------------+-------+-------+-------+------+
 *         | process stamp | taken | done  | base  |      |     {@value #ENTRIES} of them
 *         +---------------+-------+-------+-------+------+
 * </pre>
 *
 * <p>{@code taken} is written under the head's lock, all else under {@code DONE_LOCK}; who needs both takes the head's
 * first. An entry's counts go on when another process gets it, and {@code base} is what they differed by then, so that
 * the sum of all {@code done} is the number of elements dealt with. {@code DONE} is that sum, and is made anew when a
 * process died in between. The last entry is for all processes for which there was none; nobody looks whether those are
 * alive.
 */
final class Tasks {

  static final int ENTRIES = 256;
  static final int TABLE_LENGTH = ENTRIES * 64;

  private static final int ENTRY_SHIFT = 6;
  private static final int STAMP = 0;
  private static final int TAKEN = STAMP + Long.BYTES;
  private static final int COUNT = TAKEN + Integer.BYTES;
  private static final int BASE = COUNT + Integer.BYTES;

  private static final int COMMON = ENTRIES - 1;
  private static final int UNKNOWN = -1;

  private final MappedByteBuffer memory;
  private final RobustMutex mutex;
  private volatile int own = UNKNOWN;

  Tasks(Segment control) {
    this.memory = control.memory();
    this.mutex = new RobustMutex(control, DONE_LOCK);
  }

  private static int at(int entry) {
    return TABLE + (entry << ENTRY_SHIFT);
  }

  /** This process's entry. */
  int entry() {
    return own != UNKNOWN ? own : claim();
  }

  int taken(int entry) {
    return Words.getInt(memory, at(entry) + TAKEN);
  }

  void setTaken(int entry, int value) {
    Words.set(memory, at(entry) + TAKEN, value);
  }

  /** Elements that were put and not dealt with. Done is read first, so 0 was true at some moment. */
  int unfinished() {
    int done = Words.getIntVolatile(memory, DONE);
    return Words.count(Words.getLongVolatile(memory, TAIL)) - done;
  }

  /**
   * Counts one element as dealt with.
   *
   * @return whether it was the last one
   * @throws IllegalStateException if all were dealt with before
   */
  boolean done() {
    int self = entry();
    lock();
    try {
      if (unfinished() == 0) {
        throw new IllegalStateException("taskDone was called more often than elements were put: elements="
            + Integer.toUnsignedString(Words.getInt(memory, DONE)));
      }
      int offset = at(open(self) > 0 ? self : otherTaker(self)) + COUNT;
      Words.set(memory, offset, Words.getInt(memory, offset) + 1);
      Step.DONE_COUNTED.reached();
      Words.setVolatile(memory, DONE, Words.getInt(memory, DONE) + 1);
      Step.DONE_SUMMED.reached();
      return unfinished() == 0;
    } finally {
      mutex.unlock();
    }
  }

  /** Who may have taken the element, if it wasn't this process. */
  private int otherTaker(int self) {
    for (int entry = 0; entry < ENTRIES; entry++) {
      if (open(entry) > 0) {
        return entry;
      }
    }
    return self;
  }

  /**
   * Counts as dealt with what a process had taken that is dead; of one process, under the head's lock.
   *
   * @throws OwnerDiedException if there was one
   */
  void buryOne() {
    lock();
    try {
      int dead = UNKNOWN;
      int others = 0;
      for (int entry = 0; entry < ENTRIES; entry++) {
        int open = open(entry);
        if (open > 0) {
          if (dead == UNKNOWN && entry != COMMON && !Host.processes().isAlive(stamp(entry))) {
            dead = entry;
          } else {
            others += open;
          }
        }
      }
      if (dead != UNKNOWN) {
        bury(dead, others);
      }
    } finally {
      mutex.unlock();
    }
  }

  private void bury(int dead, int others) {
    long pid = ProcessTable.pid(stamp(dead));
    // Nobody is told of more than there are, even if taskDone was called for elements that were not taken yet.
    int undone = Words.count(Words.getLong(memory, HEAD)) - Words.getInt(memory, DONE) - others;
    int lost = Math.max(0, Math.min(open(dead), undone));
    Words.set(memory, at(dead) + COUNT, Words.getInt(memory, at(dead) + COUNT) + lost);
    Words.setVolatile(memory, DONE, Words.getInt(memory, DONE) + lost);
    Words.set(memory, at(dead) + STAMP, 0L);
    if (lost > 0) {
      throw new OwnerDiedException("a process ended that had taken elements and not called taskDone for them; they are"
          + " lost and count as done, and the queue is usable: elements=" + lost, pid);
    }
  }

  private long stamp(int entry) {
    return Words.getLong(memory, at(entry) + STAMP);
  }

  /** What an entry's process has taken and not dealt with; negative if it called taskDone for what wasn't taken yet. */
  private int open(int entry) {
    return stamp(entry) == 0 && entry != COMMON ? 0 : balance(entry) - Words.getInt(memory, at(entry) + BASE);
  }

  private int balance(int entry) {
    return Words.getInt(memory, at(entry) + TAKEN) - Words.getInt(memory, at(entry) + COUNT);
  }

  private int claim() {
    lock();
    try {
      long self = Host.processes().self();
      int free = COMMON;
      for (int entry = COMMON - 1; entry >= 0; entry--) {
        if (stamp(entry) == self) {
          own = entry;
          return entry;
        }
        if (stamp(entry) == 0) {
          free = entry;
        }
      }
      if (free == COMMON) {
        free = leftByDead();
      }
      if (free != COMMON) {
        Words.set(memory, at(free) + BASE, balance(free));
        Words.set(memory, at(free) + STAMP, self);
      }
      own = free;
      return free;
    } finally {
      mutex.unlock();
    }
  }

  /** An entry whose process has ended and dealt with all it took. */
  private int leftByDead() {
    for (int entry = 0; entry < COMMON; entry++) {
      if (open(entry) <= 0 && !Host.processes().isAlive(stamp(entry))) {
        return entry;
      }
    }
    return COMMON;
  }

  private void lock() {
    if (mutex.lock()) {
      int sum = 0;
      for (int entry = 0; entry < ENTRIES; entry++) {
        sum += Words.getInt(memory, at(entry) + COUNT);
      }
      Words.setVolatile(memory, DONE, sum);
    }
  }
}
