package io.multiprocessing.internal.connection;

import java.util.concurrent.locks.LockSupport;

/** Sleeps until another thread of this process wakes it. */
final class ParkSleeper implements Sleeper {

  private final Thread thread = Thread.currentThread();
  private volatile boolean woken;

  @Override
  public void prepare() {
    woken = false;
  }

  @Override
  public void sleep(long nanos) {
    if (!woken) {
      LockSupport.parkNanos(this, nanos);
    }
  }

  @Override
  public void wake() {
    woken = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void close() {}
}
