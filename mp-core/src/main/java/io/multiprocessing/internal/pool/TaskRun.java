package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.pool.TaskOutcome;
import org.jspecify.annotations.Nullable;

/** Runs a task in the calling thread, and completes it later. */
record TaskRun(Task task, @Nullable Object value, @Nullable Throwable failure) {

  static TaskRun of(Task task) {
    try {
      Object value = task.call() instanceof Call.Chunk chunk ? runChunk(chunk) : ((Call.Single) task.call()).run();
      return new TaskRun(task, value, null);
    } catch (Throwable e) { // whatever a task throws is its result
      return new TaskRun(task, null, e);
    }
  }

  void complete(PoolCounters counters) {
    if (!task.claimCompletion()) {
      return; // it was cancelled, or the pool terminated
    }
    if (failure == null) {
      counters.succeed(task, value);
    } else {
      counters.fail(task, failure, TaskOutcome.ERROR);
    }
  }

  private static @Nullable Object[] runChunk(Call.Chunk chunk) {
    @Nullable Object[] results = new @Nullable Object[chunk.size()];
    for (int i = 0; i < results.length; i++) {
      try {
        results[i] = chunk.run(i);
      } catch (Throwable e) { // whatever an item throws is its result
        results[i] = new FailedItem(e);
      }
    }
    return results;
  }
}
