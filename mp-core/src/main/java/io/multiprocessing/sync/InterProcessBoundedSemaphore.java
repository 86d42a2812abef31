package io.multiprocessing.sync;

/**
 * An {@link InterProcessSemaphore} that never has more permits than it began with: releasing one too many is an error.
 * Made by {@code Multiprocessing.boundedSemaphore(int)}.
 *
 * <p>Python: {@code multiprocessing.BoundedSemaphore}.
 */
public interface InterProcessBoundedSemaphore extends InterProcessSemaphore {

  /**
   * Gives a permit back. Doesn't block. Python: {@code release()}.
   *
   * @throws IllegalStateException if no permit is missing; Python raises {@code ValueError}
   */
  @Override
  void release();
}
