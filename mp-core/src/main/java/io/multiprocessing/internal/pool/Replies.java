package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.protocol.Failure;
import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.protocol.ItemFailure;
import io.multiprocessing.pool.TaskOutcome;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Makes results of what workers reply. Each reply is decoded in a guard: one that can't be is the error of its task
 * alone.
 */
record Replies(Codec codec, PoolCounters counters) {

  /** Completes a task whose completion the caller has claimed. Never throws. */
  void complete(Task task, Frame frame, String where) {
    Object value = null;
    Throwable failure = null;
    try {
      if (frame.kind() == FrameKind.FAILURE) {
        failure = failure(frame, where);
      } else {
        Object decoded = codec.decode(frame.message());
        value = task.isChunk() ? withFailures(decoded, where) : decoded;
      }
    } catch (RuntimeException e) {
      failure =
          new SerializationException("the result of " + task.label() + " could not be decoded: " + e.getMessage(), e);
    } catch (Error e) { // this process has no memory for it, for instance: only this task fails, and it must not hang
      failure = e;
    }
    if (failure == null) {
      counters.succeed(task, value);
    } else {
      counters.fail(task, failure, TaskOutcome.ERROR);
    }
  }

  /** The exception in a frame that reports one. */
  Throwable failure(Frame frame, String where) {
    byte[] bytes = new byte[frame.message().body().remaining()];
    frame.message().body().get(bytes);
    try {
      return Failure.fromBytes(bytes).toThrowable(codec, where);
    } catch (SerializationException e) {
      return e;
    }
  }

  private @Nullable Object withFailures(@Nullable Object chunk, String where) {
    if (!(chunk instanceof @Nullable Object[] results)) {
      throw new SerializationException("a chunk's result must be an array, but is not", null);
    }
    for (int i = 0; i < results.length; i++) {
      if (results[i] instanceof ItemFailure item) {
        results[i] = new FailedItem(Failure.fromBytes(item.failure()).toThrowable(codec, where));
      }
    }
    return results;
  }
}
