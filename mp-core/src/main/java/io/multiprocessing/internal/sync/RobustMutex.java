package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.os.ProcessTable;
import java.nio.ByteOrder;

/**
 * Mutual exclusion between all threads of all processes that have mapped one word. It is what every other primitive and
 * every queue stands on.
 *
 * <pre>
 *  63                                  17 16               1   0
 * +--------------------------------------+------------------+---+
 * |        stamp of the owning process   |  its thread      | W |    0: free
 * +--------------------------------------+------------------+---+
 * </pre>
 *
 * <p>The word is taken with one compare-and-set that puts the owner in, and freed by one exchange that puts zero in; so
 * at every instant it says who holds it, and there is no instruction at which a killed owner could leave it in between.
 * {@code W} says that somebody may sleep, on the half of the word that {@code W} lies in. Whoever frees the word and
 * finds it wakes one sleeper. A thread that has slept takes the word with {@code W} set, because it can't know whether
 * others still sleep.
 *
 * <p>A sleeper looks after a millisecond, then at intervals that double up to a {@link WaitBudget#SLICE_NANOS slice},
 * whether the owner's process still exists, and takes the word over from one that doesn't. So a word that is held for
 * moments only is soon free again after a kill, and a long wait costs little. The thread's number is there for messages
 * only: threads of one process are told apart by a plain field.
 *
 * <p>What is written before a release is seen after the acquisition that follows it, across processes as well as
 * threads.
 */
public final class RobustMutex {

  /** How a wait ended. */
  public enum Outcome {
    ACQUIRED,
    /** Acquired from a process that ended while it held it: what it protects may be half changed. */
    OWNER_DIED,
    TIMED_OUT
  }

  /** How many bytes of a segment it takes; the offset must be a multiple of it. */
  public static final int LENGTH = Long.BYTES;

  private static final int WAITERS = 1;
  private static final int THREAD_BITS = 16;
  private static final int STAMP_SHIFT = THREAD_BITS + 1;
  private static final long FIRST_SLEEP_NANOS = 1_000_000;

  private final SharedWords words;
  private final long self;
  private final int offset;
  private final int sleepOffset;

  private final NowAndThen looks = new NowAndThen();

  private volatile long diedPid; // of the last owner from whom this process took the word over

  public RobustMutex(Segment segment, int offset) {
    this(new SharedWords(segment), offset);
  }

  RobustMutex(SharedWords words, int offset) {
    if (offset % LENGTH != 0) {
      throw new IllegalArgumentException("a mutex must be aligned to " + LENGTH + " bytes: offset=" + offset);
    }
    this.words = words;
    this.self = words.self() << STAMP_SHIFT;
    this.offset = offset;
    this.sleepOffset = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? offset : offset + Integer.BYTES;
  }

  /** Takes the word if it is free, without waiting, and without looking whether an owner is alive. */
  public boolean tryLock() {
    return words.getLong(offset) == 0 && words.casLong(offset, 0L, me());
  }

  /**
   * Takes the word, however long that takes and whatever interrupts come.
   *
   * @return whether it was taken from a process that ended while it held it, so that the caller has to mend what it
   *     protects
   */
  public boolean lock() {
    if (words.casLong(offset, 0L, me())) {
      return false;
    }
    try {
      return lockSlowly(WaitBudget.uninterruptible()) == Outcome.OWNER_DIED;
    } catch (InterruptedException e) {
      throw new AssertionError("an uninterruptible wait was interrupted", e);
    }
  }

  /**
   * Takes the word within a budget.
   *
   * @throws InterruptedException if the budget's wait is interruptible and the thread is interrupted; the word is not
   *     taken
   */
  public Outcome lock(WaitBudget budget) throws InterruptedException {
    return words.casLong(offset, 0L, me()) ? Outcome.ACQUIRED : lockSlowly(budget);
  }

  private Outcome lockSlowly(WaitBudget budget) throws InterruptedException {
    long me = me();
    if (spin(me)) {
      return Outcome.ACQUIRED;
    }
    boolean slept = false;
    boolean taken = false;
    try {
      long pause = FIRST_SLEEP_NANOS;
      long looked = System.nanoTime();
      while (true) {
        budget.checkInterrupt();
        long slice = Math.min(budget.nextSliceNanos(), pause);
        long word = words.getLong(offset);
        if (word == 0) {
          if (words.casLong(offset, 0L, slept ? me | WAITERS : me)) {
            taken = true;
            return Outcome.ACQUIRED;
          }
        } else if (slice == 0) {
          taken = (slept || looks.due()) && takeOver(me); // a call that can't sleep may be repeated often
          return taken ? Outcome.OWNER_DIED : Outcome.TIMED_OUT;
        } else if ((word & WAITERS) != 0 || words.casLong(offset, word, word | WAITERS)) {
          words.await(sleepOffset, (int) word | WAITERS, slice);
          slept = true;
          if (System.nanoTime() - looked >= pause) { // however often the sleep was cut short
            pause = Math.min(2 * pause, WaitBudget.SLICE_NANOS);
            looked = System.nanoTime();
            if (takeOver(me)) {
              taken = true;
              return Outcome.OWNER_DIED;
            }
          }
        }
      }
    } finally {
      if (slept && !taken) {
        passOnWakeUp();
      }
      budget.finish();
    }
  }

  /** A sleeper that leaves may have been woken in another's stead. */
  private void passOnWakeUp() {
    long word = words.getLong(offset);
    while (word != 0 && (word & WAITERS) == 0) {
      if (words.casLong(offset, word, word | WAITERS)) {
        return; // who frees it wakes the next
      }
      word = words.getLong(offset);
    }
    if (word == 0) {
      words.wake(sleepOffset, 1);
    }
  }

  private boolean spin(long me) {
    for (int i = 0; i < SharedWords.SPINS; i++) {
      if (words.getLong(offset) == 0 && words.casLong(offset, 0L, me)) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  /**
   * After a {@link #tryLock} that failed: takes the word if its owner's process is dead, without waiting; what it
   * protects may be half changed then. Looks at most once a slice.
   */
  boolean takeOverNowAndThen() {
    return looks.due() && takeOver(me());
  }

  /** Takes the word from an owner that is dead. Others may sleep, so it is taken with {@code W}. */
  private boolean takeOver(long me) {
    long word = words.getLong(offset);
    if (word == 0 || words.isAlive(word >>> STAMP_SHIFT)) {
      return false;
    }
    if (!words.casLong(offset, word, me | WAITERS)) {
      return false; // another waiter was faster
    }
    diedPid = ProcessTable.pid(word >>> STAMP_SHIFT);
    return true;
  }

  /**
   * Frees the word, whoever holds it.
   *
   * @return whether it was held
   */
  public boolean unlock() {
    long word = words.getAndSetLong(offset, 0L);
    if ((word & WAITERS) != 0) {
      words.wake(sleepOffset, 1);
    }
    return word != 0;
  }

  /** Whether anybody holds it. */
  public boolean isLocked() {
    return words.getLong(offset) != 0;
  }

  /** Whether a process holds it that is alive. Asks the operating system, so not for hot paths. */
  public boolean isHeldByTheLiving() {
    long word = words.getLong(offset);
    return word != 0 && words.isAlive(word >>> STAMP_SHIFT);
  }

  /** Whether a thread of this process holds it. */
  public boolean isHeldByThisProcess() {
    long word = words.getLong(offset);
    return (word & -1L << STAMP_SHIFT) == self && word != 0;
  }

  /** The process id of the holder; 0 if nobody holds it. */
  public long ownerPid() {
    return ProcessTable.pid(words.getLong(offset) >>> STAMP_SHIFT);
  }

  /** The process from which this process last took the word over; 0 if it never did. */
  public long diedPid() {
    return diedPid;
  }

  private long me() {
    return self | (Thread.currentThread().getId() & (1L << THREAD_BITS) - 1) << 1;
  }
}
