package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.process.DeathReport;
import io.multiprocessing.pool.PoolBrokenException;
import io.multiprocessing.pool.PoolClosedException;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.PoolQueueFullException;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.TaskTimeoutException;
import io.multiprocessing.pool.TaskTimeoutException.Limit;
import io.multiprocessing.pool.WorkerDiedException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The errors of a pool in words: what failed, the facts, and the mend. */
record PoolFailures(String pool, PoolConfig config) {

  PoolQueueFullException queueFull(int queued, int submitted) {
    return new PoolQueueFullException(
        "the queue of pool '" + pool + "' has no room: queueCapacity=" + config.queueCapacity() + ", queued=" + queued
            + ", submitted=" + submitted + "; try again later, raise the capacity, or choose the policy BLOCK");
  }

  PoolClosedException closed(PoolSnapshot.State state) {
    return new PoolClosedException(
        "pool '" + pool + "' takes no more tasks: it was "
            + (state == PoolSnapshot.State.SHUTDOWN ? "shut down" : "terminated"));
  }

  PoolClosedException terminated(Task task) {
    return new PoolClosedException(
        "pool '" + pool + "' was terminated before the task had ended: task=" + task.label()
            + "; call shutdown() and join() first to finish what was submitted");
  }

  PoolBrokenException broken(@Nullable Throwable cause) {
    return new PoolBrokenException(
        "pool '" + pool + "' has given up because its workers do not start: maxStartFailures="
            + config.maxStartFailures() + ", last failure: " + (cause == null ? "unknown" : cause.getMessage()),
        cause);
  }

  TaskTimeoutException waitedTooLong(Task task, Duration limit) {
    return new TaskTimeoutException(
        "the task waited too long for a worker of pool '" + pool + "': queueTimeout=" + limit + ", task="
            + task.label(),
        Limit.QUEUE,
        limit);
  }

  TaskTimeoutException ranTooLong(Task task, PooledWorker worker, Duration limit) {
    return new TaskTimeoutException(
        "the task ran too long and " + worker.where() + " was killed: timeout=" + limit + ", task=" + task.label(),
        Limit.TASK,
        limit);
  }

  TaskTimeoutException notDrained(Task task, Duration limit) {
    return new TaskTimeoutException(
        "pool '" + pool + "' was stopping and the task did not end in time: drainTimeout=" + limit + ", task="
            + task.label(),
        Limit.DRAIN,
        limit);
  }

  CancellationException cancelled(Task task) {
    return new CancellationException("the task was cancelled: task=" + task.label());
  }

  WorkerDiedException workerDied(Task task, PooledWorker worker, DeathReport report) {
    Duration ran = Duration.ofNanos(System.nanoTime() - task.startedNanos);
    WorkerDiedException.Death death =
        new WorkerDiedException.Death(
            worker.name(),
            report.pid(),
            report.status(),
            task.label(),
            ran,
            report.outOfMemory(),
            report.crashReport() == null ? null : report.crashReport().toString(),
            report.lastErrorLines());
    return new WorkerDiedException(
        "worker " + worker.name() + " died while it ran a task: pid=" + report.pid() + ", task=" + task.label()
            + ", ran=" + ran.toMillis() + "ms, end=" + report.describe(),
        death);
  }
}
