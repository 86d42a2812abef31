package io.multiprocessing.internal.manager;

import io.multiprocessing.sync.InterProcessEvent;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A proxy of an event. */
final class EventProxy extends SyncProxy implements InterProcessEvent {

  @Serial private static final long serialVersionUID = 1L;

  EventProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public boolean isSet() {
    return this.<Boolean>invoke("isSet");
  }

  @Override
  public void set() {
    invoke("set");
  }

  @Override
  public void clear() {
    invoke("clear");
  }

  @Override
  public void await() throws InterruptedException {
    waitFor("await");
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return this.<Boolean>waitFor("await", Waits.nanos(time, unit));
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    return this.<Boolean>waitFor("await", Waits.nanos(timeout));
  }
}
