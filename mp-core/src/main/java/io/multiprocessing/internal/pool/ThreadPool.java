package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.protocol.Call;
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
import io.multiprocessing.pool.WorkerEnd;
import io.multiprocessing.pool.WorkerSnapshot;
import java.time.Duration;
import java.util.ArrayList;
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
 * The pool interface on threads of this process. Nothing is encoded and nothing can be killed: cancelling a running
 * task interrupts its thread, and limits that need a process are refused. One lock guards all state; tasks run outside
 * of it.
 */
public final class ThreadPool implements PoolEngine {

  private static final Logger log = LoggerFactory.getLogger(ThreadPool.class);
  private static final AtomicInteger unnamed = new AtomicInteger();

  private final String name;
  private final PoolConfig config;
  private final int processes;
  private final PoolCounters counters;
  private final CallbackThread callbacks;
  private final FeederThreads feeders;
  private final Supervisor supervisor;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final Condition ended = lock.newCondition();

  // All guarded by lock.
  private final TaskQueue queue = new TaskQueue();
  private final List<PoolThread> threads = new ArrayList<>();
  private PoolSnapshot.State state = PoolSnapshot.State.RUNNING;
  private @Nullable Throwable brokenBy;
  private int openImaps;

  private ThreadPool(PoolConfig config) {
    String chosen = config.name();
    this.name = chosen == null ? "thread-pool-" + unnamed.incrementAndGet() : chosen;
    this.config = config;
    Integer workers = config.processes();
    this.processes = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
    this.counters = new PoolCounters(config.listener());
    this.callbacks = new CallbackThread(name);
    this.feeders = new FeederThreads(name);
    this.supervisor = new Supervisor(name);
  }

  /**
   * Makes a pool and starts its threads.
   *
   * @throws IllegalArgumentException if the configuration asks for what only a process can do
   * @throws OutOfMemoryError if the system has no more threads; those that were started end
   */
  public static Pool start(PoolConfig config) {
    refuse("taskTimeout", config.taskTimeout());
    refuse("maxTasksPerChild", config.maxTasksPerChild());
    refuse("maxResidentBytes", config.maxResidentBytes());
    refuse("maxHeapBytes", config.launch().maxHeapBytes());
    ThreadPool pool = new ThreadPool(config);
    pool.lock.lock();
    try {
      for (int i = 1; i <= pool.processes; i++) {
        PoolThread thread = pool.new PoolThread(pool.name + "-worker-" + i);
        thread.start();
        pool.threads.add(thread);
      }
    } catch (RuntimeException | Error e) { // no more threads can be had
      pool.terminate();
      throw e;
    } finally {
      pool.lock.unlock();
    }
    return new PoolFacade(pool, TaskOptions.NONE);
  }

  private static void refuse(String option, @Nullable Object value) {
    if (value != null) {
      throw new IllegalArgumentException(
          "a thread can't be killed, replaced or limited in memory, so a thread pool must not have " + option + ": "
              + option + "=" + value + "; use a pool of processes");
    }
  }

  /** A worker: runs tasks until the pool ends. */
  private final class PoolThread extends Thread {

    private final long startedNanos = System.nanoTime();
    private @Nullable Task current; // guarded by lock
    private WorkerEnd end = WorkerEnd.STOPPED;
    private long tasksDone; // guarded by lock

    PoolThread(String threadName) {
      super(threadName);
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        if (initialize()) {
          boolean more = true;
          while (more) {
            more = runNext();
          }
          finish();
        }
      } finally {
        counters.workerEnded(getName(), ProcessHandle.current().pid(), end);
        gone();
      }
    }

    private boolean initialize() {
      try {
        if (config.initializer() != null) {
          config.initializer().run();
        }
        counters.workerStarted(getName(), ProcessHandle.current().pid(), Duration.ofNanos(System.nanoTime() - startedNanos));
        return true;
      } catch (Throwable e) { // as in a worker process: the pool can't do without its initializer
        end = WorkerEnd.START_FAILED;
        breakDown(e);
        return false;
      }
    }

    /** A method of its own, so that a thread that waits holds no task that has ended. */
    private boolean runNext() {
      Task task = next();
      if (task == null) {
        return false;
      }
      TaskRun run = TaskRun.of(task);
      release();
      run.complete(counters);
      return true;
    }

    private @Nullable Task next() {
      lock.lock();
      try {
        while (true) {
          Task task = queue.poll();
          if (task != null) {
            task.startedNanos = System.nanoTime();
            if (task.queueDeadline != null) {
              task.queueDeadline.cancel(false);
              task.queueDeadline = null;
            }
            current = task;
            room.signal();
            return task;
          }
          if (state != PoolSnapshot.State.RUNNING && (openImaps == 0 || state != PoolSnapshot.State.SHUTDOWN)) {
            return null;
          }
          work.awaitUninterruptibly();
        }
      } finally {
        lock.unlock();
      }
    }

    private void release() {
      lock.lock();
      try {
        current = null;
        tasksDone++;
        interrupted(); // what was meant for the task that has ended
      } finally {
        lock.unlock();
      }
    }

    private void finish() {
      try {
        if (config.exitFunction() != null && isShutDown()) {
          config.exitFunction().run();
        }
      } catch (Throwable e) { // the thread ends in any case; the log is the place for this
        log.error("the exit function failed: worker={}", getName(), e);
      }
    }

    /** As with processes, one that is terminated runs no exit function. */
    private boolean isShutDown() {
      lock.lock();
      try {
        return state == PoolSnapshot.State.SHUTDOWN;
      } finally {
        lock.unlock();
      }
    }

    private void gone() {
      lock.lock();
      try {
        threads.remove(this);
        if (threads.isEmpty()) {
          supervisor.end();
        }
        ended.signalAll();
      } finally {
        lock.unlock();
      }
    }
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
    refuse("timeout", options.timeout());
    return Task.local(call, options, sink);
  }

  @Override
  public void submit(List<Task> tasks, boolean ofImap) {
    boolean block = ofImap || config.queueFullPolicy() == QueueFullPolicy.BLOCK;
    lock.lock();
    try {
      requireOpen(ofImap);
      long idle = threads.stream().filter(thread -> thread.current == null).count();
      long capacity = config.queueCapacity() + idle;
      if (!block && tasks.size() > capacity - queue.size()) {
        throw new PoolQueueFullException(
            "the queue of pool '" + name + "' has no room: queueCapacity=" + config.queueCapacity() + ", queued="
                + queue.size() + ", submitted=" + tasks.size()
                + "; try again later, raise the capacity, or choose the policy BLOCK");
      }
      for (Task task : tasks) {
        while (queue.size() >= capacity) {
          room.awaitUninterruptibly();
          requireOpen(ofImap);
        }
        enqueue(task);
      }
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(Task task) {
    queue.add(task);
    Duration own = task.options().queueTimeout();
    Duration limit = own == null ? config.queueTimeout() : own;
    if (limit != null) {
      task.queueDeadline = supervisor.after(limit, () -> expireInQueue(task, limit));
    }
    work.signal();
  }

  /** Under the lock. */
  private void requireOpen(boolean ofImap) {
    if (state == PoolSnapshot.State.BROKEN) {
      throw broken();
    }
    if (state == PoolSnapshot.State.TERMINATED || state == PoolSnapshot.State.SHUTDOWN && !ofImap) {
      throw new PoolClosedException("pool '" + name + "' takes no more tasks: it was shut down or terminated");
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
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private PoolBrokenException broken() {
    return new PoolBrokenException("pool '" + name + "' has given up because its initializer failed", brokenBy);
  }

  private void breakDown(Throwable cause) {
    lock.lock();
    try {
      brokenBy = cause;
    } finally {
      lock.unlock();
    }
    endAll(PoolSnapshot.State.BROKEN, task -> broken(), TaskOutcome.ABANDONED);
  }

  private void expireInQueue(Task task, Duration limit) {
    if (claimWaiting(task)) {
      counters.fail(
          task,
          new TaskTimeoutException(
              "the task waited too long for a thread of pool '" + name + "': queueTimeout=" + limit, Limit.QUEUE, limit),
          TaskOutcome.TIMEOUT);
    }
  }

  private boolean claimWaiting(Task task) {
    lock.lock();
    try {
      if (task.startedNanos != 0 || !task.claimCompletion()) {
        return false;
      }
      queue.noteGivenUp();
      room.signal();
      if (task.queueDeadline != null) {
        task.queueDeadline.cancel(false);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean cancel(Task task, boolean killIfRunning) {
    boolean claimed = claimWaiting(task);
    if (!claimed && killIfRunning) {
      lock.lock();
      try {
        for (PoolThread thread : threads) {
          if (thread.current == task && task.claimCompletion()) {
            claimed = true;
            thread.interrupt();
          }
        }
      } finally {
        lock.unlock();
      }
    }
    if (claimed) {
      counters.fail(task, new CancellationException("the task was cancelled: task=" + task.label()), TaskOutcome.CANCELLED);
    }
    return claimed;
  }

  @Override
  public void shutdown() {
    lock.lock();
    try {
      if (state == PoolSnapshot.State.RUNNING) {
        state = PoolSnapshot.State.SHUTDOWN;
        room.signalAll();
        work.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void terminate() {
    endAll(
        PoolSnapshot.State.TERMINATED,
        task -> new PoolClosedException("pool '" + name + "' was terminated before the task had ended: task=" + task.label()),
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
                "pool '" + name + "' was stopping and the task did not end in time: drainTimeout=" + timeout,
                Limit.DRAIN,
                timeout),
        TaskOutcome.TIMEOUT);
    return false;
  }

  private void endAll(PoolSnapshot.State last, Function<Task, Throwable> failure, TaskOutcome outcome) {
    List<Task> abandoned = new ArrayList<>();
    lock.lock();
    try {
      if (state == PoolSnapshot.State.TERMINATED || state == PoolSnapshot.State.BROKEN) {
        return;
      }
      state = last;
      for (PoolThread thread : threads) {
        if (thread.current != null && thread.current.claimCompletion()) {
          abandoned.add(thread.current);
        }
        if (thread != Thread.currentThread()) {
          thread.interrupt();
        }
      }
      for (Task task : queue.drain()) {
        if (task.claimCompletion()) {
          abandoned.add(task);
        }
      }
      room.signalAll();
      work.signalAll();
      ended.signalAll();
    } finally {
      lock.unlock();
    }
    feeders.interruptAll();
    abandoned.forEach(task -> counters.fail(task, failure.apply(task), outcome));
  }

  @Override
  public boolean join(Duration timeout) throws InterruptedException {
    long left = Nanos.of(timeout);
    lock.lock();
    try {
      if (state == PoolSnapshot.State.RUNNING) {
        throw new IllegalStateException("a pool can be joined only after shutdown() or terminate(): name=" + name);
      }
      while (!threads.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = ended.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
    return callbacks.awaitCallbacks(left);
  }

  @Override
  public PoolSnapshot snapshot() {
    long pid = ProcessHandle.current().pid();
    long now = System.nanoTime();
    lock.lock();
    try {
      List<WorkerSnapshot> workers = new ArrayList<>();
      int running = 0;
      for (PoolThread thread : threads) {
        Task task = thread.current;
        running += task == null ? 0 : 1;
        workers.add(
            new WorkerSnapshot(
                thread.getName(),
                pid,
                task == null ? WorkerSnapshot.State.IDLE : WorkerSnapshot.State.BUSY,
                task == null ? null : task.label(),
                task == null ? null : Duration.ofNanos(now - task.startedNanos),
                thread.tasksDone,
                -1,
                Duration.ofNanos(now - thread.startedNanos)));
      }
      return new PoolSnapshot(
          name, state, processes, queue.size(), config.queueCapacity(), running, counters.done(), counters.failed(),
          counters.restarts(), workers);
    } finally {
      lock.unlock();
    }
  }
}
