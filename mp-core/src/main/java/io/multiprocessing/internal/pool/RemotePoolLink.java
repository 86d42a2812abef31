package io.multiprocessing.internal.pool;

import io.multiprocessing.pool.PoolSnapshot;
import java.time.Duration;
import java.util.List;

/**
 * The way of a {@link RemotePool} to the process that has the pool. Each method is a round trip, and throws what failed
 * there.
 */
public interface RemotePoolLink {

  /**
   * What doesn't change.
   *
   * @param processes how many workers it keeps
   */
  record Facts(String name, int processes, int imapWindow) {}

  Facts facts();

  void submit(List<TaskRequest> tasks, boolean ofImap);

  boolean cancel(long number, boolean killIfRunning);

  /**
   * Waits for ends of this client's tasks.
   *
   * @param received how many of those which the last call gave have been received
   * @param most how many may be given
   * @param oldest the number of the oldest task whose end hasn't come
   */
  List<TaskEnd> next(int received, int most, long oldest);

  /**
   * Whether {@link #next} has failed in a way that leaves nothing to wait for: the other side doesn't know this
   * client's tasks.
   */
  boolean isLost(Throwable failure);

  /** Gives the next end up, because it can't be brought here. Returns the task's number. */
  long skip();

  void imapBegins();

  void imapEnded();

  PoolSnapshot snapshot();

  void shutdown();

  void terminate();

  boolean join(Duration timeout) throws InterruptedException;

  boolean drain(Duration timeout) throws InterruptedException;
}
