package io.multiprocessing.spring.worker;

/** Which beans a pool's workers have. */
public enum WorkerContext {
  /** None: tasks are plain code. {@code @Offload} can't use such a pool. */
  NONE,
  /** Those of the configuration classes named by {@code worker-sources}, and what these import. */
  SOURCES,
  /**
   * Those of the application itself, made lazily and without its web server, listeners, schedules, runners and
   * migrations. They are made before a worker's first task if an {@code @Offload} method uses the pool, otherwise
   * when a task first needs one, so that plain tasks never pay for it.
   */
  APPLICATION
}
