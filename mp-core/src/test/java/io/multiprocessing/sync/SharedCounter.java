package io.multiprocessing.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import java.io.Serializable;

/** A number in shared memory that several processes may change, if they see to it that only one does at a time. */
record SharedCounter(SegmentHandle handle) implements Serializable {

  /** Its segment must be kept reachable by the caller. */
  static Segment memory() {
    return Segment.create(SegmentKind.VALUE, Long.BYTES);
  }

  void increment() {
    Segment segment = Segment.attach(handle);
    segment.memory().putLong(Segment.PAYLOAD, segment.memory().getLong(Segment.PAYLOAD) + 1);
  }

  static long value(Segment segment) {
    return segment.memory().getLong(Segment.PAYLOAD);
  }
}
