package io.multiprocessing.internal.sync;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.sync.InterProcessBarrier;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A view of a barrier, with its copy of the action. */
final class SharedBarrier extends SharedObject implements InterProcessBarrier {

  @Serial private static final long serialVersionUID = 1L;

  private final transient BarrierCore core;
  private final transient @Nullable RemoteRunnable action;
  private final transient @Nullable Duration ownTimeout;

  SharedBarrier(Segment segment, @Nullable RemoteRunnable action, @Nullable Duration timeout) {
    super(segment);
    this.core = BarrierCore.of(segment);
    this.action = action;
    this.ownTimeout = timeout;
  }

  @Override
  public int await() throws InterruptedException, BrokenBarrierException {
    try {
      return await(ownTimeout == null ? WaitBudget.interruptible() : WaitBudget.interruptible(ownTimeout));
    } catch (TimeoutException e) {
      throw BarrierErrors.overLimit(ownTimeout, e);
    }
  }

  @Override
  public int await(long time, TimeUnit unit) throws InterruptedException, BrokenBarrierException, TimeoutException {
    return await(WaitBudget.interruptible(WaitBudget.nanos(time, unit)));
  }

  @Override
  public int await(Duration timeout) throws InterruptedException, BrokenBarrierException, TimeoutException {
    return await(WaitBudget.interruptible(timeout));
  }

  private int await(WaitBudget budget) throws InterruptedException, BrokenBarrierException, TimeoutException {
    requireOpen();
    if (Thread.interrupted()) {
      core.abort(); // the others would wait for this thread
      throw new InterruptedException();
    }
    return core.await(action, budget);
  }

  @Override
  public void reset() {
    requireOpen();
    core.reset();
  }

  @Override
  public void abort() {
    requireOpen();
    core.abort();
  }

  @Override
  public boolean isBroken() {
    requireOpen();
    return core.isBroken();
  }

  @Override
  public int getParties() {
    requireOpen();
    return core.parties();
  }

  @Override
  public int getNumberWaiting() {
    requireOpen();
    return core.waiting();
  }

  @Override
  Object writeReplace() {
    return new BarrierHandle(send(), action, ownTimeout);
  }
}
