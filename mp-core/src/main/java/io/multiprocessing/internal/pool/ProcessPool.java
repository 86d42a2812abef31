package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.platform.ResidentMemory;
import io.multiprocessing.internal.process.DeathReport;
import io.multiprocessing.internal.process.LaunchedChild;
import io.multiprocessing.internal.process.Launcher;
import io.multiprocessing.internal.process.WorkerDefaults;
import io.multiprocessing.internal.memory.Transfers;
import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.protocol.Initialization;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.QueueFullPolicy;
import io.multiprocessing.pool.TaskOptions;
import io.multiprocessing.pool.TaskOutcome;
import io.multiprocessing.pool.WorkerEnd;
import io.multiprocessing.pool.WorkerSnapshot;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessStartException;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of worker JVMs.
 *
 * <h2>Implementation overview</h2>
 *
 * <p><b>A task's way.</b> The submitting thread encodes it, and if a worker is idle gives it to that worker and sends
 * it itself; else it waits in the queue. The thread that receives a worker's reply gives that worker its next task
 * before it decodes the reply and wakes the caller. No other thread is on the way: one hand-over to the worker, one
 * back.
 *
 * <p><b>Who knows what.</b> This process knows at every moment which tasks each worker has; no lock or queue is shared
 * with a worker, so one that is killed can hurt only what it had. It runs its tasks in their order, so the first one
 * without a reply is the one that dies with it; those behind it go back to the head of the queue.
 *
 * <p><b>Locks.</b> One lock guards all state. Nothing blocks under it: frames are sent, replies decoded, results
 * completed and processes launched and killed outside. What must happen later (limits, starts, looks at stalled
 * workers) happens on the supervisor's thread.
 */
public final class ProcessPool implements PoolEngine {

  private static final Logger log = LoggerFactory.getLogger(ProcessPool.class);
  private static final AtomicInteger unnamed = new AtomicInteger();

  private static final Duration MEMORY_CHECK_INTERVAL = Duration.ofMillis(100);

  private final String name;
  private final PoolConfig config;
  private final int processes;
  private final @Nullable ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();
  private final Codec codec;
  private final PoolCounters counters;
  private final PoolFailures failures;
  private final Replies replies;
  private final CallbackThread callbacks;
  private final FeederThreads feeders;
  private final WorkerFleet fleet;
  private final List<String> jvmDefaults;
  private final Supervisor supervisor;

  final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();

  private final GivingUp givingUp;
  private final Dispatch dispatch; // used under lock
  private PoolSnapshot.State state = PoolSnapshot.State.RUNNING; // guarded by lock
  private @Nullable Throwable brokenBy; // guarded by lock
  private int openImaps; // guarded by lock

  private volatile boolean stopping; // spares most replies a second look at the state

  private ProcessPool(PoolConfig config, LaunchOptions launch, Launcher launcher, Codec codec) {
    String chosen = config.name();
    this.name = chosen == null ? "pool-" + unnamed.incrementAndGet() : chosen;
    this.config = config;
    Integer workers = config.processes();
    this.processes = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
    this.codec = codec;
    this.counters = new PoolCounters(config.listener());
    this.failures = new PoolFailures(name, config);
    this.replies = new Replies(codec, counters);
    this.callbacks = new CallbackThread(name);
    this.feeders = new FeederThreads(name);
    this.supervisor = new Supervisor(name);
    EncodedMessage initialization =
        codec.encode(new Initialization(config.initializer(), config.exitFunction()));
    this.fleet = new WorkerFleet(this, config, launch, launcher, initialization, codec, counters, supervisor);
    this.jvmDefaults = WorkerDefaults.of(launch, fleet.starts().siblings());
    this.givingUp = new GivingUp(this, fleet, supervisor, counters, failures);
    this.dispatch = new Dispatch(config, processes, fleet, supervisor, givingUp, room);
  }

  /**
   * Makes a pool and launches its workers.
   *
   * @throws ProcessStartException if one can't be launched; the others are ended
   */
  public static Pool start(PoolConfig config, LaunchOptions launch, Launcher launcher, Codec codec) {
    ProcessPool pool = new ProcessPool(config, launch, launcher, codec);
    try {
      pool.fleet.starts().launchFirst(pool.processes);
      pool.fleet.starts().planReserve();
    } catch (RuntimeException | Error e) {
      pool.terminate();
      throw e;
    }
    if (config.maxResidentBytes() != null && !ResidentMemory.isKnown()) {
      log.warn("this system doesn't tell how much memory a process holds, so no worker is replaced for it: name={},"
          + " maxResidentBytes={}; set maxTasksPerChild", pool.name, config.maxResidentBytes());
    }
    log.info("pool started: name={}, processes={}", pool.name, pool.processes);
    return new PoolFacade(pool, TaskOptions.NONE);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int processes() {
    return processes;
  }

  @Override
  public int imapWindow() {
    return config.imapWindow();
  }

  /** That of the thread which made the pool: results have the classes that its owner knows. */
  @Nullable ClassLoader contextClassLoader() {
    return contextClassLoader;
  }

  @Override
  public Executor callbacks() {
    return callbacks;
  }

  @Override
  public ThreadFactory feeders() {
    return feeders;
  }

  @Override
  public Task task(Call call, TaskOptions options, TaskSink sink, boolean callerWaits) {
    Transfers.Encoding encoding = Transfers.encode(codec, call);
    EncodedMessage encoded = encoding.message();
    return Task.encoded(
        call, options, callerWaits ? encoded : encoded.withOwnAttachments(), encoding.transfers(), sink);
  }

  // --- Submitting ---------------------------------------------------------------------------------------------------

  @Override
  public void submit(List<Task> tasks, boolean ofImap) {
    boolean block = ofImap || config.queueFullPolicy() == QueueFullPolicy.BLOCK;
    int next = 0;
    while (next < tasks.size()) {
      List<PooledWorker> touched;
      lock.lock();
      try {
        next = enqueue(tasks, next, block, ofImap);
        touched = dispatch.dispatch();
      } catch (RuntimeException e) {
        tasks.subList(next, tasks.size()).forEach(Task::cancelTransfers);
        throw e;
      } finally {
        lock.unlock();
      }
      touched.forEach(PooledWorker::transmit);
    }
  }

  /** Queues as many as there is room for, all or none unless {@code block}; returns the index of the next. */
  private int enqueue(List<Task> tasks, int first, boolean block, boolean ofImap) {
    requireOpen(ofImap);
    int left = tasks.size() - first;
    if (!block && left > dispatch.roomLeft()) {
      throw failures.queueFull(dispatch.queued(), left);
    }
    while (dispatch.roomLeft() <= 0) {
      room.awaitUninterruptibly();
      requireOpen(ofImap);
    }
    int count = (int) Math.min(left, dispatch.roomLeft());
    tasks.subList(first, first + count).forEach(dispatch::enqueue);
    return first + count;
  }

  /** Under the lock. */
  private void requireOpen(boolean ofImap) {
    if (state == PoolSnapshot.State.BROKEN) {
      throw failures.broken(brokenBy);
    }
    if (state == PoolSnapshot.State.TERMINATED || state == PoolSnapshot.State.SHUTDOWN && !ofImap) {
      throw failures.closed(state);
    }
  }

  @Override
  public void imapBegins() {
    lock.lock();
    try {
      requireOpen(false);
      openImaps++;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void imapEnded() {
    lock.lock();
    try {
      openImaps--;
    } finally {
      lock.unlock();
    }
    stopIfDone();
  }

  // --- What workers say; each on the worker's own receiving thread --------------------------------------------------

  void onConnected(PooledWorker worker, LaunchedChild child, EncodedMessage initialization) {
    lock.lock();
    try {
      worker.child = child;
      worker.connected = true;
      worker.enqueue(FrameKind.INIT, 0, initialization);
    } finally {
      lock.unlock();
    }
  }

  void onReady(PooledWorker worker) {
    List<PooledWorker> touched;
    lock.lock();
    try {
      fleet.starts().becameReady(worker);
      dispatch.addIdle(worker);
      touched = new ArrayList<>(dispatch.dispatch());
      fleet.stopIfDone(touched);
    } finally {
      lock.unlock();
    }
    touched.forEach(PooledWorker::transmit);
    worker.transmit();
  }

  /** The worker has answered a sample, and goes on to the next, unless its turn has come meanwhile. */
  void onRehearsed(PooledWorker worker) {
    List<PooledWorker> touched;
    lock.lock();
    try {
      fleet.starts().rehearsed(worker);
      dispatch.addIdle(worker);
      touched = dispatch.dispatch();
    } finally {
      lock.unlock();
    }
    touched.forEach(PooledWorker::transmit);
    worker.transmit();
  }

  void onInitializerFailed(PooledWorker worker, Frame frame) {
    Throwable failure = replies.failure(frame, worker.where());
    lock.lock();
    try {
      worker.startFailure =
          new ProcessStartException("the initializer failed in " + worker.where() + ": " + failure, failure);
      if (worker.endReason == null) {
        worker.endReason = WorkerEnd.START_FAILED;
      }
    } finally {
      lock.unlock();
    }
    fleet.kill(worker);
  }

  void onReply(PooledWorker worker, Frame frame) {
    Task task;
    List<PooledWorker> touched;
    lock.lock();
    try {
      task = dispatch.takeReplied(worker, frame.sequence());
      dispatch.refill(worker);
      fleet.afterReply(worker);
      touched = dispatch.dispatch(); // one that retires leaves its turn to a replacement that may be idle already
    } finally {
      lock.unlock();
    }
    worker.transmit();
    touched.forEach(PooledWorker::transmit);
    if (task != null && task.claimCompletion()) {
      replies.complete(task, frame, worker.where());
    }
    checkMemory(worker);
    stopIfDone();
  }

  /** The worker gives tasks back that it has not started. */
  void onReturned(PooledWorker worker, long first, long last) {
    Task condemned;
    List<PooledWorker> touched;
    lock.lock();
    try {
      dispatch.takeReturned(worker, first, last);
      condemned = worker.condemned;
      if (worker.inFlight.isEmpty()) {
        dispatch.refill(worker);
        fleet.afterReply(worker);
      }
      touched = dispatch.dispatch(); // last: one that retires may have left its place to another
    } finally {
      lock.unlock();
    }
    touched.forEach(PooledWorker::transmit);
    worker.transmit();
    if (condemned != null) {
      givingUp.carryOut(worker, condemned);
    }
  }

  private void checkMemory(PooledWorker worker) {
    Long limit = config.maxResidentBytes();
    LaunchedChild child = worker.child;
    long now = System.nanoTime();
    if (limit == null || child == null || now - worker.memoryCheckedNanos < MEMORY_CHECK_INTERVAL.toNanos()) {
      return;
    }
    worker.memoryCheckedNanos = now;
    if (ResidentMemory.of(child.pid()) > limit) {
      lock.lock();
      try {
        if (worker.accepts()) {
          dispatch.removeIdle(worker);
          fleet.retire(worker);
          fleet.afterReply(worker);
        }
      } finally {
        lock.unlock();
      }
      worker.transmit();
    }
  }

  /** The worker could not be sent what it was to do; it ends by itself, or is made to. */
  void onUnreachable(PooledWorker worker) {
    lock.lock();
    try {
      fleet.expectEnd(worker);
    } finally {
      lock.unlock();
    }
  }

  /** The worker's process has ended and all it had sent was received. */
  void onExit(PooledWorker worker, DeathReport report) {
    Task lost;
    List<PooledWorker> touched;
    lock.lock();
    try {
      lost = dispatch.takeAll(worker);
      if (lost != null && lost.retriesLeft > 0 && !lost.isCompleted() && state != PoolSnapshot.State.TERMINATED) {
        lost.retriesLeft--;
        lost.waitingSinceNanos = System.nanoTime();
        dispatch.putBack(lost);
        lost = null;
      }
      fleet.ended(worker, report);
      touched = dispatch.dispatch();
    } finally {
      lock.unlock();
    }
    touched.forEach(PooledWorker::transmit);
    if (lost != null && lost.claimCompletion()) {
      counters.fail(lost, failures.workerDied(lost, worker, report), TaskOutcome.WORKER_DIED);
    }
    fleet.endedOutsideLock(worker, report);
    stopIfDone();
  }

  /** Gives waiting tasks to workers that have come free otherwise than by a reply. Outside the lock. */
  void giveOut() {
    List<PooledWorker> touched;
    lock.lock();
    try {
      touched = dispatch.dispatch();
    } finally {
      lock.unlock();
    }
    touched.forEach(PooledWorker::transmit);
  }

  @Override
  public boolean cancel(Task task, boolean killIfRunning) {
    return givingUp.cancel(task, killIfRunning);
  }

  // --- The end ------------------------------------------------------------------------------------------------------

  @Override
  public void shutdown() {
    lock.lock();
    try {
      if (state == PoolSnapshot.State.RUNNING) {
        state = PoolSnapshot.State.SHUTDOWN;
        stopping = true;
        room.signalAll();
        log.info("pool shut down, finishing what it has: name={}, queued={}", name, dispatch.queued());
      }
    } finally {
      lock.unlock();
    }
    stopIfDone();
  }

  @Override
  public void terminate() {
    endAll(PoolSnapshot.State.TERMINATED, failures::terminated, TaskOutcome.ABANDONED);
  }

  @Override
  public boolean drain(Duration timeout) throws InterruptedException {
    shutdown();
    if (join(timeout)) {
      return true;
    }
    endAll(PoolSnapshot.State.TERMINATED, task -> failures.notDrained(task, timeout), TaskOutcome.TIMEOUT);
    return false;
  }

  /** Too many workers failed to start: fails what waits. Called by the fleet, outside the lock. */
  void breakDown(Throwable cause) {
    lock.lock();
    try {
      brokenBy = cause;
    } finally {
      lock.unlock();
    }
    log.error("pool has given up because its workers do not start: name={}", name, cause);
    endAll(PoolSnapshot.State.BROKEN, task -> failures.broken(cause), TaskOutcome.ABANDONED);
  }

  private void endAll(PoolSnapshot.State last, Function<Task, Throwable> failure, TaskOutcome outcome) {
    List<Task> abandoned = new ArrayList<>();
    List<PooledWorker> killed;
    lock.lock();
    try {
      if (state == PoolSnapshot.State.TERMINATED || state == PoolSnapshot.State.BROKEN) {
        return;
      }
      state = last;
      killed = new ArrayList<>(fleet.workers());
      for (PooledWorker worker : killed) {
        if (worker.endReason == null) {
          worker.endReason = WorkerEnd.STOPPED;
        }
        worker.inFlight.forEach(entry -> claim(entry.task(), abandoned));
      }
      dispatch.end().forEach(task -> claim(task, abandoned));
    } finally {
      lock.unlock();
    }
    feeders.interruptAll();
    killed.forEach(fleet::kill);
    for (Task task : abandoned) {
      counters.fail(task, failure.apply(task), outcome);
    }
    fleet.signalIfEnded();
    log.info("pool ended: name={}, state={}, abandonedTasks={}", name, last, abandoned.size());
  }

  private static void claim(Task task, List<Task> claimed) {
    if (task.claimCompletion()) {
      claimed.add(task);
    }
  }

  /** After a shutdown, once nothing is left to do, tells the workers to end. */
  void stopIfDone() {
    if (!stopping) {
      return;
    }
    List<PooledWorker> told = new ArrayList<>();
    lock.lock();
    try {
      fleet.stopIfDone(told);
    } finally {
      lock.unlock();
    }
    told.forEach(PooledWorker::transmit);
  }

  @Override
  public boolean join(Duration timeout) throws InterruptedException {
    long left;
    lock.lock();
    try {
      if (state == PoolSnapshot.State.RUNNING) {
        throw new IllegalStateException(
            "a pool can be joined only after shutdown() or terminate(): name=" + name);
      }
      left = fleet.awaitEnd(Nanos.of(timeout));
    } finally {
      lock.unlock();
    }
    return left >= 0 && callbacks.awaitCallbacks(left);
  }

  /** To be used under the lock. */
  Dispatch dispatch() {
    return dispatch;
  }

  /** Under the lock. */
  PoolSnapshot.State state() {
    return state;
  }

  /** Whether workers are still needed; under the lock. */
  boolean hasWork() {
    return dispatch.queued() > 0 || fleet.busy() > 0 || openImaps > 0;
  }

  @Override
  public PoolSnapshot snapshot() {
    List<WorkerSnapshot> workers;
    PoolSnapshot.State now;
    int queued;
    int running;
    int standingBy;
    lock.lock();
    try {
      workers = fleet.snapshot();
      standingBy = fleet.starts().standingBy();
      now = state;
      queued = dispatch.queued();
      running = 0;
      for (PooledWorker worker : fleet.workers()) {
        if (!worker.inFlight.isEmpty()) {
          running++;
          queued += worker.inFlight.size() - 1;
        }
      }
    } finally {
      lock.unlock();
    }
    return new PoolSnapshot(
        name, now, processes, queued, config.queueCapacity(), running, counters.done(), counters.failed(),
        counters.restarts(), WorkerFleet.withMemory(workers), standingBy, jvmDefaults, fleet.launch(workers));
  }
}
