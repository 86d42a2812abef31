package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.sync.InterProcessEvent;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A view of an event. */
final class SharedEvent extends SharedObject implements InterProcessEvent {

  @Serial private static final long serialVersionUID = 1L;

  private final transient EventCore core;

  SharedEvent(Segment segment) {
    super(segment);
    core = new EventCore(new SharedWords(segment));
  }

  @Override
  public boolean isSet() {
    requireOpen();
    return core.isSet();
  }

  @Override
  public void set() {
    requireOpen();
    core.set();
  }

  @Override
  public void clear() {
    requireOpen();
    core.clear();
  }

  @Override
  public void await() throws InterruptedException {
    await(WaitBudget.interruptible());
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return await(WaitBudget.interruptible(WaitBudget.nanos(time, unit)));
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    return await(WaitBudget.interruptible(timeout));
  }

  private boolean await(WaitBudget budget) throws InterruptedException {
    requireOpen();
    WaitBudget.requireNoInterrupt();
    return core.await(budget);
  }
}
