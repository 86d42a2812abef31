package io.multiprocessing.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits of single tasks; see {@link Pool#with(TaskOptions)}. Immutable.
 *
 * @param label what the task is called in snapshots and messages, or null for its class
 * @param timeout how long a task may run before its worker is killed, or null for the pool's own limit
 * @param queueTimeout how long a task may wait for a worker before it fails, or null for the pool's own limit
 * @param retries how often a task that lost its worker is run again, at least 0; only for tasks that may run twice
 */
public record TaskOptions(
    @Nullable String label, @Nullable Duration timeout, @Nullable Duration queueTimeout, int retries) {

  /** No limits but the pool's, no retries. */
  public static final TaskOptions NONE = new TaskOptions(null, null, null, 0);

  /**
   * @throws IllegalArgumentException if a limit is zero or negative, or {@code retries} is negative
   */
  public TaskOptions {
    Limits.requirePositive("timeout", timeout);
    Limits.requirePositive("queueTimeout", queueTimeout);
    if (retries < 0) {
      throw new IllegalArgumentException("retries must be at least 0: retries=" + retries);
    }
  }

  /** Tasks that are killed with their worker when they have run for {@code timeout}. */
  public static TaskOptions timeout(Duration timeout) {
    return NONE.withTimeout(timeout);
  }

  /** Idempotent tasks: each is run again, at most {@code retries} times, if its worker dies under it. */
  public static TaskOptions idempotent(int retries) {
    return NONE.withRetries(retries);
  }

  public TaskOptions withLabel(@Nullable String newLabel) {
    return new TaskOptions(newLabel, timeout, queueTimeout, retries);
  }

  public TaskOptions withTimeout(@Nullable Duration newTimeout) {
    return new TaskOptions(label, newTimeout, queueTimeout, retries);
  }

  public TaskOptions withQueueTimeout(@Nullable Duration newQueueTimeout) {
    return new TaskOptions(label, timeout, newQueueTimeout, retries);
  }

  public TaskOptions withRetries(int newRetries) {
    return new TaskOptions(label, timeout, queueTimeout, newRetries);
  }
}
