package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.platform.ResidentMemory;
import io.multiprocessing.internal.process.DeathReport;
import io.multiprocessing.internal.process.LaunchedChild;
import io.multiprocessing.internal.process.Launcher;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.pool.LaunchSnapshot;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.WorkerEnd;
import io.multiprocessing.pool.WorkerSnapshot;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of a {@link ProcessPool}, and how they end: when they have run their last task, at the pool's end, or by
 * force. {@link WorkerStarts} starts them and those that take the places of others. A worker that may run no more tasks
 * is replaced as soon as it is given its last one, so that nobody waits for a JVM to start; until it has ended there is
 * one process more, but never more than {@code processes} of them run tasks.
 *
 * <p>Unless a method says otherwise it is called under the pool's lock, which guards all fields.
 */
final class WorkerFleet {

  private static final Logger log = LoggerFactory.getLogger(WorkerFleet.class);

  private final ProcessPool pool;
  private final PoolConfig config;
  private final LaunchOptions options;
  private final Launcher launcher;
  private final PoolCounters counters;
  private final Supervisor supervisor;
  private final Condition ended;
  private final WorkerStarts starts;

  private final List<PooledWorker> workers = new ArrayList<>();
  private int busy;
  private boolean released; // what was started ahead for this pool

  WorkerFleet(
      ProcessPool pool,
      PoolConfig config,
      LaunchOptions options,
      Launcher launcher,
      EncodedMessage initialization,
      Codec codec,
      PoolCounters counters,
      Supervisor supervisor) {
    this.pool = pool;
    this.config = config;
    this.options = options;
    this.launcher = launcher;
    this.counters = counters;
    this.supervisor = supervisor;
    this.ended = pool.lock.newCondition();
    this.starts = new WorkerStarts(pool, this, config, options, launcher, initialization, codec, counters, supervisor);
  }

  /** What starts them. */
  WorkerStarts starts() {
    return starts;
  }

  /** How the workers are started; outside the lock. */
  @Nullable LaunchSnapshot launch(List<WorkerSnapshot> alive) {
    return launcher.snapshot(options, alive.isEmpty() ? 0 : alive.get(0).pid());
  }

  List<PooledWorker> workers() {
    return workers;
  }

  /** How many workers have a task. */
  int busy() {
    return busy;
  }

  void becameBusy() {
    busy++;
  }

  void becameIdle() {
    busy--;
  }

  @Nullable PooledWorker ownerOf(Task task) {
    for (PooledWorker worker : workers) {
      for (PooledWorker.InFlight entry : worker.inFlight) {
        if (entry.task() == task) {
          return worker;
        }
      }
    }
    return null;
  }

  // --- Ending -------------------------------------------------------------------------------------------------------

  /** The worker gets no more tasks; its replacement is started now. */
  void retire(PooledWorker worker) {
    worker.retiring = true;
    starts.replaceMissing();
  }

  /** Stops a worker that has run its last task. */
  void afterReply(PooledWorker worker) {
    if (worker.retiring && worker.inFlight.isEmpty() && worker.endReason == null) {
      worker.endReason = WorkerEnd.RECYCLED;
      stop(worker);
    }
  }

  private void stop(PooledWorker worker) {
    if (worker.stopSent) {
      return;
    }
    worker.stopSent = true;
    worker.enqueue(FrameKind.STOP, 0, PooledWorker.EMPTY);
    expectEnd(worker);
  }

  /** Kills a worker that has not ended by itself within the grace. */
  void expectEnd(PooledWorker worker) {
    if (worker.stopDeadline == null) {
      worker.stopDeadline = supervisor.after(config.stopGrace(), () -> killIfAlive(worker));
    }
  }

  /** On the supervisor's thread, outside the lock. */
  private void killIfAlive(PooledWorker worker) {
    LaunchedChild child = worker.child;
    if (child != null && !child.onExit().isDone()) {
      log.warn("a worker was expected to end and did not, so it is killed: worker={}, stopGrace={}", worker.name(),
          config.stopGrace());
      child.kill();
    }
  }

  /** After a shutdown, once nothing is left to do, tells the workers to end; the caller transmits to those added. */
  void stopIfDone(List<PooledWorker> told) {
    if (pool.state() != PoolSnapshot.State.SHUTDOWN || pool.hasWork()) {
      return;
    }
    for (PooledWorker worker : workers) {
      if (worker.endReason == null) {
        worker.endReason = WorkerEnd.STOPPED;
        if (worker.connected && (worker.ready || !worker.standby)) { // nobody waits for one that prepares to stand by
          stop(worker); // after its initializer, if it still runs that
          told.add(worker);
        } else {
          supervisor.soon(() -> kill(worker));
        }
      }
    }
    signalIfEnded();
  }

  /** Kills a worker's process and what it has started; outside the lock. */
  void kill(PooledWorker worker) {
    LaunchedChild child = worker.child;
    if (child != null) {
      child.kill();
    }
  }

  /** Asks a worker for the tasks it has not started; outside the lock. */
  void revoke(PooledWorker worker) {
    LaunchedChild child = worker.child;
    long last;
    pool.lock.lock();
    try {
      last = worker.lastSequence;
    } finally {
      pool.lock.unlock();
    }
    if (child != null) {
      child.sendControl(FrameKind.REVOKE, last);
    }
  }

  void ended(PooledWorker worker, DeathReport report) {
    workers.remove(worker);
    WorkerStarts.endLimitOfStart(worker);
    if (worker.stopDeadline != null) {
      worker.stopDeadline.cancel(false);
    }
    if (worker.endReason == null) {
      worker.endReason = worker.ready ? WorkerEnd.DIED : WorkerEnd.START_FAILED;
    }
    if (worker.endReason != WorkerEnd.START_FAILED) {
      starts.replace(worker);
    }
    signalIfEnded();
  }

  /** What follows a worker's end; outside the lock. */
  void endedOutsideLock(PooledWorker worker, DeathReport report) {
    WorkerEnd reason = worker.endReason == null ? WorkerEnd.DIED : worker.endReason;
    counters.workerEnded(worker.name(), report.pid(), reason);
    log.debug("worker ended: worker={}, pid={}, reason={}, status={}", worker.name(), report.pid(), reason,
        report.status());
    if (reason == WorkerEnd.START_FAILED) {
      starts.failed(worker, report);
    }
  }

  void signalIfEnded() {
    if (!pool.lock.isHeldByCurrentThread()) {
      pool.lock.lock();
      try {
        signalIfEnded();
      } finally {
        pool.lock.unlock();
      }
      return;
    }
    if (isEnded()) {
      if (!released) {
        released = true;
        launcher.release(options);
      }
      supervisor.end();
      ended.signalAll();
    }
  }

  private boolean isEnded() {
    return switch (pool.state()) {
      case RUNNING -> false;
      case SHUTDOWN -> workers.isEmpty() && !pool.hasWork();
      case TERMINATED, BROKEN -> workers.isEmpty();
    };
  }

  /** Returns how much of the limit is left, negative if it passed first. */
  long awaitEnd(long limitNanos) throws InterruptedException {
    long left = limitNanos;
    while (!isEnded()) {
      if (left <= 0) {
        return -1;
      }
      left = ended.awaitNanos(left);
    }
    return Math.max(0, left);
  }

  // --- Looking ------------------------------------------------------------------------------------------------------

  List<WorkerSnapshot> snapshot() {
    long now = System.nanoTime();
    List<WorkerSnapshot> all = new ArrayList<>(workers.size());
    for (PooledWorker worker : workers) {
      LaunchedChild child = worker.child;
      if (child != null && !worker.standby) {
        PooledWorker.InFlight head = worker.inFlight.peekFirst();
        all.add(
            new WorkerSnapshot(
                worker.name(),
                child.pid(),
                worker.state(),
                head == null ? null : head.task().label(),
                head == null ? null : Duration.ofNanos(now - worker.headSinceNanos),
                worker.tasksDone,
                ResidentMemory.UNKNOWN,
                Duration.ofNanos(now - child.launchedNanos())));
      }
    }
    return all;
  }

  /** Reads files, so outside the lock. */
  static List<WorkerSnapshot> withMemory(List<WorkerSnapshot> workers) {
    List<WorkerSnapshot> all = new ArrayList<>(workers.size());
    for (WorkerSnapshot w : workers) {
      all.add(
          new WorkerSnapshot(
              w.name(), w.pid(), w.state(), w.task(), w.taskAge(), w.tasksDone(), ResidentMemory.of(w.pid()), w.age()));
    }
    return all;
  }
}
