package io.multiprocessing.internal.queue;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The places at which it makes a difference whether a process was killed before or after: the stores that commit, the
 * notes from which the next one finishes, and the files. Stores that only prepare one of these have no step of their
 * own. Tests kill processes at each.
 */
enum Step {
  RECORD_WRITTEN,
  RECORD_PUBLISHED,
  RING_MADE,
  RING_NOTED,
  RING_KEPT,
  RING_LINKED,
  RING_ENTERED,
  PAYLOAD_MADE,
  PAYLOAD_NOTED,
  PAYLOAD_KEPT,
  PAYLOAD_RECORD_WRITTEN,
  PAYLOAD_PUBLISHED,
  ELEMENT_COPIED,
  TAKE_NOTED,
  TAKE_PUBLISHED,
  TAKE_COUNTED,
  TAKE_FINISHED,
  RING_LEAVE_NOTED,
  RING_LEFT,
  RING_REMOVED,
  PAYLOAD_OPENED,
  PAYLOAD_REMOVED,
  DONE_COUNTED,
  DONE_SUMMED;

  /** Null but in tests. */
  static @Nullable Consumer<Step> probe;

  void reached() {
    Consumer<Step> set = probe;
    if (set != null) {
      set.accept(this);
    }
  }
}
