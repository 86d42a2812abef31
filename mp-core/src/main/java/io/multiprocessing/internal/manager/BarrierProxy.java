package io.multiprocessing.internal.manager;

import io.multiprocessing.sync.InterProcessBarrier;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A proxy of a barrier. */
final class BarrierProxy extends SyncProxy implements InterProcessBarrier {

  @Serial private static final long serialVersionUID = 1L;

  BarrierProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public int await() throws InterruptedException, BrokenBarrierException {
    try {
      return arrive();
    } catch (TimeoutException e) {
      throw wrapped("await", e); // the barrier's own limit breaks it, so this doesn't come
    }
  }

  @Override
  public int await(long time, TimeUnit unit) throws InterruptedException, BrokenBarrierException, TimeoutException {
    return arrive(Waits.nanos(time, unit));
  }

  @Override
  public int await(Duration timeout) throws InterruptedException, BrokenBarrierException, TimeoutException {
    return arrive(Waits.nanos(timeout));
  }

  private int arrive(@Nullable Object... limit) throws InterruptedException, BrokenBarrierException, TimeoutException {
    if (Thread.currentThread().isInterrupted()) {
      invoke("abort"); // the others must not wait for a thread that doesn't come
      Waits.requireNoInterrupt();
    }
    try {
      return this.<Integer>invoke(true, "await", limit);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw wrapped("await", e);
    }
  }

  @Override
  public void reset() {
    invoke("reset");
  }

  @Override
  public void abort() {
    invoke("abort");
  }

  @Override
  public boolean isBroken() {
    return this.<Boolean>invoke("isBroken");
  }

  @Override
  public int getParties() {
    return this.<Integer>invoke("getParties");
  }

  @Override
  public int getNumberWaiting() {
    return this.<Integer>invoke("getNumberWaiting");
  }
}
