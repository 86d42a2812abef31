package io.multiprocessing.pool;

/** Why a worker ended. */
public enum WorkerEnd {
  /** The pool was shut down or terminated. */
  STOPPED,
  /** It had run as many tasks, or held as much memory, as it may, and was replaced. */
  RECYCLED,
  /** It was killed because a task passed its limit. */
  TIMED_OUT,
  /** It was killed because its task was cancelled. */
  CANCELLED,
  /** It did not become ready: its launch or its initializer failed. */
  START_FAILED,
  /** It ended by itself: a crash, an exit, a kill from outside, or no memory left. */
  DIED
}
