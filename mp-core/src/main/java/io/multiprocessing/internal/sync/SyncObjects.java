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

  /** How many bytes at the start of a payload the lock of {@link #lockIn} takes. */
  public static final int LOCK_LENGTH = 64;

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

  /**
   * A reentrant lock in the first bytes of the payload of a segment that holds something else besides: a value, an array or a
   * structure. It is sent, closed and unlinked with that.
   */
  public static InterProcessReentrantLock lockIn(Segment segment) {
    return new SharedReentrantLock(segment);
  }

  /** A view of what lies in a segment. */
  static InterProcessObject view(Segment segment) {
    SharedWords words = new SharedWords(segment);
    switch (segment.kind()) {
      case LOCK:
        return words.getInt(LockDescriptor.REENTRANT_OFFSET) == 0
            ? new SharedLock(segment)
            : new SharedReentrantLock(segment);
      case VALUE:
      case ARRAY:
      case STRUCT:
        return lockIn(segment);
      default:
        throw new IllegalStateException("no primitive has segments of this kind: segment=" + segment);
    }
  }
}
