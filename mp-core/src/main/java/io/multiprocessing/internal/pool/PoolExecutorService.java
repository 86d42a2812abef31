package io.multiprocessing.internal.pool;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.pool.AsyncResult;
import io.multiprocessing.pool.Pool;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool for code that takes an {@code ExecutorService}. Its own shutdown ends only the view: it takes no more tasks and has
 * terminated once those submitted through it have ended.
 */
final class PoolExecutorService extends AbstractExecutorService {

  private static final Logger log = LoggerFactory.getLogger(PoolExecutorService.class);

  private final Pool pool;
  private final AtomicBoolean shutdown = new AtomicBoolean();
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
      AsyncResult<T> submitted = track(pool.applyAsync(task));
      result = submitted;
      submitted
          .toCompletableFuture()
          .whenComplete(
              (value, failure) -> {
                if (failure == null) {
                  complete(value);
                } else {
                  completeExceptionally(unwrap(failure));
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
    if (shutdown.get()) {
      throw new RejectedExecutionException("this view of the pool was shut down: pool=" + pool.name());
    }
    if (command instanceof RemoteFuture<?> future) {
      future.run();
    } else {
      RemoteRunnable task = command::run;
      track(pool.runAsync(task))
          .toCompletableFuture()
          .whenComplete((nothing, failure) -> report(failure));
    }
  }

  private static void report(@Nullable Throwable failure) {
    if (failure != null) {
      log.error("a task that was executed without a future failed", unwrap(failure));
    }
  }

  private <T extends @Nullable Object> AsyncResult<T> track(AsyncResult<T> result) {
    pending.add(result);
    result.toCompletableFuture().whenComplete((value, failure) -> untrack(result));
    return result;
  }

  private void untrack(AsyncResult<?> result) {
    pending.remove(result);
    signalIfTerminated();
  }

  private void signalIfTerminated() {
    if (shutdown.get() && pending.isEmpty()) {
      terminated.countDown();
    }
  }

  @Override
  public void shutdown() {
    shutdown.set(true);
    signalIfTerminated();
  }

  /** Cancels what was submitted through this view and kills the workers that run it. */
  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
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
