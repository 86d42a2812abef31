package io.multiprocessing.pool;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@link Pool#imap} and {@link Pool#imapUnordered}. {@link #next()} waits for a result and throws the
 * error of a failed item; the iterator can be asked on after that, and then gives the results that follow. For use by
 * one thread.
 *
 * <p>An interrupt while {@link #next()} or {@link #hasNext()} waits leaves the thread's interrupt flag set and throws a
 * {@link java.util.concurrent.CancellationException}; nothing is lost.
 *
 * @param <R> the results' type
 */
public interface ResultIterator<R extends @Nullable Object> extends Iterator<R>, AutoCloseable {

  /**
   * As {@link #next()}, but waits at most {@code timeout}. Python: {@code next(timeout)}.
   *
   * @throws TimeoutException if there is no result yet; ask again for the same one
   * @throws java.util.NoSuchElementException after the last result
   */
  R next(Duration timeout) throws InterruptedException, TimeoutException;

  /** Stops reading the input and drops the results that were not read. Idempotent. The pool goes on. */
  @Override
  void close();
}
