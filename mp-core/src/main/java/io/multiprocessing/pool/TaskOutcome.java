package io.multiprocessing.pool;

/** How a task ended. */
public enum TaskOutcome {
  SUCCESS,
  /** The task threw, or its result or error could not travel. */
  ERROR,
  /** One of its limits passed. */
  TIMEOUT,
  /** Its worker died under it. */
  WORKER_DIED,
  CANCELLED,
  /** The pool was terminated, or gave up, before the task had ended. */
  ABANDONED
}
