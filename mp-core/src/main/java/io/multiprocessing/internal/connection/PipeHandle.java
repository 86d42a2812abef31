package io.multiprocessing.internal.connection;

import io.multiprocessing.internal.memory.SegmentHandle;
import java.io.Serial;
import java.io.Serializable;

/**
 * What travels instead of a connection of a pipe.
 *
 * @param segment the pipe
 * @param end which end, 0 or 1
 * @param place the place of its ticket in the end's table
 * @param ticket the ticket, which counts for the end until the connection has arrived
 */
record PipeHandle(SegmentHandle segment, int end, int place, long ticket) implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Opens the end in this process. A handle that is decoded again, by a task that is retried for instance, opens it
   * again.
   *
   * @throws io.multiprocessing.api.SharedObjectException if the pipe is gone, or too many processes have the end open;
   *     the connection will not arrive
   */
  @Serial
  private Object readResolve() {
    PipeMemory memory = PipeMemory.attach(segment);
    try {
      return new PipeConnection(memory, end); // counted before the ticket goes
    } finally {
      memory.arrive(this);
    }
  }
}
