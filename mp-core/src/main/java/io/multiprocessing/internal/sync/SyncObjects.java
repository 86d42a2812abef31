package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.sync.InterProcessCondition;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.InterProcessObject;
import io.multiprocessing.sync.InterProcessReentrantLock;

/**
 * Makes the primitives. Each method takes shared memory, and throws {@link io.multiprocessing.api.SharedObjectException} if
 * there is none.
 */
public final class SyncObjects {

  private SyncObjects() {}

  public static InterProcessLock lock() {
    return new SharedLock(Segment.create(SegmentKind.LOCK, LockDescriptor.LENGTH));
  }

  public static InterProcessReentrantLock reentrantLock() {
    Segment segment = Segment.create(SegmentKind.LOCK, LockDescriptor.LENGTH);
    new SharedWords(segment).setInt(LockDescriptor.REENTRANT_OFFSET, 1);
    return new SharedReentrantLock(segment);
  }

  static InterProcessCondition condition(AbstractSharedLock lock) {
    throw new UnsupportedOperationException();
  }

  /** A view of what lies in a segment. */
  static InterProcessObject view(Segment segment) {
    SharedWords words = new SharedWords(segment);
    switch (segment.kind()) {
      case LOCK:
        return words.getInt(LockDescriptor.REENTRANT_OFFSET) == 0
            ? new SharedLock(segment)
            : new SharedReentrantLock(segment);
      default:
        throw new IllegalStateException("no primitive has segments of this kind: segment=" + segment);
    }
  }
}
