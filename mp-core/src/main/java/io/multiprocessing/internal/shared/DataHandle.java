package io.multiprocessing.internal.shared;

import io.multiprocessing.internal.memory.SegmentHandle;
import java.io.Serial;
import java.io.Serializable;

/**
 * What travels of a value or an array; becomes a view of it, with the same lock, in the process in which it is decoded.
 */
record DataHandle(SegmentHandle segment, Guard guard) implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  @Serial
  private Object readResolve() {
    return Views.of(Body.attach(segment), guard);
  }
}
