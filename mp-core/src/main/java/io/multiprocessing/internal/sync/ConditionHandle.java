package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import java.io.Serial;
import java.io.Serializable;

/**
 * What travels of a condition.
 *
 * @param segment the condition's own
 * @param lock its lock's
 * @param ownsLock whether the lock was made with the condition
 */
record ConditionHandle(SegmentHandle segment, SegmentHandle lock, boolean ownsLock) implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  @Serial
  private Object readResolve() {
    AbstractSharedLock view = (AbstractSharedLock) SyncObjects.view(Segment.attach(lock));
    return new SharedCondition(Segment.attach(segment), view, ownsLock);
  }
}
