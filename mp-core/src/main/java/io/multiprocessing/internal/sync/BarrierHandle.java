package io.multiprocessing.internal.sync;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What travels of a barrier: the action goes with it, and each view has its own copy.
 *
 * @param segment where it lies
 * @param action what the last to arrive runs, or null
 * @param timeout how long a wait without a limit of its own may take, or null for ever
 */
record BarrierHandle(SegmentHandle segment, @Nullable RemoteRunnable action, @Nullable Duration timeout)
    implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  @Serial
  private Object readResolve() {
    return new SharedBarrier(Segment.attach(segment), action, timeout);
  }
}
