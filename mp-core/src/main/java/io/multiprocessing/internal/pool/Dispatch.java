package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.serialization.EncodedMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which task goes to which worker: the queue, the idle workers, and the tasks that each worker has. All under the
 * pool's lock; what it gives to a worker is sent by the caller, outside of it.
 *
 * <p>Every worker that accepts tasks either has some, or is among the idle ones: whatever takes a worker's last task
 * away, a reply or tasks that it returned, must offer it new ones with {@link #refill}.
 */
final class Dispatch {

  private static final Logger log = LoggerFactory.getLogger(Dispatch.class);

  /** What happens when a limit passes or a look is due; called on the supervisor's thread. */
  interface Deadlines {
    void waitedTooLong(Task task, Duration limit);

    void ranTooLong(PooledWorker worker, Task task, Duration limit);

    void lookForStalls();
  }

  private final PoolConfig config;
  private final int processes;
  private final WorkerFleet fleet;
  private final Supervisor supervisor;
  private final Deadlines deadlines;
  private final Condition room;

  private final TaskQueue queue = new TaskQueue();
  private final ArrayDeque<PooledWorker> idle = new ArrayDeque<>();
  private final Prefetch prefetch = new Prefetch();
  private boolean lookPlanned;

  Dispatch(
      PoolConfig config,
      int processes,
      WorkerFleet fleet,
      Supervisor supervisor,
      Deadlines deadlines,
      Condition room) {
    this.config = config;
    this.processes = processes;
    this.fleet = fleet;
    this.supervisor = supervisor;
    this.deadlines = deadlines;
    this.room = room;
  }

  // --- The queue ----------------------------------------------------------------------------------------------------

  int queued() {
    return queue.size();
  }

  /** How many more tasks can be queued; idle workers take one each at once. */
  long roomLeft() {
    return (long) config.queueCapacity() + idle.size() - queue.size();
  }

  void enqueue(Task task) {
    queue.add(task);
    limitWait(task);
  }

  /** A task was completed while it waited. */
  void leftQueue(Task task) {
    endLimitOfWait(task);
    queue.noteGivenUp();
    room.signalAll();
  }

  /** Puts a task back to the head that was given to a worker but not started, unless it was completed meanwhile. */
  void putBack(Task task) {
    if (!task.isCompleted()) {
      task.startedNanos = 0;
      queue.addFirst(task);
      limitWait(task);
    }
  }

  /** Empties the queue and forgets the idle workers: nothing is given out any more. */
  List<Task> end() {
    idle.clear();
    room.signalAll();
    return queue.drain();
  }

  private void limitWait(Task task) {
    Duration own = task.options().queueTimeout();
    Duration limit = own == null ? config.queueTimeout() : own;
    if (limit != null) {
      Duration waited = Duration.ofNanos(System.nanoTime() - task.waitingSinceNanos);
      task.queueDeadline = supervisor.after(limit.minus(waited), () -> deadlines.waitedTooLong(task, limit));
    }
  }

  private static void endLimitOfWait(Task task) {
    if (task.queueDeadline != null) {
      task.queueDeadline.cancel(false);
      task.queueDeadline = null;
    }
  }

  // --- Giving -------------------------------------------------------------------------------------------------------

  /**
   * A worker may have become ready for its first task. It may be told twice: that it is ready, and that its turn has
   * come.
   */
  void addIdle(PooledWorker worker) {
    if (worker.accepts() && worker.inFlight.isEmpty() && !idle.contains(worker)) {
      idle.addLast(worker);
    }
  }

  void removeIdle(PooledWorker worker) {
    idle.remove(worker);
  }

  /** Gives waiting tasks to idle workers; the caller transmits to those returned. */
  List<PooledWorker> dispatch() {
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
  void refill(PooledWorker worker) {
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
        worker.headDeadline = supervisor.after(limit, () -> deadlines.ranTooLong(worker, task, limit));
      }
    } else {
      worker.aheadBytes += (int) task.encoded().lengthBytes();
      planLook();
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

  // --- Taking -------------------------------------------------------------------------------------------------------

  /** The task that a worker has replied to, which is no longer its; null if it did not have it. */
  @Nullable Task takeReplied(PooledWorker worker, long sequence) {
    PooledWorker.InFlight first = worker.inFlight.peekFirst();
    if (first == null || first.sequence() != sequence) {
      log.warn("a worker replied to a task it does not have: worker={}, sequence={}", worker.name(), sequence);
      return null;
    }
    worker.inFlight.removeFirst();
    worker.tasksDone++;
    worker.revokeSent = false; // one that came too late, with every task started, has no answer
    prefetch.record(System.nanoTime() - worker.headSinceNanos);
    endLimitOfHead(worker);
    if (worker.condemned == first.task()) {
      worker.condemned = null; // it was faster
    }
    PooledWorker.InFlight next = worker.inFlight.peekFirst();
    if (next != null) {
      worker.aheadBytes -= (int) next.task().encoded().lengthBytes();
    }
    becameHead(worker, next);
    return first.task();
  }

  /**
   * Takes tasks back that a worker has not started. It may have replied to the one before them meanwhile, and may have
   * got others since, which it runs next.
   */
  void takeReturned(PooledWorker worker, long first, long last) {
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
  }

  /** Takes everything from a worker that has ended; returns the task that it ran, if any. The others wait again. */
  @Nullable Task takeAll(PooledWorker worker) {
    idle.remove(worker);
    endLimitOfHead(worker);
    PooledWorker.InFlight head = worker.inFlight.pollFirst();
    if (head != null) {
      fleet.becameIdle();
    }
    for (Iterator<PooledWorker.InFlight> it = worker.inFlight.descendingIterator(); it.hasNext(); ) {
      putBack(it.next().task());
    }
    worker.inFlight.clear();
    return head == null ? null : head.task();
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

  // --- Stalls -------------------------------------------------------------------------------------------------------

  private void planLook() {
    if (!lookPlanned) {
      lookPlanned = true;
      supervisor.after(Prefetch.checkInterval(), deadlines::lookForStalls);
    }
  }

  /** The workers whose current task turns out to be long, and which should give back what was sent ahead. */
  List<PooledWorker> stalled() {
    List<PooledWorker> stalled = new ArrayList<>();
    long now = System.nanoTime();
    lookPlanned = false;
    for (PooledWorker worker : fleet.workers()) {
      if (worker.inFlight.size() > 1) {
        planLook();
        if (!worker.revokeSent && Prefetch.isStalled(now - worker.headSinceNanos)) {
          worker.revokeSent = true;
          stalled.add(worker);
        }
      }
    }
    return stalled;
  }
}
