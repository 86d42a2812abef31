package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/** What a kind of pool must be able to do; {@link PoolFacade} makes the methods of a {@code Pool} of it. */
interface PoolEngine {

  String name();

  /** How many workers it keeps. */
  int processes();

  int imapWindow();

  /** Runs callbacks, one after another. */
  Executor callbacks();

  /** Makes the threads that read the inputs of imaps. */
  ThreadFactory feeders();

  /**
   * Makes a task, not submitted yet.
   *
   * @param callerWaits whether the caller can't change the arguments until the task has ended
   * @throws io.multiprocessing.serialization.SerializationException if it can't travel
   */
  Task task(Call call, TaskOptions options, TaskSink sink, boolean callerWaits);

  /**
   * An imap begins to read its input: until {@link #imapEnded} the pool has work, and takes its tasks after a shutdown
   * too.
   *
   * @throws io.multiprocessing.pool.PoolClosedException if the pool takes no more tasks
   * @throws io.multiprocessing.pool.PoolBrokenException if the pool has given up
   */
  void imapBegins();

  void imapEnded();

  /**
   * Takes all of the tasks, or none.
   *
   * @param ofImap whether they are an imap's: they wait for room whatever the policy for a full queue is
   * @throws io.multiprocessing.pool.PoolQueueFullException if there is no room
   * @throws io.multiprocessing.pool.PoolClosedException if the pool takes no more tasks
   * @throws io.multiprocessing.pool.PoolBrokenException if the pool has given up
   */
  void submit(List<Task> tasks, boolean ofImap);

  /** Gives a task up; see {@link io.multiprocessing.pool.AsyncResult#cancel(boolean)}. */
  boolean cancel(Task task, boolean killIfRunning);

  PoolSnapshot snapshot();

  void shutdown();

  void terminate();

  /** Waits for the end of the workers and, except on the callback thread, of the callbacks. */
  boolean join(Duration timeout) throws InterruptedException;

  boolean drain(Duration timeout) throws InterruptedException;
}
