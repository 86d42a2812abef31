package io.multiprocessing.internal.sync;

import static io.multiprocessing.internal.sync.SemaphoreDescriptor.AVAILABLE_OFFSET;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.BASE_OFFSET;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.ENTRIES;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.INITIAL_OFFSET;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.LEAVING_OFFSET;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.NEXT_BASE_OFFSET;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.SLEEPERS_OFFSET;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.USED_OFFSET;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.heldOffset;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.stampOffset;
import static io.multiprocessing.internal.sync.SemaphoreDescriptor.waitingOffset;

/**
 * Who holds how many permits of a semaphore. All methods but {@link #anyDied} are called under its mutex; their stores
 * are in the order that {@link SemaphoreDescriptor} asks for.
 */
final class SemaphoreTable {

  private final SharedWords words;
  private int mine = -1; // this process's entry, if it still is; guarded by the mutex

  SemaphoreTable(SharedWords words) {
    this.words = words;
  }

  /** Adds to what a process holds; {@code available} follows. */
  void hold(int entry, int permits) {
    words.setLong(heldOffset(entry), words.getLong(heldOffset(entry)) + permits);
    words.setInt(AVAILABLE_OFFSET, words.getInt(AVAILABLE_OFFSET) - permits);
  }

  /** Counts a release by this process. */
  void release(int entry) {
    hold(words.getLong(heldOffset(entry)) > 0 ? entry : greatestHolder(entry), -1);
  }

  /** Who holds most; {@code otherwise} if nobody holds anything. */
  private int greatestHolder(int otherwise) {
    int greatest = otherwise;
    long held = 0;
    int used = used();
    for (int entry = 0; entry < used; entry++) {
      if (words.getLong(heldOffset(entry)) > held) {
        greatest = entry;
        held = words.getLong(heldOffset(entry));
      }
    }
    return greatest;
  }

  /** Adds to how many threads of this process sleep; {@code sleepers} follows. */
  void sleep(int entry, int threads) {
    words.setInt(waitingOffset(entry), words.getInt(waitingOffset(entry)) + threads);
    words.setInt(SLEEPERS_OFFSET, words.getInt(SLEEPERS_OFFSET) + threads);
  }

  /**
   * This process's entry; a new one if it has none.
   *
   * @throws IllegalStateException if all entries are in use by living processes
   */
  int mine() {
    if (mine >= 0 && words.getLong(stampOffset(mine)) == words.self()) {
      return mine;
    }
    int found = find(words.self());
    if (found < 0) {
      found = findFree();
    }
    if (found < 0) {
      giveUpUnused();
      found = findFree();
    }
    if (found < 0) {
      throw new IllegalStateException(
          "at most " + ENTRIES + " processes can hold permits of a semaphore, or have added some, at a time: processes="
              + ENTRIES + "; let some end or release, or divide the work between semaphores");
    }
    words.setLong(stampOffset(found), words.self());
    mine = found;
    return found;
  }

  private int findFree() {
    int free = find(0);
    int used = used();
    if (free < 0 && used < ENTRIES) {
      words.setInt(USED_OFFSET, used + 1);
      return used;
    }
    return free;
  }

  private int find(long stamp) {
    int used = used();
    for (int entry = 0; entry < used; entry++) {
      if (words.getLong(stampOffset(entry)) == stamp) {
        return entry;
      }
    }
    return -1;
  }

  /**
   * Whether a process that holds permits, or waits for one, has ended. Doesn't need the mutex, and is slow: it asks the
   * operating system.
   */
  boolean anyDied() {
    int used = used();
    for (int entry = 0; entry < used; entry++) {
      long stamp = words.getLong(stampOffset(entry));
      boolean matters = words.getLong(heldOffset(entry)) > 0 || words.getInt(waitingOffset(entry)) > 0;
      if (stamp != 0 && matters && !words.isAlive(stamp)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Gives back the permits of all processes that have ended.
   *
   * @return how many
   */
  int giveBack() {
    int used = used();
    long before = available();
    for (int entry = 0; entry < used; entry++) {
      long stamp = words.getLong(stampOffset(entry));
      if (stamp != 0 && !words.isAlive(stamp)) {
        giveUp(entry, returnable(entry));
      }
    }
    derive();
    return (int) (available() - before);
  }

  /** Entries that say nothing are free for others, whoever has them. */
  private void giveUpUnused() {
    int used = used();
    giveBack();
    for (int entry = 0; entry < used; entry++) {
      if (words.getLong(heldOffset(entry)) == 0 && words.getInt(waitingOffset(entry)) == 0) {
        words.setLong(stampOffset(entry), 0);
      }
    }
  }

  /** How many permits of a dead process others may have: those that are missing and held by nobody else who lives. */
  private long returnable(int dead) {
    int used = used();
    long elsewhere = words.getLong(BASE_OFFSET) - totalHeld();
    for (int entry = 0; entry < used; entry++) {
      long stamp = words.getLong(stampOffset(entry));
      if (entry != dead && stamp != 0 && words.isAlive(stamp)) {
        elsewhere += Math.max(0, words.getLong(heldOffset(entry)));
      }
    }
    long missing = Math.max(0, words.getInt(INITIAL_OFFSET) - elsewhere);
    return Math.max(0, Math.min(words.getLong(heldOffset(dead)), missing));
  }

  private void giveUp(int entry, long returned) {
    long held = words.getLong(heldOffset(entry));
    words.setLong(NEXT_BASE_OFFSET, words.getLong(BASE_OFFSET) - held + returned);
    words.setInt(LEAVING_OFFSET, entry + 1);
    finishLeaving(entry);
  }

  private void finishLeaving(int entry) {
    words.setLong(BASE_OFFSET, words.getLong(NEXT_BASE_OFFSET));
    words.setLong(heldOffset(entry), 0);
    words.setInt(waitingOffset(entry), 0);
    words.setLong(stampOffset(entry), 0);
    words.setInt(LEAVING_OFFSET, 0);
  }

  /** Finishes what a process began that died with the mutex. */
  void recover() {
    int leaving = words.getInt(LEAVING_OFFSET);
    if (leaving != 0) {
      finishLeaving(leaving - 1);
    }
    derive();
  }

  /** Computes what follows from the entries. */
  private void derive() {
    int used = used();
    int sleepers = 0;
    for (int entry = 0; entry < used; entry++) {
      sleepers += words.getInt(waitingOffset(entry));
    }
    words.setInt(AVAILABLE_OFFSET, (int) available());
    words.setInt(SLEEPERS_OFFSET, sleepers);
  }

  private int used() {
    return words.getInt(USED_OFFSET);
  }

  private long available() {
    return words.getLong(BASE_OFFSET) - totalHeld();
  }

  private long totalHeld() {
    int used = used();
    long total = 0;
    for (int entry = 0; entry < used; entry++) {
      total += words.getLong(heldOffset(entry));
    }
    return total;
  }
}
