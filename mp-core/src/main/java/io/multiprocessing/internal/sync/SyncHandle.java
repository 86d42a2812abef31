package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import java.io.Serial;
import java.io.Serializable;

/** What travels of a lock, a semaphore or an event; becomes a view of it in the process in which it is decoded. */
record SyncHandle(SegmentHandle segment) implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  @Serial
  private Object readResolve() {
    return SyncObjects.view(Segment.attach(segment));
  }
}
