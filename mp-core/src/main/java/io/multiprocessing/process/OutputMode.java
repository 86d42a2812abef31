package io.multiprocessing.process;

/**
 * Where a child's standard output and standard error go. Whatever the choice, both are drained and never block the
 * child.
 */
public enum OutputMode {
  /** To this process's own standard output and standard error, as in Python. */
  INHERIT,
  /**
   * Line by line to slf4j, with the pool's and worker's name and the pid: standard output at INFO, standard error at
   * WARN.
   */
  LOG,
  /** Nowhere, except for the last lines of standard error, which are kept for error messages. */
  DISCARD
}
