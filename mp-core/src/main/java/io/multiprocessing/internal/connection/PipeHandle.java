package io.multiprocessing.internal.connection;

import io.multiprocessing.internal.memory.SegmentHandle;
import java.io.Serial;
import java.io.Serializable;

/**
 * What travels instead of a connection of a pipe.
 *
 * @param segment the pipe
 * @param end which end, 0 or 1
 * @param place the place of its ticket in the end's table; -1 if that was full
 * @param ticket the ticket, which counts for the end until the connection has arrived
 */
record PipeHandle(SegmentHandle segment, int end, int place, long ticket) implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  boolean hasTicket() {
    return place >= 0;
  }

  /**
   * Opens the end in this process. A handle that is decoded again, by a task that is retried for instance, opens it
   * again.
   */
  @Serial
  private Object readResolve() {
    PipeMemory memory = PipeMemory.attach(segment);
    PipeConnection connection = new PipeConnection(memory, end); // counted before the ticket goes
    memory.arrive(this);
    return connection;
  }
}
