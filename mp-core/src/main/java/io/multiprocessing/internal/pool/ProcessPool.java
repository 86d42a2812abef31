package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.platform.ResidentMemory;
import io.multiprocessing.internal.process.DeathReport;
import io.multiprocessing.internal.process.LaunchedChild;
import io.multiprocessing.internal.process.Launcher;
import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.internal.protocol.Failure;
import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.protocol.Initialization;
import io.multiprocessing.internal.protocol.ItemFailure;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolBrokenException;
import io.multiprocessing.pool.PoolClosedException;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.PoolQueueFullException;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.QueueFullPolicy;
import io.multiprocessing.pool.TaskOptions;
import io.multiprocessing.pool.TaskOutcome;
import io.multiprocessing.pool.TaskTimeoutException;
import io.multiprocessing.pool.TaskTimeoutException.Limit;
import io.multiprocessing.pool.WorkerDiedException;
import io.multiprocessing.pool.WorkerEnd;
import io.multiprocessing.pool.WorkerSnapshot;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessStartException;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.SerializationException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
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
 * <p><b>A task's way.</b> The submitting thread encodes it, and if a worker is idle gives it to that worker and sends it
 * itself; else it waits in the queue. The thread that receives a worker's reply gives that worker its next task before it
 * decodes the reply and wakes the caller. No other thread is on the way: one hand-over to the worker, one back.
 *
 * <p><b>Who knows what.</b> This process knows at every moment which tasks each worker has; no lock or queue is shared with a
 * worker, so one that is killed can hurt only what it had. It runs its tasks in their order, so the first one without a reply
 * is the one that dies with it; those behind it go back to the head of the queue.
 *
 * <p><b>Locks.</b> One lock guards all state. Nothing blocks under it: frames are sent, replies decoded, results completed
 * and processes launched and killed outside. What must happen later (limits, starts, looks at stalled workers) happens on the
 * supervisor's thread.
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
  private final CallbackThread callbacks;
  private final FeederThreads feeders;
  private final WorkerFleet fleet;
  private final Supervisor supervisor;

  final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();

  // All guarded by lock.
  private final TaskQueue queue = new TaskQueue();
  private final ArrayDeque<PooledWorker> idle = new ArrayDeque<>();
  private final Prefetch prefetch = new Prefetch();
  private PoolSnapshot.State state = PoolSnapshot.State.RUNNING;
  private @Nullable Throwable brokenBy;
  private boolean stallCheckPlanned;

  private volatile boolean stopping; // spares most replies a second look at the state

  private ProcessPool(PoolConfig config, LaunchOptions launch, Launcher launcher, Codec codec) {
    String chosen = config.name();
    this.name = chosen == null ? "pool-" + unnamed.incrementAndGet() : chosen;
    this.config = config;
    Integer workers = config.processes();
    this.processes = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
    this.codec = codec;
    this.counters = new PoolCounters(config.listener());
    this.callbacks = new CallbackThread(name);
    this.feeders = new FeederThreads(name);
    this.supervisor = new Supervisor(name);
    EncodedMessage initialization =
        codec.encode(new Initialization(config.initializer(), config.exitFunction()));
    this.fleet = new WorkerFleet(this, config, launch, launcher, initialization, counters, supervisor);
  }

  /**
   * Makes a pool and launches its workers.
   *
   * @throws ProcessStartException if one can't be launched; the others are ended
   */
  public static Pool start(PoolConfig config, LaunchOptions launch, Launcher launcher, Codec codec) {
    ProcessPool pool = new ProcessPool(config, launch, launcher, codec);
    try {
      pool.fleet.launchFirst(pool.processes);
    } catch (RuntimeException | Error e) {
      pool.terminate();
      throw e;
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
  public Task task(Call call, TaskOptions options, TaskSink sink) {
    return Task.encoded(call, options, codec.encode(call), sink);
  }

  // --- Submitting ---------------------------------------------------------------------------------------------------

  @Override
  public void submit(List<Task> tasks, boolean wait) {
    boolean block = wait || config.queueFullPolicy() == QueueFullPolicy.BLOCK;
    int next = 0;
    while (next < tasks.size()) {
      List<PooledWorker> touched;
      lock.lock();
      try {
        next = enqueue(tasks, next, block);
        touched = dispatch();
      } finally {
        lock.unlock();
      }
      touched.forEach(PooledWorker::transmit);
    }
  }

  /** Queues as many as there is room for, all or none unless {@code block}; returns the index of the next. */
  private int enqueue(List<Task> tasks, int first, boolean block) {
    requireOpen();
    int left = tasks.size() - first;
    if (!block && left > roomLeft()) {
      throw new PoolQueueFullException(
          "the queue of pool '" + name + "' has no room: queueCapacity=" + config.queueCapacity() + ", queued="
              + queue.size() + ", submitted=" + left + "; try again later, raise the capacity, or choose the policy BLOCK");
    }
    while (roomLeft() <= 0) {
      room.awaitUninterruptibly();
      requireOpen();
    }
    int count = (int) Math.min(left, roomLeft());
    for (int i = first; i < first + count; i++) {
      Task task = tasks.get(i);
      queue.add(task);
      limitWait(task);
    }
    return first + count;
  }

  /** How many more tasks can be queued; idle workers take one each at once. */
  private long roomLeft() {
    return (long) config.queueCapacity() + idle.size() - queue.size();
  }

  private void limitWait(Task task) {
    Duration own = task.options().queueTimeout();
    Duration limit = own == null ? config.queueTimeout() : own;
    if (limit != null) {
      Duration waited = Duration.ofNanos(System.nanoTime() - task.waitingSinceNanos);
      task.queueDeadline = supervisor.after(limit.minus(waited), () -> expireInQueue(task, limit));
    }
  }

  private static void endLimitOfWait(Task task) {
    if (task.queueDeadline != null) {
      task.queueDeadline.cancel(false);
      task.queueDeadline = null;
    }
  }

  @Override
  public void requireOpen() {
    lock.lock();
    try {
      if (state == PoolSnapshot.State.BROKEN) {
        throw broken();
      }
      if (state != PoolSnapshot.State.RUNNING) {
        throw new PoolClosedException(
            "pool '" + name + "' takes no more tasks: it was "
                + (state == PoolSnapshot.State.SHUTDOWN ? "shut down" : "terminated"));
      }
    } finally {
      lock.unlock();
    }
  }

  private PoolBrokenException broken() {
    return new PoolBrokenException(
        "pool '" + name + "' has given up because its workers do not start: maxStartFailures="
            + config.maxStartFailures() + ", last failure: " + (brokenBy == null ? "" : brokenBy.getMessage()),
        brokenBy);
  }

  // --- Giving tasks to workers; all under the lock ------------------------------------------------------------------

  /** Gives waiting tasks to idle workers; the caller transmits to those returned. */
  private List<PooledWorker> dispatch() {
    List<PooledWorker> touched = List.of();
    while (!queue.isEmpty() && !idle.isEmpty() && fleet.busy() < processes) {
      Task task = queue.poll();
      if (task == null) {
        break;
      }
      PooledWorker worker = idle.removeFirst();
      assign(worker, task);
      if (touched.isEmpty()) {
        touched = new ArrayList<>(2);
      }
      touched.add(worker);
    }
    return touched;
  }

  /** Gives a worker that has just replied its next tasks. */
  private void refill(PooledWorker worker) {
    if (!worker.accepts()) {
      return;
    }
    int depth = prefetch.depth(queue.size(), processes);
    if (worker.inFlight.size() > depth / 2) {
      return; // in batches: one system call for several
    }
    while (worker.inFlight.size() < depth && worker.accepts()) {
      Task task = queue.peek();
      if (task == null || !worker.inFlight.isEmpty() && !maySendAhead(worker, task)) {
        break;
      }
      queue.poll();
      assign(worker, task);
    }
    if (worker.inFlight.isEmpty() && worker.accepts()) {
      idle.addLast(worker);
    }
  }

  private boolean maySendAhead(PooledWorker worker, Task task) {
    EncodedMessage message = task.encoded();
    long length = message.lengthBytes();
    return limitOf(task) == null
        && message.attachments().isEmpty()
        && length <= Prefetch.MAX_TASK_BYTES
        && worker.aheadBytes + length <= Prefetch.MAX_TOTAL_BYTES;
  }

  private void assign(PooledWorker worker, Task task) {
    long now = System.nanoTime();
    task.startedNanos = now;
    endLimitOfWait(task);
    worker.lastSequence++;
    worker.assigned++;
    if (worker.inFlight.isEmpty()) {
      worker.headSinceNanos = now;
      fleet.becameBusy();
      Duration limit = limitOf(task);
      if (limit != null) {
        worker.headDeadline = supervisor.after(limit, () -> expireRunning(worker, task, limit));
      }
    } else {
      worker.aheadBytes += (int) task.encoded().lengthBytes();
      planStallCheck();
    }
    worker.inFlight.addLast(new PooledWorker.InFlight(worker.lastSequence, task));
    worker.enqueue(FrameKind.TASK, worker.lastSequence, task.encoded());
    Integer most = config.maxTasksPerChild();
    if (most != null && worker.assigned >= most) {
      fleet.retire(worker);
    }
    if (queue.size() < config.queueCapacity()) {
      room.signalAll();
    }
  }

  private @Nullable Duration limitOf(Task task) {
    Duration own = task.options().timeout();
    return own == null ? config.taskTimeout() : own;
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
      fleet.becameReady(worker);
      if (worker.accepts()) {
        idle.addLast(worker);
      }
      touched = new ArrayList<>(dispatch());
      fleet.stopIfDone(touched);
    } finally {
      lock.unlock();
    }
    touched.forEach(PooledWorker::transmit);
    worker.transmit();
  }

  void onInitializerFailed(PooledWorker worker, Frame frame) {
    Throwable failure = toThrowable(frame, worker.where());
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
      task = takeReplied(worker, frame.sequence());
      refill(worker);
      fleet.afterReply(worker);
      touched = dispatch(); // one that retires leaves its turn to a replacement that may be idle already
    } finally {
      lock.unlock();
    }
    worker.transmit();
    touched.forEach(PooledWorker::transmit);
    if (task != null && task.claimCompletion()) {
      complete(task, frame, worker);
    }
    checkMemory(worker);
    stopIfDone();
  }

  private @Nullable Task takeReplied(PooledWorker worker, long sequence) {
    long now = System.nanoTime();
    PooledWorker.InFlight first = worker.inFlight.peekFirst();
    if (first == null || first.sequence() != sequence) {
      log.warn("a worker replied to a task it does not have: worker={}, sequence={}", worker.name(), sequence);
      return null;
    }
    worker.inFlight.removeFirst();
    worker.tasksDone++;
    worker.revokeSent = false; // one that came too late, with every task started, has no answer
    prefetch.record(now - worker.headSinceNanos);
    endLimitOfHead(worker);
    PooledWorker.InFlight next = worker.inFlight.peekFirst();
    if (next != null) {
      worker.aheadBytes -= (int) next.task().encoded().lengthBytes();
    }
    becameHead(worker, next);
    return first.task();
  }

  private void complete(Task task, Frame frame, PooledWorker worker) {
    Object value = null;
    Throwable failure = null;
    try {
      if (frame.kind() == FrameKind.FAILURE) {
        failure = toThrowable(frame, worker.where());
      } else {
        Object decoded = codec.decode(frame.message());
        value = task.isChunk() ? withFailures(decoded, worker.where()) : decoded;
      }
    } catch (RuntimeException e) {
      failure = new SerializationException("the result of " + task.label() + " could not be decoded: "
          + e.getMessage(), e);
    } catch (Error e) { // this process has no memory for it, for instance: only this task fails, and it must not hang
      failure = e;
    }
    if (failure == null) {
      counters.succeed(task, value);
    } else {
      counters.fail(task, failure, TaskOutcome.ERROR);
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

  private Throwable toThrowable(Frame frame, String where) {
    byte[] bytes = new byte[frame.message().body().remaining()];
    frame.message().body().get(bytes);
    try {
      return Failure.fromBytes(bytes).toThrowable(codec, where);
    } catch (SerializationException e) {
      return e;
    }
  }

  /**
   * The worker gives tasks back that it has not started. It may have replied to the one before them meanwhile, and may have
   * got others since, which it runs next.
   */
  void onReturned(PooledWorker worker, long first, long last) {
    List<PooledWorker> touched;
    lock.lock();
    try {
      worker.revokeSent = false;
      PooledWorker.InFlight headBefore = worker.inFlight.peekFirst();
      for (Iterator<PooledWorker.InFlight> it = worker.inFlight.descendingIterator(); it.hasNext(); ) {
        PooledWorker.InFlight entry = it.next();
        if (entry.sequence() >= first && entry.sequence() <= last) {
          it.remove();
          worker.assigned--;
          putBack(entry.task());
        }
      }
      worker.countAheadBytes();
      PooledWorker.InFlight head = worker.inFlight.peekFirst();
      if (head != headBefore) {
        endLimitOfHead(worker);
        becameHead(worker, head);
      }
      touched = dispatch();
      if (head == null) {
        refill(worker);
        fleet.afterReply(worker);
      }
    } finally {
      lock.unlock();
    }
    touched.forEach(PooledWorker::transmit);
    worker.transmit();
  }

  private static void endLimitOfHead(PooledWorker worker) {
    if (worker.headDeadline != null) {
      worker.headDeadline.cancel(false);
      worker.headDeadline = null;
    }
  }

  /** The worker goes on to this task, or to none. */
  private void becameHead(PooledWorker worker, PooledWorker.@Nullable InFlight head) {
    if (head == null) {
      fleet.becameIdle();
    } else {
      long now = System.nanoTime();
      worker.headSinceNanos = now;
      head.task().startedNanos = now;
    }
  }

  private void putBack(Task task) {
    if (!task.isCompleted()) {
      task.startedNanos = 0;
      queue.addFirst(task);
      limitWait(task);
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
          idle.remove(worker);
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
    Task lost = null;
    List<PooledWorker> touched;
    lock.lock();
    try {
      idle.remove(worker);
      PooledWorker.InFlight head = worker.inFlight.pollFirst();
      if (head != null) {
        fleet.becameIdle();
        lost = head.task();
      }
      for (Iterator<PooledWorker.InFlight> it = worker.inFlight.descendingIterator(); it.hasNext(); ) {
        putBack(it.next().task());
      }
      worker.inFlight.clear();
      if (lost != null && lost.retriesLeft > 0 && !lost.isCompleted() && state != PoolSnapshot.State.TERMINATED) {
        lost.retriesLeft--;
        lost.waitingSinceNanos = System.nanoTime();
        putBack(lost);
        lost = null;
      }
      endLimitOfHead(worker);
      fleet.ended(worker, report);
      touched = dispatch();
    } finally {
      lock.unlock();
    }
    touched.forEach(PooledWorker::transmit);
    if (lost != null && lost.claimCompletion()) {
      counters.fail(lost, death(worker, lost, report), TaskOutcome.WORKER_DIED);
    }
    fleet.endedOutsideLock(worker, report);
    stopIfDone();
  }

  private WorkerDiedException death(PooledWorker worker, Task task, DeathReport report) {
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

  // --- Limits and cancellation --------------------------------------------------------------------------------------

  private void expireInQueue(Task task, Duration limit) {
    lock.lock();
    try {
      if (task.startedNanos != 0 || !task.claimCompletion()) {
        return;
      }
      leftQueue(task);
    } finally {
      lock.unlock();
    }
    counters.fail(
        task,
        new TaskTimeoutException(
            "the task waited too long for a worker of pool '" + name + "': queueTimeout=" + limit + ", task="
                + task.label(),
            Limit.QUEUE,
            limit),
        TaskOutcome.TIMEOUT);
    stopIfDone();
  }

  /** A task was completed while it waited. */
  private void leftQueue(Task task) {
    endLimitOfWait(task);
    queue.noteGivenUp();
    room.signalAll();
  }

  private void expireRunning(PooledWorker worker, Task task, Duration limit) {
    if (killHead(worker, task, WorkerEnd.TIMED_OUT)) {
      counters.fail(
          task,
          new TaskTimeoutException(
              "the task ran too long and " + worker.where() + " was killed: timeout=" + limit + ", task="
                  + task.label(),
              Limit.TASK,
              limit),
          TaskOutcome.TIMEOUT);
    }
  }

  /** Kills a worker if this is the task that it runs, and takes the right to complete the task. */
  private boolean killHead(PooledWorker worker, Task task, WorkerEnd reason) {
    lock.lock();
    try {
      PooledWorker.InFlight head = worker.inFlight.peekFirst();
      if (head == null || head.task() != task || !task.claimCompletion()) {
        return false;
      }
      worker.endReason = reason;
    } finally {
      lock.unlock();
    }
    fleet.kill(worker);
    return true;
  }

  @Override
  public boolean cancel(Task task, boolean killIfRunning) {
    PooledWorker owner;
    boolean running;
    long last = 0;
    lock.lock();
    try {
      owner = fleet.ownerOf(task);
      running = owner != null && owner.inFlight.getFirst().task() == task;
      boolean ending = owner == null && task.startedNanos != 0; // its reply was taken and is about to complete it
      if (ending || running && !killIfRunning || !task.claimCompletion()) {
        return false;
      }
      if (owner == null) {
        leftQueue(task);
      } else if (running) {
        owner.endReason = WorkerEnd.CANCELLED;
      } else {
        last = owner.lastSequence;
      }
    } finally {
      lock.unlock();
    }
    if (running) {
      fleet.kill(owner);
    } else if (owner != null) {
      fleet.revoke(owner, last); // it has not begun, and now it won't
    }
    counters.fail(task, new CancellationException("the task was cancelled: task=" + task.label()), TaskOutcome.CANCELLED);
    stopIfDone();
    return true;
  }

  private void planStallCheck() {
    if (!stallCheckPlanned) {
      stallCheckPlanned = true;
      supervisor.after(Prefetch.checkInterval(), this::checkStalls);
    }
  }

  /** Takes back what was sent ahead to workers whose current task turns out to be long. */
  private void checkStalls() {
    List<PooledWorker> stalled = new ArrayList<>();
    long now = System.nanoTime();
    lock.lock();
    try {
      stallCheckPlanned = false;
      for (PooledWorker worker : fleet.workers()) {
        if (worker.inFlight.size() > 1) {
          planStallCheck();
          if (!worker.revokeSent && Prefetch.isStalled(now - worker.headSinceNanos)) {
            worker.revokeSent = true;
            stalled.add(worker);
          }
        }
      }
    } finally {
      lock.unlock();
    }
    for (PooledWorker worker : stalled) {
      fleet.revoke(worker, worker.lastSequence);
    }
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
        log.info("pool shut down, finishing what it has: name={}, queued={}", name, queue.size());
      }
    } finally {
      lock.unlock();
    }
    stopIfDone();
  }

  @Override
  public void terminate() {
    endAll(
        PoolSnapshot.State.TERMINATED,
        task ->
            new PoolClosedException(
                "pool '" + name + "' was terminated before the task had ended: task=" + task.label()
                    + "; call shutdown() and join() first to finish what was submitted"),
        TaskOutcome.ABANDONED);
  }

  @Override
  public boolean drain(Duration timeout) throws InterruptedException {
    shutdown();
    if (join(timeout)) {
      return true;
    }
    endAll(
        PoolSnapshot.State.TERMINATED,
        task ->
            new TaskTimeoutException(
                "pool '" + name + "' was stopping and the task did not end in time: drainTimeout=" + timeout
                    + ", task=" + task.label(),
                Limit.DRAIN,
                timeout),
        TaskOutcome.TIMEOUT);
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
    endAll(PoolSnapshot.State.BROKEN, task -> broken(), TaskOutcome.ABANDONED);
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
      queue.drain().forEach(task -> claim(task, abandoned));
      idle.clear();
      room.signalAll();
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
  private void stopIfDone() {
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

  /** Under the lock. */
  PoolSnapshot.State state() {
    return state;
  }

  /** Whether workers are still needed; under the lock. */
  boolean hasWork() {
    return !queue.isEmpty() || fleet.busy() > 0;
  }

  @Override
  public PoolSnapshot snapshot() {
    List<WorkerSnapshot> workers;
    PoolSnapshot.State now;
    int queued;
    int running;
    lock.lock();
    try {
      workers = fleet.snapshot();
      now = state;
      queued = queue.size();
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
        counters.restarts(), WorkerFleet.withMemory(workers));
  }

}
