package io.multiprocessing.internal.pool;

import io.multiprocessing.pool.TaskOutcome;
import io.multiprocessing.pool.WorkerEnd;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tasks that are given up, because a limit passed or someone cancelled them, and the workers that are killed for it.
 *
 * <p>A worker that has tasks behind the one it is to be killed for may be at one of them by now, whatever this side
 * knows. So it is <em>condemned</em> first, which gives it no more tasks, and asked for those it has not started; it is
 * killed when it has answered, or after a while if it doesn't, and goes free if its reply shows that it was faster.
 *
 * <p>The public methods are called outside the pool's lock, which guards what they look at.
 */
final class GivingUp implements Dispatch.Deadlines {

  /** How long a condemned worker has to give back the tasks that it has not started. */
  private static final Duration ANSWER_LIMIT = Duration.ofMillis(100);

  private final ReentrantLock lock;
  private final ProcessPool pool;
  private final WorkerFleet fleet;
  private final Supervisor supervisor;
  private final PoolCounters counters;
  private final PoolFailures failures;

  GivingUp(ProcessPool pool, WorkerFleet fleet, Supervisor supervisor, PoolCounters counters, PoolFailures failures) {
    this.lock = pool.lock;
    this.pool = pool;
    this.fleet = fleet;
    this.supervisor = supervisor;
    this.counters = counters;
    this.failures = failures;
  }

  @Override
  public void waitedTooLong(Task task, Duration limit) {
    lock.lock();
    try {
      if (task.startedNanos != 0 || !task.claimCompletion()) {
        return;
      }
      pool.dispatch().leftQueue(task);
    } finally {
      lock.unlock();
    }
    counters.fail(task, failures.waitedTooLong(task, limit), TaskOutcome.TIMEOUT);
    pool.stopIfDone();
  }

  @Override
  public void ranTooLong(PooledWorker worker, Task task, Duration limit) {
    lock.lock();
    try {
      if (!worker.runs(task) || !task.claimCompletion()) {
        return;
      }
      worker.condemn(task, WorkerEnd.TIMED_OUT);
    } finally {
      lock.unlock();
    }
    killCondemned(worker, task);
    counters.fail(task, failures.ranTooLong(task, worker, limit), TaskOutcome.TIMEOUT);
  }

  @Override
  public void lookForStalls() {
    List<PooledWorker> stalled;
    lock.lock();
    try {
      stalled = pool.dispatch().stalled();
    } finally {
      lock.unlock();
    }
    stalled.forEach(fleet::revoke);
  }

  /** See {@link PoolEngine#cancel}. */
  boolean cancel(Task task, boolean killIfRunning) {
    PooledWorker owner;
    boolean running;
    lock.lock();
    try {
      owner = fleet.ownerOf(task);
      running = owner != null && owner.runs(task);
      boolean ending = owner == null && task.startedNanos != 0; // its reply was taken and is about to complete it
      if (ending || running && !killIfRunning || !task.claimCompletion()) {
        return false;
      }
      if (owner == null) {
        pool.dispatch().leftQueue(task);
      } else if (running) {
        owner.condemn(task, WorkerEnd.CANCELLED);
      }
    } finally {
      lock.unlock();
    }
    if (running) {
      killCondemned(owner, task);
    } else if (owner != null) {
      fleet.revoke(owner); // it has not begun, and now it won't
    }
    counters.fail(task, failures.cancelled(task), TaskOutcome.CANCELLED);
    pool.stopIfDone();
    return true;
  }

  private void killCondemned(PooledWorker worker, Task task) {
    boolean alone;
    lock.lock();
    try {
      alone = worker.inFlight.size() <= 1;
    } finally {
      lock.unlock();
    }
    if (alone) {
      carryOut(worker, task);
    } else {
      fleet.revoke(worker);
      supervisor.after(ANSWER_LIMIT, () -> carryOut(worker, task));
    }
  }

  /** Kills the worker if it still runs the task that it was condemned for. */
  void carryOut(PooledWorker worker, Task task) {
    lock.lock();
    try {
      if (!worker.acceptSentence(task)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    fleet.kill(worker);
  }
}
