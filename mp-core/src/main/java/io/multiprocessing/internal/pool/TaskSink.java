package io.multiprocessing.internal.pool;

import io.multiprocessing.pool.TaskOutcome;
import org.jspecify.annotations.Nullable;

/** Where a task's result goes. Exactly one of the methods is called, once, on a thread of the pool. */
interface TaskSink {

  /** @param value the call's result; for a chunk an array of results and item failures */
  void succeeded(@Nullable Object value);

  void failed(Throwable failure, TaskOutcome outcome);
}
