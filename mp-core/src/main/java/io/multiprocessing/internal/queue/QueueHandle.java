package io.multiprocessing.internal.queue;

import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.queue.UnencodableHandler;
import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What travels of a queue; becomes a view of it in the process in which it is decoded. */
record QueueHandle(SegmentHandle segment, QueueKind kind, @Nullable UnencodableHandler handler)
    implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  @Serial
  private Object readResolve() {
    return Queues.view(this);
  }
}
