package io.multiprocessing.internal.memory;

/**
 * Something in shared memory that can be waited for together with others: the reading end of a pipe or of a queue.
 * Whoever waits looks, in this order, at {@link Bell#count}, {@link #watch()}, and {@link #isReadyNow()}, and then
 * sleeps on the bell while its count is what it was; see {@link Bell} for what the other side does.
 *
 * <p>Neither method blocks. Safe for use by several threads.
 */
public interface Watchable {

  /**
   * Whether something can be taken, or the end be seen, without waiting.
   *
   * @throws IllegalStateException if this object is closed
   */
  boolean isReadyNow();

  /**
   * Asks for the bell to be rung at the next change that may make it ready. Whoever rings takes the request away, so it
   * is made again before each sleep. One that nobody waits for any more costs one ring.
   */
  void watch();
}
