package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.pool.TaskOptions;
import io.multiprocessing.pool.TaskOutcome;
import io.multiprocessing.serialization.EncodedMessage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One unit of work of a pool: a call, or a chunk of a map. It completes exactly once; who completes it first wins.
 *
 * <p>The mutable fields are guarded by the lock of the pool that has the task.
 */
final class Task {

  private final String label;
  private final TaskOptions options;
  private final boolean chunk;
  private final @Nullable Call call;
  private final @Nullable EncodedMessage encoded;
  private final TaskSink sink;
  private final AtomicBoolean completed = new AtomicBoolean();
  private final long submittedNanos = System.nanoTime();

  int retriesLeft;
  long startedNanos; // 0 while it waits
  long waitingSinceNanos = submittedNanos;
  @Nullable Future<?> queueDeadline;

  private Task(
      Call call, TaskOptions options, boolean keepCall, @Nullable EncodedMessage encoded, TaskSink sink) {
    String label = options.label();
    this.label = label == null ? call.describe() : label;
    this.chunk = call instanceof Call.Chunk;
    this.options = options;
    this.call = keepCall ? call : null;
    this.encoded = encoded;
    this.sink = sink;
    this.retriesLeft = options.retries();
  }

  /** A task for another process. */
  static Task encoded(Call call, TaskOptions options, EncodedMessage encoded, TaskSink sink) {
    return new Task(call, options, false, encoded, sink);
  }

  /** A task for a thread of this process. */
  static Task local(Call call, TaskOptions options, TaskSink sink) {
    return new Task(call, options, true, null, sink);
  }

  String label() {
    return label;
  }

  /** Whether its result is an array, one element an item. */
  boolean isChunk() {
    return chunk;
  }

  TaskOptions options() {
    return options;
  }

  Call call() {
    if (call == null) {
      throw new IllegalStateException("a task for another process has only its encoded form: task=" + label);
    }
    return call;
  }

  EncodedMessage encoded() {
    if (encoded == null) {
      throw new IllegalStateException("a task for a thread has no encoded form: task=" + label);
    }
    return encoded;
  }

  long submittedNanos() {
    return submittedNanos;
  }

  boolean isCompleted() {
    return completed.get();
  }

  /** Takes the right to complete this task; whoever gets true must call {@link #succeed} or {@link #fail} next. */
  boolean claimCompletion() {
    return completed.compareAndSet(false, true);
  }

  void succeed(@Nullable Object value) {
    sink.succeeded(value);
  }

  void fail(Throwable failure, TaskOutcome outcome) {
    sink.failed(failure, outcome);
  }
}
