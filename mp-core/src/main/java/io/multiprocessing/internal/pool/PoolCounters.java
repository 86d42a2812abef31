package io.multiprocessing.internal.pool;

import io.multiprocessing.pool.PoolListener;
import io.multiprocessing.pool.TaskOutcome;
import io.multiprocessing.pool.WorkerEnd;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completes tasks, and counts and reports how they ended; first the counts, so that whoever waits sees them. */
final class PoolCounters {

  private static final Logger log = LoggerFactory.getLogger(PoolCounters.class);

  private final PoolListener listener;
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder restarts = new LongAdder();

  PoolCounters(PoolListener listener) {
    this.listener = listener;
  }

  /** Completes a task whose completion the caller has claimed. */
  void succeed(Task task, @Nullable Object value) {
    done.increment();
    taskEnded(task, TaskOutcome.SUCCESS, null);
    task.succeed(value);
  }

  /** Completes a task whose completion the caller has claimed. */
  void fail(Task task, Throwable failure, TaskOutcome outcome) {
    failed.increment();
    taskEnded(task, outcome, failure);
    task.fail(failure, outcome);
  }

  private void taskEnded(Task task, TaskOutcome outcome, @Nullable Throwable failure) {
    if (listener == PoolListener.NONE) {
      return;
    }
    long now = System.nanoTime();
    long started = task.startedNanos == 0 ? now : task.startedNanos;
    Duration queued = Duration.ofNanos(started - task.submittedNanos());
    Duration ran = Duration.ofNanos(now - started);
    guard(() -> listener.taskEnded(task.label(), outcome, queued, ran, failure));
  }

  void workerStarted(String worker, long pid, Duration startup) {
    guard(() -> listener.workerStarted(worker, pid, startup));
  }

  void workerEnded(String worker, long pid, WorkerEnd reason) {
    guard(() -> listener.workerEnded(worker, pid, reason));
  }

  private static void guard(Runnable report) {
    try {
      report.run();
    } catch (RuntimeException | Error e) { // what follows completes the task
      log.warn("a pool's listener failed", e);
    }
  }

  void restarted() {
    restarts.increment();
  }

  long done() {
    return done.sum();
  }

  long failed() {
    return failed.sum();
  }

  long restarts() {
    return restarts.sum();
  }
}
