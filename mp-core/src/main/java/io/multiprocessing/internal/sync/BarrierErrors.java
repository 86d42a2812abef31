package io.multiprocessing.internal.sync;

import io.multiprocessing.sync.OwnerDiedException;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The words in which a barrier says why a wait has failed. */
final class BarrierErrors {

  private static final String MEND = "; call reset() when all who take part can start again";

  private BarrierErrors() {}

  /** The barrier is broken; {@code pid} is the dead process that is to blame, or 0. */
  static BrokenBarrierException broken(long pid) {
    if (pid == 0) {
      return new BrokenBarrierException(
          "the barrier is broken: a wait was interrupted or took too long, the action failed, or somebody called abort()"
              + " or reset()" + MEND);
    }
    return caused(
        "the barrier is broken: a process ended while it waited or ran the action: pid=" + pid + MEND,
        new OwnerDiedException("a process ended while it took part in a barrier", pid));
  }

  static TimeoutException timedOut() {
    return new TimeoutException("the time is over, and not all have arrived at the barrier" + MEND);
  }

  /** The limit that the barrier was made with has passed. */
  static BrokenBarrierException overLimit(@Nullable Object limit, TimeoutException cause) {
    return caused("the barrier is broken: its own time limit is over: timeout=" + limit + MEND, cause);
  }

  /** What the one who ran the action gets: the failure itself if {@code await} may throw it. */
  static BrokenBarrierException failed(Throwable failure) throws InterruptedException {
    if (failure instanceof RuntimeException) {
      throw (RuntimeException) failure;
    }
    if (failure instanceof Error) {
      throw (Error) failure;
    }
    if (failure instanceof InterruptedException) {
      throw (InterruptedException) failure;
    }
    return caused("the barrier is broken: its action failed with " + failure.getClass().getName() + MEND, failure);
  }

  private static BrokenBarrierException caused(String message, Throwable cause) {
    BrokenBarrierException exception = new BrokenBarrierException(message);
    exception.initCause(cause);
    return exception;
  }
}
