package io.multiprocessing.sync;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A flag that threads of all processes can wait for. Made by {@code Multiprocessing.event()}, not set.
 *
 * <p>Whoever waits when the flag is set goes on, even if it is cleared before they wake up. Nobody holds anything, so
 * the death of a process changes nothing for others. An interrupt is noticed within 50 ms. What was written before
 * {@code set()} is seen after the wait that it ended. Safe for use by several threads. Python: {@code
 * multiprocessing.Event}. A manager's is made by {@code SyncManager.event()}.
 */
public interface InterProcessEvent extends InterProcessObject {

  /** Whether the flag is set. Doesn't block. Python: {@code is_set()}. */
  boolean isSet();

  /** Sets the flag and wakes all who wait. Doesn't block. Python: {@code set()}. */
  void set();

  /** Takes the flag back. Doesn't block. Python: {@code clear()}. */
  void clear();

  /**
   * Waits until the flag is set; returns at once if it is. Python: {@code wait()}.
   *
   * @throws InterruptedException if the thread is or gets interrupted
   */
  void await() throws InterruptedException;

  /**
   * Waits until the flag is set or the time is over. Python: {@code wait(timeout)}.
   *
   * @param time how long to wait; zero or less doesn't wait
   * @return whether the flag was set at any moment meanwhile
   * @throws InterruptedException if the thread is or gets interrupted
   */
  boolean await(long time, TimeUnit unit) throws InterruptedException;

  /** As {@link #await(long, TimeUnit)}. */
  boolean await(Duration timeout) throws InterruptedException;
}
