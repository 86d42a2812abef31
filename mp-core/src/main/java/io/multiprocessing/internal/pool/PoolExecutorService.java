package io.multiprocessing.internal.pool;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.pool.AsyncResult;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolBrokenException;
import io.multiprocessing.pool.PoolClosedException;
import io.multiprocessing.pool.PoolQueueFullException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool for code that takes an {@code ExecutorService}. Its own shutdown ends only the view: it takes no more tasks
 * and has terminated once those submitted through it have ended.
 */
final class PoolExecutorService extends AbstractExecutorService {

  private static final Logger log = LoggerFactory.getLogger(PoolExecutorService.class);

  private final Pool pool;
  private final AtomicBoolean shutdown = new AtomicBoolean();
  private final AtomicLong unfinished = new AtomicLong(); // submissions on their way included
  private volatile boolean abandoning;
  private final Set<AsyncResult<?>> pending = ConcurrentHashMap.newKeySet();
  private final CountDownLatch terminated = new CountDownLatch(1);

  PoolExecutorService(Pool pool) {
    this.pool = pool;
  }

  /** A callable of the JDK's; it can travel if it is serializable, which a lambda is only if it was compiled so. */
  private record CallableTask<T extends @Nullable Object>(Callable<? extends T> callable)
      implements RemoteCallable<T> {
    @Override
    public T call() throws Exception {
      return callable.call();
    }
  }

  /** A runnable of the JDK's, with the result that was given for it. */
  private record RunnableTask<T extends @Nullable Object>(Runnable runnable, T value) implements RemoteCallable<T> {
    @Override
    public T call() {
      runnable.run();
      return value;
    }
  }

  /** A future that submits its task when it is executed, as {@link AbstractExecutorService} does with each. */
  private final class RemoteFuture<T extends @Nullable Object> extends CompletableFuture<T>
      implements RunnableFuture<T> {

    private final RemoteCallable<T> task;
    private volatile @Nullable AsyncResult<T> result;

    RemoteFuture(RemoteCallable<T> task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (isDone()) {
        return; // cancelled before it was executed
      }
      result =
          submit(
              () -> pool.applyAsync(task),
              (value, failure) -> {
                if (failure == null) {
                  complete(value);
                } else {
                  completeExceptionally(failure);
                }
              });
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      AsyncResult<T> submitted = result;
      if (submitted != null && !submitted.cancel(mayInterruptIfRunning)) {
        return false;
      }
      return super.cancel(mayInterruptIfRunning);
    }
  }

  /** A dependent of a future sees its failure wrapped; whether it was a cancellation shows only without. */
  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  @Override
  protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Callable<T> callable) {
    return new RemoteFuture<>(new CallableTask<>(callable));
  }

  @Override
  protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Runnable runnable, T value) {
    return new RemoteFuture<>(new RunnableTask<>(runnable, value));
  }

  @Override
  public void execute(Runnable command) {
    Objects.requireNonNull(command, "command");
    if (command instanceof RemoteFuture<?> future) {
      future.run();
    } else {
      RemoteRunnable task = command::run;
      submit(() -> pool.runAsync(task), (nothing, failure) -> report(failure));
    }
  }

  private static void report(@Nullable Throwable failure) {
    if (failure != null) {
      log.error("a task that was executed without a future failed", failure);
    }
  }

  /** Submits a task; {@code whenDone} gets its result or failure before this view can have terminated. */
  private <T extends @Nullable Object> AsyncResult<T> submit(
      Supplier<AsyncResult<T>> submission, BiConsumer<@Nullable T, @Nullable Throwable> whenDone) {
    unfinished.incrementAndGet(); // before the look at shutdown, so that one of the two sees the other
    AsyncResult<T> result;
    try {
      if (shutdown.get()) {
        throw new RejectedExecutionException("this view of the pool was shut down: pool=" + pool.name());
      }
      result = submission.get();
    } catch (PoolClosedException | PoolBrokenException | PoolQueueFullException e) {
      finished();
      throw new RejectedExecutionException(e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      finished();
      throw e;
    }
    pending.add(result);
    if (abandoning) {
      result.cancel(true);
    }
    result
        .toCompletableFuture()
        .whenComplete(
            (value, failure) -> {
              whenDone.accept(value, failure == null ? null : unwrap(failure));
              pending.remove(result);
              finished();
            });
    return result;
  }

  private void finished() {
    unfinished.decrementAndGet();
    signalIfTerminated();
  }

  private void signalIfTerminated() {
    if (shutdown.get() && unfinished.get() == 0) {
      terminated.countDown();
    }
  }

  @Override
  public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    List<RemoteFuture<T>> futures = new ArrayList<>(tasks.size());
    try {
      return anyOf(tasks, futures).get();
    } finally {
      cancelAll(futures);
    }
  }

  @Override
  public <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<RemoteFuture<T>> futures = new ArrayList<>(tasks.size());
    try {
      return anyOf(tasks, futures).get(timeout, unit);
    } finally {
      cancelAll(futures);
    }
  }

  /** Not as in {@link AbstractExecutorService}, which wraps each task in what can't travel. */
  private <T extends @Nullable Object> CompletableFuture<T> anyOf(
      Collection<? extends Callable<T>> tasks, List<RemoteFuture<T>> futures) {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("invokeAny needs at least one task: tasks=0");
    }
    CompletableFuture<T> any = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(tasks.size());
    for (Callable<T> task : tasks) {
      RemoteFuture<T> future = new RemoteFuture<>(new CallableTask<>(Objects.requireNonNull(task, "task")));
      futures.add(future);
      execute(future);
      future.whenComplete(
          (value, failure) -> {
            if (failure == null) {
              any.complete(value);
            } else if (left.decrementAndGet() == 0) {
              any.completeExceptionally(unwrap(failure));
            }
          });
    }
    return any;
  }

  /** The waiting ones first: none of them may start, and be killed, while those that run are. */
  private static void cancelAll(Collection<? extends RemoteFuture<?>> futures) {
    futures.forEach(future -> future.cancel(false));
    futures.forEach(future -> future.cancel(true));
  }

  @Override
  public void shutdown() {
    shutdown.set(true);
    signalIfTerminated();
  }

  /**
   * Cancels what was submitted through this view and kills the workers that run it.
   *
   * @return an empty list, as of a {@link java.util.concurrent.ForkJoinPool}: what had not begun is cancelled too
   */
  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    abandoning = true;
    pending.forEach(result -> result.cancel(false)); // the waiting ones first, as above
    pending.forEach(result -> result.cancel(true));
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown.get();
  }

  @Override
  public boolean isTerminated() {
    return terminated.getCount() == 0;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return terminated.await(timeout, unit);
  }
}
