package io.multiprocessing.pool;

import io.multiprocessing.api.RemoteBiFunction;
import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.api.RemoteRunnable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of workers that run tasks: child JVMs, or threads for a thread pool.
 *
 * <pre>{@code
 * try (Pool pool = Multiprocessing.get().pool(4)) {
 *   List<Integer> squares = pool.map(x -> x * x, List.of(1, 2, 3));
 * }
 * }</pre>
 *
 * <p><b>What travels.</b> A task and its arguments are encoded when they are submitted, so an argument that can't be
 * encoded fails the call itself, with a {@link io.multiprocessing.serialization.SerializationException}. The worker has
 * copies. Only the methods that wait for their task send byte arrays and buffers of at least 32 KiB from where they
 * are: no other thread may change them meanwhile, and after an interrupt nobody until the task has ended.
 *
 * <p><b>Errors.</b> An exception of a task reaches the caller as itself if it is unchecked, with the worker's stack as
 * a suppressed {@link RemoteStack}; a checked one is the cause of a {@link RemoteTaskException}. A worker that dies
 * fails the one task it was running with a {@link WorkerDiedException} and is replaced; the other tasks go on. No
 * result hangs.
 *
 * <p><b>Threads.</b> Every method may be called from several threads and from callbacks. Methods that wait end with an
 * {@link InterruptedException} when their thread is interrupted; the task goes on. Callbacks run one after another on a
 * thread of the pool's own.
 *
 * <p><b>The end.</b> {@link #shutdown()} is Python's {@code close()}: what was submitted still runs. {@link #close()}
 * is what try-with-resources calls, and, as the end of Python's {@code with}, terminates: what has not finished fails
 * with a {@link PoolClosedException}.
 *
 * <p>Python: {@code multiprocessing.pool.Pool}.
 */
public interface Pool extends AutoCloseable {

  /** The pool's name, as it appears in logs, thread names and messages. */
  String name();

  /** A view of this pool whose tasks have these options; its life is this pool's own. */
  Pool with(TaskOptions options);

  /** Runs {@code task} in a worker and waits for its result. */
  <R extends @Nullable Object> R apply(RemoteCallable<? extends R> task) throws InterruptedException;

  /** Runs {@code function(argument)} in a worker and waits for its result. */
  <T extends @Nullable Object, R extends @Nullable Object> R apply(
      RemoteFunction<? super T, ? extends R> function, T argument) throws InterruptedException;

  /** Runs {@code function(first, second)} in a worker and waits for its result. */
  <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> R apply(
      RemoteBiFunction<? super T, ? super U, ? extends R> function, T first, U second) throws InterruptedException;

  /** Runs {@code task} in a worker and waits until it has ended. */
  void run(RemoteRunnable task) throws InterruptedException;

  /** Runs {@code task} in a worker; doesn't wait. */
  AsyncResult<@Nullable Void> runAsync(RemoteRunnable task);

  /** Runs {@code task} in a worker; doesn't wait. */
  <R extends @Nullable Object> AsyncResult<R> applyAsync(RemoteCallable<? extends R> task);

  /** Runs {@code function(argument)} in a worker; doesn't wait. */
  <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<R> applyAsync(
      RemoteFunction<? super T, ? extends R> function, T argument);

  /** Runs {@code function(first, second)} in a worker; doesn't wait. */
  <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> AsyncResult<R> applyAsync(
      RemoteBiFunction<? super T, ? super U, ? extends R> function, T first, U second);

  /**
   * Runs {@code task} in a worker; doesn't wait.
   *
   * @param callback gets the result, on the pool's callback thread; null for none
   * @param errorCallback gets the error instead, if there is one; null for none
   */
  <R extends @Nullable Object> AsyncResult<R> applyAsync(
      RemoteCallable<? extends R> task,
      @Nullable Consumer<? super R> callback,
      @Nullable Consumer<? super Throwable> errorCallback);

  /** As {@link #applyAsync(RemoteCallable, Consumer, Consumer)}, for a function and its argument. */
  <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<R> applyAsync(
      RemoteFunction<? super T, ? extends R> function,
      T argument,
      @Nullable Consumer<? super R> callback,
      @Nullable Consumer<? super Throwable> errorCallback);

  /**
   * Applies {@code function} to every item and waits for the results, which come in the order of the items. The items
   * go to the workers in chunks, four per worker, as Python computes them.
   */
  <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items) throws InterruptedException;

  /**
   * As {@link #map(RemoteFunction, Iterable)}, with chunks of {@code chunkSize} items, at least 1.
   *
   * <p>If items fail, the others still run, and then the first failure to have arrived is thrown.
   */
  <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize)
      throws InterruptedException;

  /** As {@link #map(RemoteFunction, Iterable)}; doesn't wait. */
  <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items);

  /** As {@link #map(RemoteFunction, Iterable, int)}; doesn't wait. */
  <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize);

  /**
   * As {@link #mapAsync(RemoteFunction, Iterable, int)}, with callbacks.
   *
   * @param chunkSize how many items go to a worker at a time; 0 for what Python computes
   * @param callback gets all results at once; null for none
   * @param errorCallback gets the error instead, if there is one; null for none
   */
  <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
      RemoteFunction<? super T, ? extends R> function,
      Iterable<? extends T> items,
      int chunkSize,
      @Nullable Consumer<? super List<R>> callback,
      @Nullable Consumer<? super Throwable> errorCallback);

  /** Applies a function of two arguments to every pair and waits for the results. Python: {@code starmap}. */
  <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
      RemoteBiFunction<? super T, ? super U, ? extends R> function,
      Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs) throws InterruptedException;

  /** As {@link #starmap(RemoteBiFunction, Iterable)}, with chunks of {@code chunkSize} items, at least 1. */
  <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
      RemoteBiFunction<? super T, ? super U, ? extends R> function,
      Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs,
      int chunkSize) throws InterruptedException;

  /** As {@link #starmap(RemoteBiFunction, Iterable)}; doesn't wait. */
  <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> starmapAsync(
      RemoteBiFunction<? super T, ? super U, ? extends R> function,
      Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs);

  /** As {@link #mapAsync(RemoteFunction, Iterable, int, Consumer, Consumer)}, for a function of two arguments. */
  <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> starmapAsync(
      RemoteBiFunction<? super T, ? super U, ? extends R> function,
      Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs,
      int chunkSize,
      @Nullable Consumer<? super List<R>> callback,
      @Nullable Consumer<? super Throwable> errorCallback);

  /**
   * Applies {@code function} to items as they are asked for, results in the order of the items. The input is read by a
   * thread of its own and never further ahead of the reader than {@link PoolConfig#imapWindow()} items, so it may be
   * infinite. An error of the input surfaces at its position.
   */
  <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imap(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items);

  /** As {@link #imap(RemoteFunction, Iterable)}, with chunks of {@code chunkSize} items, at least 1. */
  <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imap(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize);

  /** As {@link #imap(RemoteFunction, Iterable)}, but each result comes as soon as it is there. */
  <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imapUnordered(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items);

  /** As {@link #imap(RemoteFunction, Iterable, int)}, but each result comes as soon as it is there. */
  <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imapUnordered(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize);

  /**
   * A view for code that takes an {@link ExecutorService}. Its tasks must be serializable: a plain lambda that was
   * compiled as a {@link Runnable} fails at the call with an error that says so. Shutting the view down doesn't end the
   * pool.
   */
  ExecutorService asExecutorService();

  /** What the pool and its workers are doing now; costs no message to a worker. */
  PoolSnapshot snapshot();

  /**
   * Takes no more tasks; what was submitted still runs, then the workers end. An imap counts as submitted: its input is
   * read to the end, as far ahead of its reader as its window allows. Doesn't wait: see {@link #join()}. Idempotent.
   * Python: {@code Pool.close}.
   */
  void shutdown();

  /**
   * Ends the workers at once; what has not finished fails with a {@link PoolClosedException}. Returns within seconds
   * however many tasks wait and whatever the workers do. Idempotent, and allowed in a callback.
   */
  void terminate();

  /**
   * Waits until every worker has ended and every callback has run; in a callback only for the workers.
   *
   * @throws IllegalStateException if neither {@link #shutdown()} nor {@link #terminate()} was called
   */
  void join() throws InterruptedException;

  /**
   * As {@link #join()}, but not longer than {@code timeout}.
   *
   * @return whether every worker has ended and every callback has run
   */
  boolean join(Duration timeout) throws InterruptedException;

  /**
   * Shuts down, waits at most {@code timeout} for what was submitted, then gives up the rest: it fails with a {@link
   * TaskTimeoutException} that names {@link TaskTimeoutException.Limit#DRAIN}, and its workers are killed. For the end
   * of an application. An interrupt ends the wait and leaves the pool shut down but not terminated.
   *
   * @return whether everything was finished in time
   */
  boolean drain(Duration timeout) throws InterruptedException;

  /**
   * Terminates, as leaving Python's {@code with} block does. To finish what was submitted, call {@link #shutdown()} and
   * {@link #join()} first.
   */
  @Override
  void close();
}
