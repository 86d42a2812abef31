package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagedJoinableQueue;
import java.io.Serial;
import java.time.Duration;

/** A proxy of a queue that counts what was dealt with. */
final class JoinableQueueProxy<E> extends QueueProxy<E> implements ManagedJoinableQueue<E> {

  @Serial private static final long serialVersionUID = 1L;

  JoinableQueueProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public void taskDone() {
    invoke("taskDone");
  }

  @Override
  public void join() throws InterruptedException {
    waitFor("join");
  }

  @Override
  public boolean join(Duration timeout) throws InterruptedException {
    return this.<Boolean>waitFor("join", Waits.nanos(timeout));
  }
}
