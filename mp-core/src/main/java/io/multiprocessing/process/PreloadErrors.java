package io.multiprocessing.process;

/** What becomes of a spare whose preloading failed. Python 3.15: {@code on_error} of {@code set_forkserver_preload}. */
public enum PreloadErrors {
  /** It is used all the same, and nothing is said. */
  IGNORE,
  /** It is used all the same, and the failure is logged at WARN. */
  WARN,
  /** It is ended, the failure is logged at ERROR, and children are spawned without preloading. */
  FAIL
}
