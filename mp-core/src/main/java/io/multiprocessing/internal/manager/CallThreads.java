package io.multiprocessing.internal.manager;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a server in which the user's methods run: as many as there are calls, and some seconds longer.
 * Daemons, with the server's context class loader.
 */
final class CallThreads implements Executor {

  /** A blocked method holds its thread, so there has to be an end somewhere; later calls wait for one of these. */
  static final int MAX_THREADS = 1024;

  /** So many calls may wait for a thread. */
  static final int MAX_WAITING = 65_536;

  /** For calls that block nobody for long, so that they never wait for those that do. */
  private static final int MAX_SHORT_THREADS = 8;

  private static final long IDLE_SECONDS = 2;

  private final ThreadPoolExecutor threads;
  private final ThreadPoolExecutor shortThreads;
  private final AtomicInteger waiting = new AtomicInteger();

  /** Work waits in it only if it is put there; it is offered to those who wait for work. */
  @SuppressWarnings("serial") // it stays here
  private static final class Handover extends LinkedTransferQueue<Runnable> {
    @Override
    public boolean offer(Runnable work) {
      return tryTransfer(work);
    }
  }

  private static final class CallThread extends Thread {
    private final CallThreads owner;

    CallThread(CallThreads owner, Runnable work, String name) {
      super(work, name);
      this.owner = owner;
    }
  }

  CallThreads(String name, @Nullable ClassLoader classLoader) {
    threads = pool(MAX_THREADS, name + "-call-", classLoader);
    shortThreads = pool(MAX_SHORT_THREADS, name + "-short-", classLoader);
  }

  private ThreadPoolExecutor pool(int most, String name, @Nullable ClassLoader classLoader) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        most,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new Handover(),
        work -> {
          Thread thread = new CallThread(this, work, name + number.incrementAndGet());
          thread.setDaemon(true);
          thread.setContextClassLoader(classLoader);
          return thread;
        },
        this::waitForThread);
  }

  private void waitForThread(Runnable work, ThreadPoolExecutor pool) {
    if (pool.isShutdown() || waiting.incrementAndGet() > MAX_WAITING) {
      if (!pool.isShutdown()) {
        waiting.decrementAndGet();
      }
      throw new RejectedExecutionException();
    }
    pool.getQueue().add(
        () -> {
          waiting.decrementAndGet();
          work.run();
        });
  }

  /**
   * Runs it, as soon as there is a thread.
   *
   * @throws RejectedExecutionException if too much waits for one, or the server has ended
   */
  @Override
  public void execute(Runnable work) {
    threads.execute(work);
  }

  /** As {@link #execute}, for what needs time, but waits for nobody: it has threads of its own. */
  void executeShort(Runnable work) {
    shortThreads.execute(work);
  }

  /** Whether the current thread is one of these. */
  boolean isCurrentThread() {
    return Thread.currentThread() instanceof CallThread thread && thread.owner == this;
  }

  /** Interrupts them; waits for their end, but not for longer than this. */
  void close(long limitNanos) {
    threads.shutdownNow();
    shortThreads.shutdownNow();
    if (isCurrentThread()) {
      return;
    }
    boolean interrupted = false;
    long end = System.nanoTime() + limitNanos;
    while (true) {
      try {
        threads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        shortThreads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
