package io.multiprocessing.pool;

import io.multiprocessing.api.MultiprocessingException;
import io.multiprocessing.process.ExitStatus;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker ended while it had a task: it crashed, exited, was killed or ran out of memory. Only that task is lost.
 * Nobody knows how far it had come, so running it again is the caller's choice; see {@link
 * TaskOptions#idempotent(int)}.
 */
public class WorkerDiedException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  private final Death death;

  public WorkerDiedException(String message, Death death) {
    super(message);
    this.death = death;
  }

  /** The facts. */
  public Death death() {
    return death;
  }

  /**
   * How a worker died.
   *
   * @param worker the worker's name
   * @param pid its process id
   * @param status its exit code or signal
   * @param task the label of the task it had
   * @param ran how long it had had the task
   * @param outOfMemory whether the JVM reported that its memory ran out
   * @param crashReport the path of the JVM's crash report (hs_err), or null if it wrote none; kept until the
   *     application ends
   * @param lastErrorLines the last lines of its standard error, oldest first
   */
  public record Death(
      String worker,
      long pid,
      ExitStatus status,
      String task,
      Duration ran,
      boolean outOfMemory,
      @Nullable String crashReport,
      List<String> lastErrorLines)
      implements Serializable {

    public Death {
      lastErrorLines = List.copyOf(lastErrorLines);
    }
  }
}
