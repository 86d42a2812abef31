package io.multiprocessing.pool;

import io.multiprocessing.api.MultiprocessingException;
import java.io.Serial;
import java.time.Duration;

/** A limit passed and the task was given up; if it was running, its worker was killed. */
public class TaskTimeoutException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  private final Limit limit;
  private final Duration duration;

  public TaskTimeoutException(String message, Limit limit, Duration duration) {
    super(message);
    this.limit = limit;
    this.duration = duration;
  }

  /** Which limit passed. */
  public Limit limit() {
    return limit;
  }

  /** How long the limit was. */
  public Duration duration() {
    return duration;
  }

  /** The limits a task can meet. */
  public enum Limit {
    /** It waited too long for a worker. */
    QUEUE,
    /** It ran too long. */
    TASK,
    /** The pool was stopping, and the time for finishing what runs was over. */
    DRAIN
  }
}
