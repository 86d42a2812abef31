package io.multiprocessing.internal.connection;

/** How a thread sleeps that waits for several things. For that one thread, but for {@link #wake}. */
interface Sleeper extends AutoCloseable {

  /** Before each look: what becomes ready after this ends the sleep that follows it. */
  void prepare();

  /** Sleeps until something may be ready, the thread is interrupted, or so long; may return at any time before. */
  void sleep(long nanos);

  /** Ends the sleep, or the next one if {@link #prepare} came before. Called by any thread. */
  void wake();

  @Override
  void close();
}
