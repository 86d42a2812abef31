package io.multiprocessing.spring;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolClosedException;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.PoolSnapshot;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * A pool with the life of the application context. Workers start when the context does, not when the bean is made: so
 * a context that fails half way has started none, and by then every bean that a worker should have is known. A bean
 * that uses the pool earlier starts it earlier.
 *
 * <p>On stop the pool finishes what it was given for as long as the drain limit allows, then ends its workers. It can
 * be started again; closing it is for good. Web servers, listeners and Spring's executors stop before it, because the
 * requests and jobs that they finish still need it; they start after it.
 *
 * <p>Lock order: this object's monitor is never held while waiting for a worker.
 */
final class ManagedPool extends ForwardingPool implements SmartLifecycle {

  /** Stops after what has the phases of web servers, listeners and executors, down to {@code MAX_VALUE / 2}. */
  static final int PHASE = Integer.MAX_VALUE / 2 - 1024;

  private static final Logger log = LoggerFactory.getLogger(ManagedPool.class);

  private final PoolSnapshot unstarted;
  private final String name;
  private final Supplier<PoolConfig> config;
  private final PoolFactory factory;
  private final Duration drainTimeout;

  /** The workers' pool; null before the first start. Written under this object's monitor, as is the state. */
  private volatile @Nullable Pool pool;
  private volatile State state = State.NEW;

  private enum State {
    NEW,
    STARTED,
    STOPPED,
    CLOSED
  }

  /**
   * @param unstarted what a snapshot tells before the start
   * @param config what the pool is made from, asked at each start
   */
  ManagedPool(PoolSnapshot unstarted, Duration drainTimeout, Supplier<PoolConfig> config, PoolFactory factory) {
    this.unstarted = unstarted;
    this.name = unstarted.name();
    this.drainTimeout = drainTimeout;
    this.config = config;
    this.factory = factory;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  Pool delegate() {
    Pool current = pool;
    return current == null || state == State.CLOSED ? started() : current;
  }

  private synchronized Pool started() {
    if (state == State.CLOSED) {
      throw new PoolClosedException("the pool is closed: its application context has ended: pool=" + name);
    }
    Pool current = pool;
    if (current == null) {
      current = factory.create(config.get());
      pool = current;
      state = State.STARTED;
    }
    return current;
  }

  @Override
  public PoolSnapshot snapshot() {
    Pool current = pool;
    return current == null ? unstarted : current.snapshot();
  }

  @Override
  public synchronized void start() {
    if (state == State.STOPPED) {
      pool = null;
    }
    started();
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  /** Returns at once, so that pools drain side by side; a thread of its own waits for the tasks. */
  @Override
  public void stop(Runnable callback) {
    Pool current = markStopped();
    if (current == null) {
      callback.run();
      return;
    }
    Thread drain = new Thread(() -> drain(current, callback), "multiprocessing-drain-" + name);
    drain.start();
  }

  private synchronized @Nullable Pool markStopped() {
    if (state != State.STARTED) {
      return null;
    }
    state = State.STOPPED;
    return pool;
  }

  private void drain(Pool current, Runnable callback) {
    PoolSnapshot before = current.snapshot();
    try {
      if (!current.drain(drainTimeout)) {
        log.warn(
            "Pool {} had {} running and {} waiting tasks and could not finish them within its drain-timeout of {}:"
                + " the rest has failed with a TaskTimeoutException",
            name, before.running(), before.queued(), drainTimeout);
      }
    } catch (InterruptedException e) {
      current.terminate();
      Thread.currentThread().interrupt();
    } finally {
      callback.run();
    }
  }

  @Override
  public boolean isRunning() {
    return state == State.STARTED;
  }

  /** Pausing a context, as tests do between classes, leaves the workers alone: they would be slow to come back. */
  @Override
  public boolean isPauseable() {
    return false;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  /** Ends the workers at once; for good. */
  @Override
  public void close() {
    Pool current;
    synchronized (this) {
      state = State.CLOSED;
      current = pool;
    }
    if (current != null) {
      current.close();
    }
  }

  @Override
  public String toString() {
    return "Pool[" + name + ", " + state.name().toLowerCase(Locale.ROOT) + "]";
  }
}
