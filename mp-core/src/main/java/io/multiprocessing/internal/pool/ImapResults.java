package io.multiprocessing.internal.pool;

import io.multiprocessing.pool.ResultIterator;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The reader's side of an imap. The feeder asks for room before it submits, so that what is submitted and not yet read
 * stays within the window; an item leaves the window when the reader has taken its result.
 */
final class ImapResults<R extends @Nullable Object> implements ResultIterator<R> {

  private final int window;
  private final boolean ordered;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition available = lock.newCondition();
  private final Condition roomOrClosed = lock.newCondition();

  // All guarded by lock.
  private final ArrayDeque<Outcome> ready = new ArrayDeque<>();
  private final Map<Long, @Nullable Object[]> early = new HashMap<>(); // chunks that arrived before their turn
  private long nextChunk;
  private long chunksLeft = Long.MAX_VALUE; // until the feeder says how many there are
  private int inWindow;
  private boolean closed;
  private @Nullable Thread feeder;

  /** A result or a failure; neither field is set for a null result. */
  private record Outcome(@Nullable Object value, @Nullable Throwable failure) {}

  ImapResults(int window, boolean ordered) {
    this.window = window;
    this.ordered = ordered;
  }

  void setFeeder(Thread thread) {
    lock.lock();
    try {
      feeder = thread;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the window has room for more items; a chunk that is larger than the whole window has room when it is
   * empty.
   *
   * @return false if the reader has gone
   */
  boolean awaitRoom(int items) throws InterruptedException {
    lock.lock();
    try {
      while (!closed && inWindow > 0 && inWindow + items > window) {
        roomOrClosed.await();
      }
      inWindow += items;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Records the results of a chunk, with {@link FailedItem}s among them. */
  void arrived(long chunk, @Nullable Object[] results) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (!ordered) {
        release(results);
      } else if (chunk != nextChunk) {
        early.put(chunk, results);
      } else {
        @Nullable Object[] next = results;
        while (next != null) {
          release(next);
          nextChunk++;
          next = early.remove(nextChunk);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void release(@Nullable Object[] results) {
    for (Object result : results) {
      ready.addLast(
          result instanceof FailedItem item ? new Outcome(null, item.failure()) : new Outcome(result, null));
    }
    chunksLeft--;
    available.signal();
  }

  /** The feeder is done: it has submitted this many chunks, each of which arrives or has arrived. */
  void ended(long chunks) {
    lock.lock();
    try {
      long released = Long.MAX_VALUE - chunksLeft;
      chunksLeft = chunks - released;
      available.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean hasNext() {
    lock.lock();
    try {
      while (ready.isEmpty() && chunksLeft > 0 && !closed) {
        available.await();
      }
      return !ready.isEmpty();
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public R next() {
    Outcome outcome;
    lock.lock();
    try {
      while (ready.isEmpty() && chunksLeft > 0 && !closed) {
        available.await();
      }
      outcome = take();
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      lock.unlock();
    }
    return resultOf(outcome);
  }

  @Override
  public R next(Duration timeout) throws InterruptedException, TimeoutException {
    Outcome outcome;
    long left = Nanos.of(timeout);
    lock.lock();
    try {
      while (ready.isEmpty() && chunksLeft > 0 && !closed) {
        if (left <= 0) {
          throw new TimeoutException("the next result is not there yet; ask again for it: timeout=" + timeout);
        }
        left = available.awaitNanos(left);
      }
      outcome = take();
    } finally {
      lock.unlock();
    }
    return resultOf(outcome);
  }

  private Outcome take() {
    Outcome outcome = ready.pollFirst();
    if (outcome == null) {
      throw new NoSuchElementException(closed ? "the iterator is closed" : "there are no more results");
    }
    inWindow--;
    if (inWindow <= window / 2) {
      roomOrClosed.signal(); // in batches: the feeder should not wake up for each item
    }
    return outcome;
  }

  @SuppressWarnings("unchecked") // the function's signature says that its results are Rs
  private R resultOf(Outcome outcome) {
    if (outcome.failure() != null) {
      throw Thrower.unchecked(outcome.failure());
    }
    return (R) outcome.value();
  }

  private static CancellationException interrupted() {
    Thread.currentThread().interrupt();
    return new CancellationException("interrupted while waiting for the next result");
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      ready.clear();
      early.clear();
      available.signalAll();
      roomOrClosed.signalAll();
      if (feeder != null) {
        feeder.interrupt(); // it may be waiting inside the user's input
      }
    } finally {
      lock.unlock();
    }
  }
}
