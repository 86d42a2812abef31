package io.multiprocessing.spring;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolClosedException;
import io.multiprocessing.pool.PoolSnapshot;
import java.util.List;

/**
 * What stands in for a pool where {@code multiprocessing.enabled=false}, in every worker for instance: something to
 * inject, which refuses tasks.
 */
final class InertPool extends ForwardingPool {

  private final String name;

  InertPool(String name) {
    this.name = name;
  }

  @Override
  Pool delegate() {
    throw new PoolClosedException(
        "pool " + name + " takes no tasks here, because multiprocessing.enabled=false; in worker processes that is"
            + " always so: submit from the application itself. pid=" + ProcessHandle.current().pid());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public PoolSnapshot snapshot() {
    return new PoolSnapshot(name, PoolSnapshot.State.TERMINATED, 0, 0, 0, 0, 0, 0, 0, List.of());
  }

  @Override
  public void close() {
    // There is nothing to end.
  }
}
