package io.multiprocessing.pool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task that may still be running. Safe for use by several threads. It always completes: when the worker
 * dies, the pool is terminated or a limit passes, with an error.
 *
 * <p>Not a {@link java.util.concurrent.Future}: {@code get} throws the task's own exception, as Python's does. {@link
 * #toCompletableFuture()} is the view for code that wants the JDK's types.
 *
 * <p>Python: {@code multiprocessing.pool.AsyncResult}.
 *
 * @param <R> the result's type
 */
public interface AsyncResult<R extends @Nullable Object> {

  /**
   * Waits for the result. An unchecked exception or error of the task is thrown as itself.
   *
   * @throws RemoteTaskException with the task's exception as its cause, if that is checked or could not travel
   * @throws WorkerDiedException if the worker ended before the task did
   * @throws TaskTimeoutException if a limit of the task passed
   * @throws PoolClosedException if the pool was terminated first
   * @throws java.util.concurrent.CancellationException if the task was cancelled
   */
  R get() throws InterruptedException;

  /**
   * As {@link #get()}, but waits at most {@code timeout}. The task goes on: to end it, give it a limit with {@link
   * TaskOptions}, or {@link #cancel(boolean) cancel} it.
   *
   * @throws TimeoutException if there is no result yet; the task is not affected. Python: {@code TimeoutError}
   */
  R get(Duration timeout) throws InterruptedException, TimeoutException;

  /**
   * Waits until there is a result or {@code timeout} has passed. Python: {@code wait}.
   *
   * @return whether there is a result
   */
  boolean await(Duration timeout) throws InterruptedException;

  /** Whether the task has completed, well or not. */
  boolean ready();

  /**
   * Whether the task completed without an error.
   *
   * @throws IllegalStateException if it has not completed
   */
  boolean successful();

  /**
   * Gives the task up. One that waits never runs. One that runs is ended by killing its worker, and only that task is
   * lost, if {@code killIfRunning}; otherwise it goes on.
   *
   * @return whether the task was given up; false if it had completed or runs on
   */
  boolean cancel(boolean killIfRunning);

  /**
   * A view that completes with this result; checked exceptions of the task are not wrapped in it. Cancelling the view
   * doesn't cancel the task. Dependents run on the pool's callback thread unless they name an executor; so a callback
   * must not wait for such a future: it waits with {@link #get()}.
   */
  CompletableFuture<R> toCompletableFuture();
}
