package io.multiprocessing.internal.pool;

import io.multiprocessing.pool.RemoteTaskException;

/** How a failure that was recorded on one thread is thrown on another. */
final class Thrower {

  private Thrower() {}

  /** Throws an error; returns anything else in a form that can be thrown anywhere: a checked one is wrapped. */
  static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      return exception;
    }
    return new RemoteTaskException(
        "the task failed with " + failure, failure.getClass().getName(), failure);
  }
}
