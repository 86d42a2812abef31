package io.multiprocessing.internal.sync;

import static io.multiprocessing.internal.sync.EventDescriptor.EPOCH_SHIFT;
import static io.multiprocessing.internal.sync.EventDescriptor.FLAG;
import static io.multiprocessing.internal.sync.EventDescriptor.WAITERS;
import static io.multiprocessing.internal.sync.EventDescriptor.WORD_OFFSET;

/** An event's word and what is done to it. */
final class EventCore {

  private final SharedWords words;

  EventCore(SharedWords words) {
    this.words = words;
  }

  boolean isSet() {
    return (words.getInt(WORD_OFFSET) & FLAG) != 0;
  }

  void set() {
    while (true) {
      int word = words.getInt(WORD_OFFSET);
      if ((word & FLAG) != 0) {
        return;
      }
      if (words.casInt(WORD_OFFSET, word, (epoch(word) + 1 << EPOCH_SHIFT) | FLAG)) {
        if ((word & WAITERS) != 0) {
          words.wake(WORD_OFFSET, Integer.MAX_VALUE);
        }
        return;
      }
    }
  }

  void clear() {
    while (true) {
      int word = words.getInt(WORD_OFFSET);
      if ((word & FLAG) == 0 || words.casInt(WORD_OFFSET, word, word & ~FLAG)) {
        return;
      }
    }
  }

  boolean await(WaitBudget budget) throws InterruptedException {
    int first = words.getInt(WORD_OFFSET);
    if ((first & FLAG) != 0) {
      return true;
    }
    words.spinWhile(WORD_OFFSET, first);
    while (true) {
      int word = words.getInt(WORD_OFFSET);
      if ((word & FLAG) != 0 || epoch(word) != epoch(first)) {
        return true;
      }
      budget.checkInterrupt();
      long slice = budget.nextSliceNanos();
      if (slice == 0) {
        return false;
      }
      if ((word & WAITERS) != 0 || words.casInt(WORD_OFFSET, word, word | WAITERS)) {
        words.await(WORD_OFFSET, word | WAITERS, slice);
      }
    }
  }

  private static int epoch(int word) {
    return word >>> EPOCH_SHIFT;
  }
}
