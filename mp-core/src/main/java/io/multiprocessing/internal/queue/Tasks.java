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
import java.util.ArrayList;
import java.util.List;

/**
 * Which process has taken how many elements of a joinable queue, and dealt with how many.
 *
 * <pre>
 * entry    0               8       12      16      20         24     64
 *         +---------------+-------+-------+-------+----------+------+
 *         | process stamp | taken | done  | base  | forgiven |      |     {@value #ENTRIES} of them
 *         +---------------+-------+-------+-------+----------+------+
 * </pre>
 *
 * <p>{@code taken} is written under the head's lock, all else under {@code DONE_LOCK}; who needs both takes the head's
 * first. An entry's counts go on when another process gets it, and {@code base} is what they differed by then, so that
 * the sum of all {@code done} is the number of elements dealt with. {@code DONE} is that sum, and is made anew when a
 * process died in between. The last entry is for all processes for which there was none; nobody looks whether those are
 * alive.
 *
 * <p>Who says that an element is done that it hasn't taken says it for an unknown taker, so the last entry counts it,
 * and has a debt then. When a process dies while there is one, it may be for the dead one's elements or for those of
 * others. All that the dead one took and didn't deal with counts as lost: otherwise {@code join} could wait for ever
 * for what nobody has. So the debt is for the others' elements, and they are forgiven: if that was wrong, their {@code
 * taskDone} may find nothing left to count. When all elements are dealt with there are no debts.
 */
final class Tasks {

  static final int ENTRIES = 256;
  static final int TABLE_LENGTH = ENTRIES * 64;

  private static final int ENTRY_SHIFT = 6;
  private static final int STAMP = 0;
  private static final int TAKEN = STAMP + Long.BYTES;
  private static final int COUNT = TAKEN + Integer.BYTES;
  private static final int BASE = COUNT + Integer.BYTES;
  private static final int FORGIVEN = BASE + Integer.BYTES;

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

  /** This process's entry. Finding it may take long, so the first call is made before the head is locked. */
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
      boolean took = open(self) > 0;
      if (unfinished() == 0) {
        int forgiven = Words.getInt(memory, at(self) + FORGIVEN);
        if (forgiven > 0) {
          Words.set(memory, at(self) + FORGIVEN, forgiven - 1);
          return true;
        }
        throw new IllegalStateException("taskDone was called more often than elements were put: elements="
            + Integer.toUnsignedString(Words.getInt(memory, DONE)));
      }
      int offset = at(took ? self : COMMON) + COUNT;
      Words.set(memory, offset, Words.getInt(memory, offset) + 1);
      Step.DONE_COUNTED.reached();
      Words.setVolatile(memory, DONE, Words.getInt(memory, DONE) + 1);
      Step.DONE_SUMMED.reached();
      if (unfinished() != 0) {
        return false;
      }
      if (hasDebt()) {
        settle();
      }
      return true;
    } finally {
      mutex.unlock();
    }
  }

  /**
   * Whoever was said to have elements has none, if all are dealt with. What was taken is read before it is asked again
   * whether that is so: elements that are put and taken meanwhile stay their takers'. The debt is forgotten last, so
   * that it is settled another time if this process is killed.
   */
  private void settle() {
    int[] balances = new int[ENTRIES];
    for (int entry = 0; entry < ENTRIES; entry++) {
      balances[entry] = balance(entry);
    }
    if (unfinished() == 0) {
      for (int entry = 0; entry < ENTRIES; entry++) {
        if (entry == COMMON || stamp(entry) != 0) {
          setBase(entry, balances[entry]);
        }
      }
    }
  }

  /**
   * The processes that are dead, of those that have an entry; {@code taking} alone if they have taken what they didn't
   * deal with. Without the locks, because asking the operating system takes long: whoever locks then looks again.
   */
  private List<Long> dead(boolean taking) {
    List<Long> dead = new ArrayList<>();
    for (int entry = 0; entry < COMMON; entry++) {
      long stamp = stamp(entry);
      if (stamp != 0 && open(entry) > 0 == taking && !Host.processes().isAlive(stamp)) {
        dead.add(stamp);
      }
    }
    return dead;
  }

  /** The processes that are dead and had taken what they didn't deal with. Takes no lock. */
  List<Long> deadTakers() {
    return dead(true);
  }

  /**
   * Counts as dealt with what a process had taken that is dead; of one process, under the head's lock.
   *
   * @param dead what {@link #deadTakers} found
   * @throws OwnerDiedException if there was one
   */
  void buryOne(List<Long> dead) {
    lock();
    try {
      for (int entry = 0; entry < COMMON; entry++) {
        if (open(entry) > 0 && dead.contains(stamp(entry))) {
          bury(entry);
          return;
        }
      }
    } finally {
      mutex.unlock();
    }
  }

  private void bury(int dead) {
    long pid = ProcessTable.pid(stamp(dead));
    int open = open(dead);
    int undone = Words.count(Words.getLong(memory, HEAD)) - Words.getInt(memory, DONE);
    int lost = Math.max(0, Math.min(open, undone));
    Words.set(memory, at(dead) + COUNT, Words.getInt(memory, at(dead) + COUNT) + lost);
    Words.setVolatile(memory, DONE, Words.getInt(memory, DONE) + lost);
    Words.set(memory, at(dead) + STAMP, 0L);
    payDebt(open - lost); // others have dealt with those
    forgive();
    if (lost > 0) {
      throw new OwnerDiedException("a process ended that had taken elements and not called taskDone for them; they are"
          + " lost and count as done, and the queue is usable: elements=" + lost, pid);
    }
  }

  private void forgive() {
    for (int entry = 0; entry < COMMON && hasDebt(); entry++) {
      int forgiven = Math.min(Math.max(0, open(entry)), -open(COMMON));
      if (forgiven > 0) {
        setBase(entry, base(entry) + forgiven);
        Words.set(memory, at(entry) + FORGIVEN, Words.getInt(memory, at(entry) + FORGIVEN) + forgiven);
        payDebt(forgiven);
      }
    }
  }

  private boolean hasDebt() {
    return open(COMMON) < 0;
  }

  private void payDebt(int elements) {
    setBase(COMMON, base(COMMON) - Math.min(elements, Math.max(0, -open(COMMON))));
  }

  private int base(int entry) {
    return Words.getInt(memory, at(entry) + BASE);
  }

  private void setBase(int entry, int value) {
    Words.set(memory, at(entry) + BASE, value);
  }

  private long stamp(int entry) {
    return Words.getLong(memory, at(entry) + STAMP);
  }

  /** What an entry's process has taken and not dealt with; of the last entry less the debt. */
  private int open(int entry) {
    return stamp(entry) == 0 && entry != COMMON ? 0 : balance(entry) - base(entry);
  }

  private int balance(int entry) {
    return Words.getInt(memory, at(entry) + TAKEN) - Words.getInt(memory, at(entry) + COUNT);
  }

  private int claim() {
    int entry = claim(List.of());
    if (entry == COMMON) {
      entry = claim(dead(false)); // the table is full, maybe of the dead
    }
    own = entry;
    return entry;
  }

  /** An entry that is this process's, or free, or of one of the {@code dead} that have dealt with all they took. */
  private int claim(List<Long> dead) {
    lock();
    try {
      long self = Host.processes().self();
      int free = COMMON;
      for (int entry = COMMON - 1; entry >= 0; entry--) {
        long stamp = stamp(entry);
        if (stamp == self) {
          return entry;
        }
        if (stamp == 0 || open(entry) <= 0 && dead.contains(stamp)) {
          free = entry;
        }
      }
      if (free != COMMON) {
        setBase(free, balance(free));
        Words.set(memory, at(free) + FORGIVEN, 0);
        Words.set(memory, at(free) + STAMP, self);
      }
      return free;
    } finally {
      mutex.unlock();
    }
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
