package io.multiprocessing.spring;

import io.multiprocessing.pool.PoolListener;
import io.multiprocessing.pool.TaskOutcome;
import io.multiprocessing.pool.WorkerEnd;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several listeners; one that throws doesn't keep the next from hearing. */
final class PoolListeners implements PoolListener {

  private static final Logger log = LoggerFactory.getLogger(PoolListeners.class);

  private final List<PoolListener> listeners;

  PoolListeners(List<PoolListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void taskEnded(
      String label, TaskOutcome outcome, Duration queued, Duration ran, @Nullable Throwable failure) {
    tell(listener -> listener.taskEnded(label, outcome, queued, ran, failure));
  }

  @Override
  public void workerStarted(String worker, long pid, Duration startup) {
    tell(listener -> listener.workerStarted(worker, pid, startup));
  }

  @Override
  public void workerEnded(String worker, long pid, WorkerEnd reason) {
    tell(listener -> listener.workerEnded(worker, pid, reason));
  }

  private void tell(Consumer<PoolListener> event) {
    for (PoolListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        log.warn("A pool listener failed: {}", listener, e);
      }
    }
  }
}
