package io.multiprocessing.spring.offload;

import io.multiprocessing.pool.AsyncResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What a method that returns a future gives its caller. Cancelling it gives the task up. */
final class OffloadFuture extends CompletableFuture<@Nullable Object> {

  private final AsyncResult<@Nullable Object> result;

  OffloadFuture(AsyncResult<@Nullable Object> result) {
    this.result = result;
    result.toCompletableFuture().whenComplete(this::finish);
  }

  private void finish(@Nullable Object value, @Nullable Throwable failure) {
    if (failure == null) {
      complete(value);
    } else {
      // The view of a result may wrap what its source failed with.
      Throwable cause = failure.getCause();
      completeExceptionally(failure instanceof CompletionException && cause != null ? cause : failure);
    }
  }

  /**
   * As a future's, and the task doesn't run on for nothing: it is taken from the queue, or, with {@code true}, its
   * worker is killed.
   */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      result.cancel(mayInterruptIfRunning);
    }
    return cancelled;
  }
}
