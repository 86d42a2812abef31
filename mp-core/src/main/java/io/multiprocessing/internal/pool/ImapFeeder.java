package io.multiprocessing.internal.pool;

import io.multiprocessing.pool.PoolBrokenException;
import io.multiprocessing.pool.PoolClosedException;
import io.multiprocessing.pool.TaskOptions;
import io.multiprocessing.pool.TaskOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the input of an imap on a thread of its own, so that an input which blocks doesn't keep the reader from results
 * that are there. Ends with the input, with the reader's {@code close}, or with the pool.
 */
final class ImapFeeder implements Runnable {

  private final PoolEngine engine;
  private final TaskOptions options;
  private final ChunkCall chunkCall;
  private final Iterator<?> input;
  private final int chunkSize;
  private final ImapResults<?> results;
  private long chunks;

  ImapFeeder(
      PoolEngine engine,
      TaskOptions options,
      ChunkCall chunkCall,
      Iterator<?> input,
      int chunkSize,
      ImapResults<?> results) {
    this.engine = engine;
    this.options = options;
    this.chunkCall = chunkCall;
    this.input = input;
    this.chunkSize = chunkSize;
    this.results = results;
  }

  void start() {
    engine.imapBegins();
    boolean started = false;
    try {
      Thread thread = engine.feeders().newThread(this);
      results.setFeeder(thread);
      thread.start();
      started = true;
    } finally {
      if (!started) {
        engine.imapEnded();
      }
    }
  }

  @Override
  public void run() {
    try {
      boolean more = true;
      while (more) {
        more = feed();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(chunks++, 1, new PoolClosedException("the pool has ended, or the iterator was closed: no more input is read"));
    } finally {
      results.ended(chunks);
      engine.imapEnded();
    }
  }

  /** Submits one chunk; false after the last. */
  private boolean feed() throws InterruptedException {
    if (!results.awaitRoom(chunkSize)) {
      return false;
    }
    List<@Nullable Object> items = new ArrayList<>(Math.min(chunkSize, 1024));
    Throwable inputFailure = null;
    try {
      while (items.size() < chunkSize && input.hasNext()) {
        items.add(input.next());
      }
    } catch (Throwable e) { // the user's input failed, checked or not: the reader gets it at its position
      inputFailure = e;
    }
    if (!items.isEmpty() && !submit(items.toArray())) {
      return false;
    }
    if (inputFailure != null) {
      fail(chunks++, 1, inputFailure);
    }
    return inputFailure == null && items.size() == chunkSize;
  }

  /** False if the pool takes no more. */
  private boolean submit(@Nullable Object[] items) {
    long chunk = chunks++;
    try {
      engine.submit(List.of(engine.task(chunkCall.of(items), options, new Sink(chunk, items.length), false)), true);
    } catch (PoolClosedException | PoolBrokenException e) {
      fail(chunk, 1, e);
      return false;
    } catch (RuntimeException | Error e) { // it can't travel, for instance; the reader waits for this chunk
      fail(chunk, items.length, e);
    }
    return true;
  }

  private void fail(long chunk, int size, Throwable failure) {
    @Nullable Object[] failed = new @Nullable Object[size];
    Arrays.fill(failed, new FailedItem(failure));
    results.arrived(chunk, failed);
  }

  private final class Sink implements TaskSink {

    private final long chunk;
    private final int size;

    Sink(long chunk, int size) {
      this.chunk = chunk;
      this.size = size;
    }

    @Override
    public void succeeded(@Nullable Object value) {
      results.arrived(chunk, (@Nullable Object[]) Objects.requireNonNull(value, "chunk"));
    }

    @Override
    public void failed(Throwable failure, TaskOutcome outcome) {
      fail(chunk, size, failure);
    }
  }
}
