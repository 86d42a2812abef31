package io.multiprocessing.internal.pool;

import io.multiprocessing.pool.AsyncResult;
import io.multiprocessing.pool.RemoteTaskException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A result that a pool completes. A waiting caller is woken by the completing thread itself; callbacks and the
 * dependents of the future view run on the pool's callback thread, so that the user's code never holds up a receiving
 * thread.
 */
final class PendingResult<R extends @Nullable Object> implements AsyncResult<R> {

  private static final Predicate<Boolean> NOTHING_TO_CANCEL = killIfRunning -> false;

  private final Executor callbacks;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile Predicate<Boolean> canceller = NOTHING_TO_CANCEL;

  private @Nullable R value; // written before done opens, read after
  private @Nullable Throwable failure; // written before done opens, read after
  private @Nullable List<Runnable> dependents; // guarded by this
  private @Nullable CompletableFuture<R> future; // guarded by this

  PendingResult(Executor callbacks) {
    this.callbacks = callbacks;
  }

  /** Sets what {@link #cancel} does; called before the result is handed out. */
  void onCancel(Predicate<Boolean> action) {
    canceller = action;
  }

  /** Has one of the consumers called when the result is there. */
  void whenDone(@Nullable Consumer<? super R> callback, @Nullable Consumer<? super Throwable> errorCallback) {
    if (callback != null || errorCallback != null) {
      depend(
          () -> {
            Throwable thrown = failure;
            if (thrown == null) {
              if (callback != null) {
                callback.accept(result());
              }
            } else if (errorCallback != null) {
              errorCallback.accept(thrown);
            }
          });
    }
  }

  void complete(R result) {
    value = result;
    finish();
  }

  void completeExceptionally(Throwable thrown) {
    failure = thrown;
    finish();
  }

  private void finish() {
    canceller = NOTHING_TO_CANCEL; // it holds the task, whose arguments may be large
    List<Runnable> waiting;
    synchronized (this) {
      done.countDown();
      waiting = dependents;
      dependents = null;
    }
    if (waiting != null) {
      waiting.forEach(callbacks::execute);
    }
  }

  private void depend(Runnable action) {
    synchronized (this) {
      if (done.getCount() > 0) {
        if (dependents == null) {
          dependents = new ArrayList<>(2);
        }
        dependents.add(action);
        return;
      }
    }
    callbacks.execute(action);
  }

  @Override
  public R get() throws InterruptedException {
    boolean waits = !ready();
    if (waits) {
      BriefSpin.begin(done);
    }
    try {
      done.await();
    } finally {
      if (waits) {
        BriefSpin.end();
      }
    }
    return resultOrThrow();
  }

  @Override
  public R get(Duration timeout) throws InterruptedException, TimeoutException {
    if (!await(timeout)) {
      throw new TimeoutException("there is no result yet; the task goes on: timeout=" + timeout);
    }
    return resultOrThrow();
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    return done.await(Nanos.of(timeout), TimeUnit.NANOSECONDS);
  }

  @Override
  public boolean ready() {
    return done.getCount() == 0;
  }

  @Override
  public boolean successful() {
    if (!ready()) {
      throw new IllegalStateException("a result that is not ready is neither successful nor failed; wait for it first");
    }
    return failure == null;
  }

  @Override
  public boolean cancel(boolean killIfRunning) {
    return !ready() && canceller.test(killIfRunning);
  }

  @Override
  public CompletableFuture<R> toCompletableFuture() {
    CompletableFuture<R> created;
    synchronized (this) {
      if (future != null) {
        return future.copy();
      }
      created = new CompletableFuture<>();
      future = created;
    }
    depend(
        () -> {
          Throwable thrown = failure;
          if (thrown == null) {
            created.complete(result());
          } else {
            created.completeExceptionally(unwrapped(thrown));
          }
        });
    return created.copy();
  }

  private R resultOrThrow() {
    Throwable thrown = failure;
    if (thrown == null) {
      return result();
    }
    throw Thrower.unchecked(thrown);
  }

  @SuppressWarnings("NullAway") // null only where R allows it
  private R result() {
    return value;
  }

  /** A future reports its checked exceptions itself. */
  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof RemoteTaskException && cause != null ? cause : thrown;
  }
}
