package io.multiprocessing.internal.sync;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.sync.InterProcessBarrier;
import io.multiprocessing.sync.InterProcessBoundedSemaphore;
import io.multiprocessing.sync.InterProcessCondition;
import io.multiprocessing.sync.InterProcessEvent;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.InterProcessObject;
import io.multiprocessing.sync.InterProcessReentrantLock;
import io.multiprocessing.sync.InterProcessSemaphore;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the primitives. Each method takes shared memory, and throws {@link
 * io.multiprocessing.api.SharedObjectException} if there is none.
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

  /**
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public static InterProcessSemaphore semaphore(int permits) {
    return semaphore(permits, false);
  }

  /**
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public static InterProcessBoundedSemaphore boundedSemaphore(int permits) {
    return semaphore(permits, true);
  }

  private static SharedSemaphore semaphore(int permits, boolean bounded) {
    if (permits < 0) {
      throw new IllegalArgumentException("permits must be at least 0: permits=" + permits);
    }
    Segment segment = Segment.create(SegmentKind.SEMAPHORE, SemaphoreDescriptor.LENGTH);
    SemaphoreCore.initialize(new SharedWords(segment), permits, bounded);
    return new SharedSemaphore(segment);
  }

  public static InterProcessEvent event() {
    return new SharedEvent(Segment.create(SegmentKind.EVENT, EventDescriptor.LENGTH));
  }

  /** A condition with a reentrant lock of its own. */
  public static InterProcessCondition condition() {
    return condition((AbstractSharedLock) reentrantLock(), true);
  }

  /**
   * A condition of an existing lock.
   *
   * @throws IllegalArgumentException if the lock is not one of this library's own
   */
  public static InterProcessCondition condition(InterProcessLock lock) {
    if (!(Objects.requireNonNull(lock, "lock") instanceof AbstractSharedLock)) {
      throw new IllegalArgumentException(
          "a condition needs a lock made by lock() or reentrantLock(): lock=" + lock.getClass().getName());
    }
    AbstractSharedLock shared = (AbstractSharedLock) lock;
    shared.requireOpen();
    return condition(shared, false);
  }

  private static SharedCondition condition(AbstractSharedLock lock, boolean ownsLock) {
    return new SharedCondition(Segment.create(SegmentKind.CONDITION, ConditionDescriptor.LENGTH), lock, ownsLock);
  }

  /**
   * @param action what the last to arrive runs, or null
   * @param timeout how long each wait without a limit of its own may take, or null for ever
   * @throws IllegalArgumentException if {@code parties} or {@code timeout} is not positive
   */
  public static InterProcessBarrier barrier(
      int parties, @Nullable RemoteRunnable action, @Nullable Duration timeout) {
    if (parties < 1) {
      throw new IllegalArgumentException("parties must be at least 1: parties=" + parties);
    }
    if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
      throw new IllegalArgumentException("timeout must be longer than zero: timeout=" + timeout);
    }
    Segment segment = Segment.create(SegmentKind.BARRIER, BarrierDescriptor.length(parties));
    BarrierCore.initialize(new SharedWords(segment), parties);
    return new SharedBarrier(segment, action, timeout);
  }

  /**
   * A reentrant lock in the first bytes of the payload of a segment that holds something else besides: a value, an
   * array or a structure. It is sent, closed and unlinked with that.
   */
  public static InterProcessReentrantLock lockIn(Segment segment) {
    return new SharedReentrantLock(segment);
  }

  /** A view of the lock, semaphore or event that lies in a segment. */
  static InterProcessObject view(Segment segment) {
    switch (segment.kind()) {
      case LOCK:
        return new SharedWords(segment).getInt(LockDescriptor.REENTRANT_OFFSET) == 0
            ? new SharedLock(segment)
            : new SharedReentrantLock(segment);
      case SEMAPHORE:
        return new SharedSemaphore(segment);
      case EVENT:
        return new SharedEvent(segment);
      case VALUE:
      case ARRAY:
      case STRUCT:
        return lockIn(segment);
      default:
        throw new IllegalStateException("segments of this kind have handles of their own: segment=" + segment);
    }
  }
}
