package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.memory.Transfers;
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
  private final Transfers transfers;
  private final TaskSink sink;
  private final AtomicBoolean completed = new AtomicBoolean();
  private final long submittedNanos = System.nanoTime();

  int retriesLeft;
  long startedNanos; // 0 while it waits
  long waitingSinceNanos = submittedNanos;
  @Nullable Future<?> queueDeadline;

  private Task(
      Call call,
      TaskOptions options,
      boolean keepCall,
      @Nullable EncodedMessage encoded,
      Transfers transfers,
      TaskSink sink) {
    String label = options.label();
    this.label = label == null ? call.describe() : label;
    this.chunk = call instanceof Call.Chunk;
    this.options = options;
    this.call = keepCall ? call : null;
    this.encoded = encoded;
    this.transfers = transfers;
    this.sink = sink;
    this.retriesLeft = options.retries();
  }

  /** A task for another process. */
  static Task encoded(
      Call call, TaskOptions options, EncodedMessage encoded, Transfers transfers, TaskSink sink) {
    return new Task(call, options, false, encoded, transfers, sink);
  }

  /** A task for a thread of this process. */
  static Task local(Call call, TaskOptions options, TaskSink sink) {
    return new Task(call, options, true, null, Transfers.NONE, sink);
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

  /** It will not be run, or not again: what it carries and nobody has decoded won't arrive. */
  void cancelTransfers() {
    transfers.cancel();
  }

  void succeed(@Nullable Object value) {
    cancelTransfers();
    sink.succeeded(value);
  }

  void fail(Throwable failure, TaskOutcome outcome) {
    cancelTransfers();
    sink.failed(failure, outcome);
  }
}
