package io.multiprocessing.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a worker was doing at one moment.
 *
 * @param name its name, unique in this pool for its life
 * @param pid its process id; for a thread pool this process's own
 * @param state what it does
 * @param task the label of its current task, or null if it has none
 * @param taskAge how long it has had that task, or null if it has none
 * @param tasksDone how many tasks it has ended, well or not
 * @param residentBytes its resident memory in bytes, or -1 where the platform doesn't tell
 * @param age how long ago it was launched
 */
public record WorkerSnapshot(
    String name,
    long pid,
    State state,
    @Nullable String task,
    @Nullable Duration taskAge,
    long tasksDone,
    long residentBytes,
    Duration age) {

  /** What a worker does. */
  public enum State {
    /** Launched, not ready yet. */
    STARTING,
    IDLE,
    BUSY,
    /** Takes no more tasks and is about to end. */
    STOPPING
  }
}
