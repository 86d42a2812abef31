package io.multiprocessing.spring.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolListener;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.TaskOutcome;
import io.multiprocessing.pool.WorkerEnd;
import io.multiprocessing.pool.WorkerSnapshot;
import io.multiprocessing.spring.PoolListenerProvider;
import io.multiprocessing.spring.ProcessPools;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The meters of all pools. Gauges and counters of a pool's state are read from its snapshot when a registry asks; the
 * rest is recorded as it happens. Every tag has few values: a pool's name, an outcome, a state, a reason; never a
 * process id or a message.
 */
final class PoolMeters implements MeterBinder, PoolListenerProvider {

  private static final String POOL = "pool";

  private final ObjectProvider<MeterRegistry> registry;
  private final ObjectProvider<ProcessPools> pools;

  /** Both are looked up late, because registries are bound to this while they are made. */
  PoolMeters(ObjectProvider<MeterRegistry> registry, ObjectProvider<ProcessPools> pools) {
    this.registry = registry;
    this.pools = pools;
  }

  @Override
  public void bindTo(MeterRegistry target) {
    for (Pool pool : pools.getObject()) {
      Tags tags = Tags.of(POOL, pool.name());
      gauge(target, pool, tags, "size", "How many workers the pool keeps", PoolSnapshot::processes);
      gauge(target, pool, tags, "queued", "Tasks that wait for a worker", PoolSnapshot::queued);
      gauge(target, pool, tags, "queue.capacity", "How many tasks may wait", PoolSnapshot::queueCapacity);
      gauge(target, pool, tags, "running", "Tasks that a worker has", PoolSnapshot::running);
      for (WorkerSnapshot.State state : WorkerSnapshot.State.values()) {
        Tags ofState = tags.and("state", lowerCase(state));
        gauge(target, pool, ofState, "workers", "Workers by what they do", snapshot -> workers(snapshot, state));
      }
      gauge(target, pool, tags, "memory", "Resident memory of all workers in bytes", PoolMeters::residentBytes);
      counter(target, pool, tags, "done", "Tasks that ended well", PoolSnapshot::done);
      counter(target, pool, tags, "failed", "Tasks that ended with an error", PoolSnapshot::failed);
      counter(target, pool, tags, "restarts", "Workers that replaced another", PoolSnapshot::restarts);
    }
  }

  private static void gauge(
      MeterRegistry target, Pool pool, Tags tags, String name, String what, ToDoubleFunction<PoolSnapshot> value) {
    Gauge.builder("multiprocessing.pool." + name, pool, it -> value.applyAsDouble(it.snapshot()))
        .tags(tags)
        .description(what)
        .register(target);
  }

  private static void counter(
      MeterRegistry target, Pool pool, Tags tags, String name, String what, ToLongFunction<PoolSnapshot> value) {
    FunctionCounter.builder("multiprocessing.pool." + name, pool, it -> value.applyAsLong(it.snapshot()))
        .tags(tags)
        .description(what)
        .register(target);
  }

  private static long workers(PoolSnapshot snapshot, WorkerSnapshot.State state) {
    return snapshot.workers().stream().filter(worker -> worker.state() == state).count();
  }

  private static double residentBytes(PoolSnapshot snapshot) {
    return snapshot.workers().stream().mapToLong(worker -> Math.max(0, worker.residentBytes())).sum();
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public PoolListener listenerOf(String pool) {
    return new Recorder(registry.getObject(), Tags.of(POOL, pool));
  }

  /** Records what happens in one pool. */
  private static final class Recorder implements PoolListener {

    private final MeterRegistry registry;
    private final Tags tags;

    Recorder(MeterRegistry registry, Tags tags) {
      this.registry = registry;
      this.tags = tags;
    }

    @Override
    public void taskEnded(
        String label, TaskOutcome outcome, Duration queued, Duration ran, @Nullable Throwable failure) {
      Tags withOutcome = tags.and("outcome", lowerCase(outcome));
      timer("multiprocessing.task", "How long workers had tasks", withOutcome).record(ran);
      timer("multiprocessing.task.wait", "How long tasks waited for a worker", tags).record(queued);
    }

    @Override
    public void workerStarted(String worker, long pid, Duration startup) {
      timer("multiprocessing.worker.startup", "From a worker's launch to its readiness", tags).record(startup);
    }

    @Override
    public void workerEnded(String worker, long pid, WorkerEnd reason) {
      Counter.builder("multiprocessing.worker.ended")
          .description("Workers that have ended, by reason")
          .tags(tags.and("reason", lowerCase(reason)))
          .register(registry)
          .increment();
    }

    private Timer timer(String name, String what, Tags withTags) {
      return Timer.builder(name).description(what).tags(withTags).register(registry);
    }
  }
}
