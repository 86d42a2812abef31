package io.multiprocessing.internal.connection;

import io.multiprocessing.internal.memory.Bell;
import java.nio.channels.SelectableChannel;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Waits for channels on behalf of a thread that sleeps on the bell. Lives as long as that thread's one wait. */
final class SelectingThread implements AutoCloseable {

  private static final long FOREVER = Long.MAX_VALUE;

  private final ChannelSet channels;
  private final Bell bell;
  private final Semaphore looks = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "multiprocessing-select");
  private volatile boolean closed;

  private SelectingThread(ChannelSet channels, Bell bell) {
    this.channels = channels;
    this.bell = bell;
  }

  static SelectingThread start(List<SelectableChannel> channels, Bell bell) {
    SelectingThread made = new SelectingThread(new ChannelSet(channels), bell);
    made.thread.setDaemon(true);
    boolean started = false;
    try {
      made.thread.start();
      started = true;
      return made;
    } finally {
      if (!started) { // no more threads can be had
        made.channels.close();
      }
    }
  }

  /** Has it ring once more when a channel is ready. */
  void look() {
    if (looks.availablePermits() == 0) {
      looks.release();
    }
  }

  private void run() {
    while (!closed) {
      looks.acquireUninterruptibly();
      channels.sleep(FOREVER);
      bell.ring();
    }
  }

  /** Ends the thread and waits for that: it is on its way, and takes no lock that the caller could hold. */
  @Override
  public void close() {
    closed = true;
    looks.release();
    channels.wake();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    channels.close();
  }
}
