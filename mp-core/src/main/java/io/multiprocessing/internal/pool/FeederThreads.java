package io.multiprocessing.internal.pool;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that read the inputs of a pool's imaps; they end with the pool. */
final class FeederThreads implements ThreadFactory {

  private final String pool;
  private final AtomicInteger number = new AtomicInteger();
  private final Set<Thread> threads = new HashSet<>(); // guarded by this

  FeederThreads(String pool) {
    this.pool = pool;
  }

  @Override
  public synchronized Thread newThread(Runnable feeder) {
    Thread thread = new Thread(feeder, pool + "-imap-" + number.incrementAndGet());
    thread.setDaemon(true);
    threads.removeIf(other -> other.getState() == Thread.State.TERMINATED);
    threads.add(thread);
    return thread;
  }

  synchronized void interruptAll() {
    threads.forEach(Thread::interrupt);
  }
}
