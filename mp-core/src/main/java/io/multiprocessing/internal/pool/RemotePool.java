package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.TaskOptions;
import io.multiprocessing.pool.TaskOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A pool that another process has. Tasks go there with the call that submits them; a thread, which is there only while
 * tasks are, waits for their ends and completes them here. So callbacks, futures and the inputs of imaps are this
 * process's own.
 */
public final class RemotePool implements PoolEngine {

  /** How long the thread waits for more tasks when all have ended. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How many ends are brought at a time. */
  private static final int BATCH = 256;

  private final RemotePoolLink link;
  private final RemotePoolLink.Facts facts;
  private final CallbackThread callbacks;
  private final FeederThreads feeders;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All guarded by lock.
  private final Map<Long, Task> open = new LinkedHashMap<>(); // the oldest first
  private final Map<Task, Long> numbers = new HashMap<>();
  private long lastNumber;
  private @Nullable Thread receiver;

  private RemotePool(RemotePoolLink link) {
    this.link = link;
    facts = link.facts();
    callbacks = new CallbackThread(facts.name());
    feeders = new FeederThreads(facts.name());
  }

  /** The pool behind {@code link}. */
  public static Pool over(RemotePoolLink link) {
    return new PoolFacade(new RemotePool(link), TaskOptions.NONE);
  }

  @Override
  public String name() {
    return facts.name();
  }

  @Override
  public int processes() {
    return facts.processes();
  }

  @Override
  public int imapWindow() {
    return facts.imapWindow();
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
    return Task.local(call, options, sink);
  }

  @Override
  public void imapBegins() {
    link.imapBegins();
  }

  @Override
  public void imapEnded() {
    link.imapEnded();
  }

  @Override
  public void submit(List<Task> tasks, boolean ofImap) {
    List<TaskRequest> requests = new ArrayList<>(tasks.size());
    lock.lock();
    try {
      for (Task task : tasks) {
        long number = ++lastNumber;
        open.put(number, task);
        numbers.put(task, number);
        requests.add(new TaskRequest(number, task.call(), task.options()));
      }
    } finally {
      lock.unlock();
    }
    boolean submitted = false;
    try {
      link.submit(requests, ofImap);
      submitted = true;
    } finally {
      if (!submitted) {
        requests.forEach(request -> remove(request.number()));
      }
    }
    receive();
  }

  private void receive() {
    lock.lock();
    try {
      if (receiver == null && !open.isEmpty()) {
        Thread thread = new Thread(this::receiveAll, facts.name() + "-results");
        thread.setDaemon(true);
        thread.start();
        receiver = thread;
      } else {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Task remove(long number) {
    lock.lock();
    try {
      Task task = open.remove(number);
      if (task != null) {
        numbers.remove(task);
      }
      if (open.isEmpty()) {
        changed.signalAll();
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  private void receiveAll() {
    int received = 0;
    int most = BATCH;
    while (awaitTasks()) {
      try {
        List<TaskEnd> ends = link.next(received, most, oldest());
        received = ends.size();
        most = BATCH;
        ends.forEach(this::complete);
      } catch (RuntimeException | Error e) {
        received = 0;
        most = giveUp(e, most);
      }
    }
  }

  private long oldest() {
    lock.lock();
    try {
      return open.isEmpty() ? lastNumber : open.keySet().iterator().next();
    } finally {
      lock.unlock();
    }
  }

  /**
   * After a batch of ends couldn't be brought: of several the first is tried alone, and one alone is that task's
   * failure. If that doesn't work either the manager is gone, and with it all tasks.
   */
  private int giveUp(Throwable failure, int most) {
    if (link.isLost(failure)) {
      abandonAll(failure);
      return BATCH;
    }
    if (most > 1) {
      return 1;
    }
    try {
      complete(new TaskEnd(link.skip(), null, failure, TaskOutcome.ERROR));
      return BATCH;
    } catch (RuntimeException | Error e) {
      if (e != failure) {
        failure.addSuppressed(e);
      }
      abandonAll(failure);
      return BATCH;
    }
  }

  private void abandonAll(Throwable failure) {
    List<Long> lost;
    lock.lock();
    try {
      lost = List.copyOf(open.keySet());
    } finally {
      lock.unlock();
    }
    lost.forEach(number -> complete(new TaskEnd(number, null, failure, TaskOutcome.ABANDONED)));
  }

  private void complete(TaskEnd end) {
    Task task = remove(end.number());
    if (task == null || !task.claimCompletion()) {
      return;
    }
    if (end.failure() == null) {
      task.succeed(end.value());
    } else {
      task.fail(end.failure(), end.outcome());
    }
  }

  /** Whether there are tasks, now or soon; else the thread has to end. */
  private boolean awaitTasks() {
    lock.lock();
    try {
      long left = IDLE_NANOS;
      while (open.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !open.isEmpty();
    } catch (InterruptedException e) { // nobody has this thread, so nobody means it
      return !open.isEmpty();
    } finally {
      if (open.isEmpty()) {
        receiver = null;
      }
      lock.unlock();
    }
  }

  @Override
  public boolean cancel(Task task, boolean killIfRunning) {
    Long number;
    lock.lock();
    try {
      number = numbers.get(task);
    } finally {
      lock.unlock();
    }
    return number != null && link.cancel(number, killIfRunning);
  }

  @Override
  public PoolSnapshot snapshot() {
    return link.snapshot();
  }

  @Override
  public void shutdown() {
    link.shutdown();
  }

  @Override
  public void terminate() {
    link.terminate();
    feeders.interruptAll();
  }

  @Override
  public boolean join(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + Nanos.of(timeout);
    return link.join(timeout) && awaitEnds(deadline);
  }

  @Override
  public boolean drain(Duration timeout) throws InterruptedException {
    boolean drained = link.drain(timeout);
    return awaitEnds(System.nanoTime() + Nanos.of(timeout)) && drained;
  }

  /** The pool has ended, and so have all tasks: waits until this process knows. */
  private boolean awaitEnds(long deadline) throws InterruptedException {
    lock.lock();
    try {
      while (!open.isEmpty()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
    return callbacks.awaitCallbacks(Math.max(0, deadline - System.nanoTime()));
  }
}
