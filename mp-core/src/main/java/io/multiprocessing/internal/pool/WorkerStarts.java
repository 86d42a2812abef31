package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.platform.ProcessIdentity;
import io.multiprocessing.internal.process.DeathReport;
import io.multiprocessing.internal.process.LaunchSpec;
import io.multiprocessing.internal.process.LaunchedChild;
import io.multiprocessing.internal.process.Launcher;
import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.protocol.Samples;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.WorkerEnd;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessStartException;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the workers of a {@link WorkerFleet}: the first ones, those that take the places of others, and those that
 * stand by for that, started, initialized and rehearsed: see {@link Reserve}. What doesn't start is tried again after
 * pauses that grow, until the pool gives up.
 *
 * <p>Unless a method says otherwise it is called under the pool's lock, which guards all fields.
 */
final class WorkerStarts {

  private static final Logger log = LoggerFactory.getLogger(WorkerStarts.class);

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

  /**
   * A pool that lives no longer than this needs its processors itself; one that wears its workers out has a reserve at
   * once.
   */
  private static final Duration RESERVE_DELAY = Duration.ofSeconds(1);

  private static final Duration RESERVE_CHECK = Duration.ofMillis(100);

  private final ProcessPool pool;
  private final WorkerFleet fleet;
  private final PoolConfig config;
  private final LaunchOptions options;
  private final Launcher launcher;
  private final EncodedMessage initialization;
  private final Codec codec;
  private final PoolCounters counters;
  private final Supervisor supervisor;
  private final int spareWorkers;
  private final Reserve reserve;

  private int workersMade;
  private int startsPlanned; // of workers that have a place to take
  private int standbysPlanned; // of workers that are to stand by: none of the others waits for these
  private int startFailures; // in a row
  private int uselessInARow; // workers that died without having had a task
  private @Nullable List<EncodedMessage> samples; // what those that stand by rehearse; encoded when the first does

  WorkerStarts(
      ProcessPool pool,
      WorkerFleet fleet,
      PoolConfig config,
      LaunchOptions options,
      Launcher launcher,
      EncodedMessage initialization,
      Codec codec,
      PoolCounters counters,
      Supervisor supervisor) {
    this.pool = pool;
    this.fleet = fleet;
    this.config = config;
    this.options = options;
    this.launcher = launcher;
    this.initialization = initialization;
    this.codec = codec;
    this.counters = counters;
    this.supervisor = supervisor;
    this.spareWorkers = spareWorkers(config.spareWorkers(), launcher);
    this.reserve = new Reserve(pool.processes(), spareWorkers);
  }

  /** One JVM that waits is enough: where the launcher has it, it becomes the next worker. */
  private static int spareWorkers(@Nullable Integer chosen, Launcher launcher) {
    if (chosen != null) {
      return chosen;
    }
    return launcher.keepsSpares() ? 0 : PoolConfig.DEFAULT_SPARE_WORKERS;
  }

  /**
   * Launches the pool's first workers in the calling thread, outside the lock.
   *
   * @throws ProcessStartException if one can't be launched
   */
  void launchFirst(int count) {
    launcher.retain(options);
    List<PooledWorker> first = new ArrayList<>();
    pool.lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        first.add(newWorker()); // all before the first is launched: if that dies at once, only that one is missing
      }
    } finally {
      pool.lock.unlock();
    }
    for (int i = 0; i < count; i++) {
      try {
        launch(first.get(i));
      } catch (RuntimeException | Error e) {
        first.subList(i + 1, count).forEach(this::forget);
        throw e;
      }
    }
  }

  /** Drops a worker that was not launched; outside the lock. */
  private void forget(PooledWorker worker) {
    pool.lock.lock();
    try {
      fleet.workers().remove(worker);
      fleet.signalIfEnded();
    } finally {
      pool.lock.unlock();
    }
  }

  private PooledWorker newWorker() {
    workersMade++;
    PooledWorker worker = new PooledWorker(pool, pool.name() + "-worker-" + workersMade, initialization);
    fleet.workers().add(worker);
    return worker;
  }

  /** Launches a worker unless the pool has ended meanwhile. Outside the lock. */
  private void launch(PooledWorker worker) {
    if (!isWanted(worker)) {
      forget(worker);
      return;
    }
    ProcessIdentity identity = ProcessIdentity.current();
    LaunchSpec spec =
        new LaunchSpec(
            worker.name(),
            identity.nextChildPath(),
            true,
            identity.self().authKey(),
            options,
            config.output(),
            pool.name(),
            siblings(),
            true);
    LaunchedChild child;
    try {
      child = launcher.launch(spec, worker);
    } catch (RuntimeException | Error e) {
      forget(worker);
      throw e;
    }
    worker.child = child;
    log.debug("worker launched: worker={}, pid={}", worker.name(), child.pid());
    if (!isWanted(worker)) {
      child.kill();
    }
    pool.lock.lock();
    try {
      if (!worker.ready && fleet.workers().contains(worker)) {
        limitStart(worker);
      }
    } finally {
      pool.lock.unlock();
    }
  }

  private void limitStart(PooledWorker worker) {
    endLimitOfStart(worker);
    worker.startLimit = supervisor.after(options.startTimeout(), () -> endStartLimit(worker));
  }

  static void endLimitOfStart(PooledWorker worker) {
    if (worker.startLimit != null) {
      worker.startLimit.cancel(false); // or the supervisor would hold the worker until then
      worker.startLimit = null;
    }
  }

  /** Kills a worker that is not ready by now: the limit is for its initializer too. On the supervisor's thread. */
  private void endStartLimit(PooledWorker worker) {
    pool.lock.lock();
    try {
      if (worker.ready && !worker.rehearsing || worker.endReason != null) {
        return;
      }
      worker.endReason = WorkerEnd.START_FAILED;
      worker.startFailure =
          new ProcessStartException(
              worker.where() + " was not ready in time, its initializer included: startTimeout=" + options.startTimeout());
    } finally {
      pool.lock.unlock();
    }
    fleet.kill(worker);
  }

  /** Outside the lock. */
  private boolean isWanted(PooledWorker worker) {
    pool.lock.lock();
    try {
      return worker.endReason == null;
    } finally {
      pool.lock.unlock();
    }
  }

  void becameReady(PooledWorker worker) {
    worker.ready = true;
    startFailures = 0;
    endLimitOfStart(worker);
    replaceMissing(uselessInARow < 2 ? Duration.ZERO : backoff(uselessInARow - 1)); // the reserve may have waited for this one
    if (worker.standby && config.maxTasksPerChild() == null) { // one that runs few tasks costs more than it gains
      rehearseNext(worker);
    }
    LaunchedChild child = worker.child;
    if (child != null) {
      Duration startup = Duration.ofNanos(System.nanoTime() - child.launchedNanos());
      supervisor.soon(() -> counters.workerStarted(worker.name(), child.pid(), startup));
    }
  }

  /** Has some workers stand by, once those that work have started. Outside the lock. */
  void planReserve() {
    if (spareWorkers > 0) {
      supervisor.after(config.maxTasksPerChild() == null ? RESERVE_DELAY : RESERVE_CHECK, this::openReserve);
    }
  }

  /** On the supervisor's thread, outside the lock. */
  private void openReserve() {
    pool.lock.lock();
    try {
      if (pool.state() != PoolSnapshot.State.RUNNING) {
        return;
      }
      if (!fleet.workers().stream().allMatch(worker -> worker.ready || worker.endReason != null)) {
        supervisor.after(RESERVE_CHECK, this::openReserve);
      } else if (reserve.open()) {
        replaceMissing(Duration.ZERO);
      }
    } finally {
      pool.lock.unlock();
    }
  }

  /**
   * Has a worker that stands by do one of the samples, so that its first task finds it warm. One at a time, so that a
   * task waits for no more than one if the worker's turn comes meanwhile; a limit is set, because it gets no task until
   * it answers.
   */
  private void rehearseNext(PooledWorker worker) {
    List<EncodedMessage> all = samples();
    if (worker.endReason == null && worker.rehearsed < all.size()) {
      worker.rehearsing = true;
      worker.enqueue(FrameKind.REHEARSE, PooledWorker.REHEARSING, all.get(worker.rehearsed));
      worker.rehearsed++;
      limitStart(worker);
    }
  }

  private List<EncodedMessage> samples() {
    List<EncodedMessage> all = samples;
    if (all == null) {
      all = new ArrayList<>();
      for (Call call : Samples.calls()) {
        all.add(codec.encode(call));
      }
      samples = all;
    }
    return all;
  }

  /** A worker has answered a sample. */
  void rehearsed(PooledWorker worker) {
    worker.rehearsing = false;
    endLimitOfStart(worker);
    if (worker.standby) {
      rehearseNext(worker);
    }
  }

  /** Among how many JVMs the pool shares the machine. */
  int siblings() {
    return pool.processes() + spareWorkers;
  }

  /** How many are ready to take the place of one that ends. */
  int standingBy() {
    return reserve.ready(fleet.workers());
  }

  /** As below, at once. */
  void replaceMissing() {
    replaceMissing(Duration.ZERO);
  }

  /** Replaces one that has ended after its start. */
  void replace(PooledWorker ended) {
    replaceMissing(delayAfter(ended));
  }

  /**
   * Has those that stand by take the places of those that are missing, and plans the start of as many workers as are
   * left.
   */
  private void replaceMissing(Duration delay) {
    if (!needsWorkers()) {
      return;
    }
    for (PooledWorker next = reserve.next(fleet.workers()); next != null; next = reserve.next(fleet.workers())) {
      next.standby = false;
      counters.restarted();
      pool.dispatch().addIdle(next); // later, if it isn't ready yet
    }
    for (int missing = reserve.missing(fleet.workers()) - startsPlanned; missing > 0; missing--) {
      startsPlanned++;
      supervisor.after(delay, () -> startPlanned(false));
    }
    for (int missing = missingBehind() - standbysPlanned; missing > 0; missing--) {
      standbysPlanned++;
      supervisor.after(delay, () -> startPlanned(true));
    }
  }

  /** A pool that is shut down makes do with those that stand by already. */
  private int missingBehind() {
    return pool.state() == PoolSnapshot.State.RUNNING ? reserve.missingBehind(fleet.workers()) : 0;
  }

  private boolean needsWorkers() {
    PoolSnapshot.State state = pool.state();
    return state == PoolSnapshot.State.RUNNING || state == PoolSnapshot.State.SHUTDOWN && pool.hasWork();
  }

  /** On the supervisor's thread, outside the lock. */
  private void startPlanned(boolean toStandBy) {
    PooledWorker worker;
    boolean standby;
    pool.lock.lock();
    try {
      startsPlanned -= toStandBy ? 0 : 1;
      standbysPlanned -= toStandBy ? 1 : 0;
      if (!needsWorkers()) {
        fleet.signalIfEnded();
        return;
      }
      standby = reserve.missing(fleet.workers()) <= 0; // whatever it was planned for
      if (standby && missingBehind() <= 0) {
        return; // another has come first
      }
      worker = newWorker(); // under the same lock: whoever ends the pool next sees it
      worker.standby = standby;
    } finally {
      pool.lock.unlock();
    }
    try {
      launch(worker);
      if (!standby) {
        counters.restarted(); // one that stands by counts when it takes a place, which may be now already
      }
    } catch (RuntimeException | Error e) {
      startFailed(e);
    }
  }

  /** A worker has ended before it was ready; outside the lock. */
  void failed(PooledWorker worker, DeathReport report) {
    Throwable failure = worker.startFailure;
    startFailed(
        failure != null
            ? failure
            : new ProcessStartException(
                "worker " + worker.name() + " ended before it was ready: end=" + report.describe() + limitOf(worker)));
  }

  /** Outside the lock. */
  private void startFailed(Throwable failure) {
    boolean hopeless;
    pool.lock.lock();
    try {
      if (!needsWorkers()) {
        return;
      }
      startFailures++;
      boolean anyReady = fleet.workers().stream().anyMatch(worker -> worker.ready && worker.endReason == null);
      hopeless = startFailures >= config.maxStartFailures() && !anyReady;
      if (!hopeless) {
        replaceMissing(backoff(startFailures));
      }
    } finally {
      pool.lock.unlock();
    }
    if (hopeless) {
      pool.breakDown(failure);
    } else {
      pool.giveOut(); // one that stands by may have taken the place
      log.warn("a worker did not start, another is tried: pool={}, failuresInARow={}, reason={}", pool.name(),
          startFailures, failure.getMessage());
    }
  }

  /** That the child's own limit has ended it, which is as long as the fleet's and may come first. */
  private String limitOf(PooledWorker worker) {
    LaunchedChild child = worker.child;
    return child != null && child.startTimedOut()
        ? ", because it did not connect in time: startTimeout=" + options.startTimeout()
        : "";
  }

  /**
   * None, unless workers die one after another without having done anything: that is no reason to start them in a loop.
   */
  private Duration delayAfter(PooledWorker worker) {
    boolean useless = worker.endReason == WorkerEnd.DIED && worker.assigned == 0;
    uselessInARow = useless ? uselessInARow + 1 : 0;
    return uselessInARow < 2 ? Duration.ZERO : backoff(uselessInARow - 1);
  }

  private static Duration backoff(int failuresInARow) {
    Duration delay = FIRST_BACKOFF.multipliedBy(1L << Math.min(failuresInARow - 1, 20));
    return delay.compareTo(MAX_BACKOFF) < 0 ? delay : MAX_BACKOFF;
  }
}
