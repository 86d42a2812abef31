package io.multiprocessing;

import io.multiprocessing.internal.connection.WaitSet;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Waits for the first of several things of different kinds. Python: {@code multiprocessing.connection.wait}.
 *
 * <p>What can be waited for, and when it is ready:
 *
 * <ul>
 *   <li>a {@link io.multiprocessing.connection.Connection} that receives: something of a message has arrived, or the
 *       end, as its {@code poll} says;
 *   <li>a queue of this library: there is an element to take;
 *   <li>a {@link java.nio.channels.SelectableChannel} in non-blocking mode, such as a socket's: it can be read or is
 *       at its end, or a client can be accepted;
 *   <li>a {@link io.multiprocessing.process.ChildProcess}, a {@link Process} or a {@link ProcessHandle}: it has ended;
 *   <li>a {@link java.util.concurrent.CompletionStage}, such as {@link
 *       io.multiprocessing.process.ChildProcess#sentinel()}: it is complete, in whatever way.
 * </ul>
 *
 * <p>Ready means that it was so at that moment: another thread or process may be faster. Waiting burns no processor
 * time, leaves no thread or descriptor behind, and takes nothing away from what it waits for. A process that dies makes
 * its side of a connection ready within about a tenth of a second. Safe for use by several threads, also with the same
 * objects.
 */
public final class Waitables {

  private Waitables() {}

  /**
   * Waits until at least one of the objects is ready, and returns all that are. Python: {@code wait(object_list)}.
   *
   * @return those that are ready, in the order of {@code objects}; never empty
   * @throws IllegalArgumentException if there is nothing to wait for, or one of the objects is nothing that can be
   *     waited for
   * @throws IllegalStateException if one of the objects is closed, also while this method waits
   * @throws io.multiprocessing.api.SharedObjectException if the shared memory by which processes wake each other can't
   *     be had
   * @throws java.io.UncheckedIOException if the system can't wait for channels, for lack of descriptors for instance
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static <T> List<T> await(Collection<? extends T> objects) throws InterruptedException {
    Objects.requireNonNull(objects, "objects");
    if (objects.isEmpty()) {
      throw new IllegalArgumentException("there must be something to wait for, or a limit: objects=" + objects);
    }
    return WaitSet.await(objects, null);
  }

  /**
   * Waits until at least one of the objects is ready, but not longer than {@code limit}, and returns all that are.
   * Python: {@code wait(object_list, timeout)}.
   *
   * @param limit how long to wait; zero or less only looks
   * @return those that are ready, in the order of {@code objects}; empty if the limit came first
   * @throws IllegalArgumentException if one of the objects is nothing that can be waited for
   * @throws IllegalStateException if one of the objects is closed, also while this method waits
   * @throws io.multiprocessing.api.SharedObjectException if the shared memory by which processes wake each other can't
   *     be had
   * @throws java.io.UncheckedIOException if the system can't wait for channels, for lack of descriptors for instance
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static <T> List<T> await(Collection<? extends T> objects, Duration limit) throws InterruptedException {
    Objects.requireNonNull(objects, "objects");
    return WaitSet.await(objects, Objects.requireNonNull(limit, "limit"));
  }
}
