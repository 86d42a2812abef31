package io.multiprocessing.benchmarks;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.manager.ManagedMap;
import io.multiprocessing.manager.ManagedQueue;
import io.multiprocessing.manager.SyncManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is measured through a manager's proxies. One manager lives through all rounds. For use by one thread. */
final class ManagerWorkloads implements AutoCloseable {

  /** The same as in {@code benchmark.py}. */
  static final int THREADS = 4;

  static final int CALL_BATCH = 500;
  static final int KEYS = 100;

  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Multiprocessing context;
  private @Nullable SyncManager manager;

  ManagerWorkloads(Multiprocessing context) {
    this.context = context;
  }

  private SyncManager manager() {
    SyncManager started = manager;
    if (started == null) {
      started = context.manager();
      manager = started;
    }
    return started;
  }

  Map<String, Double> start(Effort effort) {
    Samples samples = new Samples();
    long deadline = System.nanoTime() + effort.time().toNanos();
    while (System.nanoTime() - deadline < 0 || samples.size() < effort.minSamples()) {
      long start = System.nanoTime();
      SyncManager started = context.manager();
      samples.add(System.nanoTime() - start);
      started.close();
    }
    return Map.of("median", samples.percentileNanos(50) / NANOS_PER_MILLI);
  }

  Map<String, Double> mapSet(Effort effort) {
    ManagedMap<Integer, Integer> map = manager().map();
    Samples samples = new Samples();
    long deadline = System.nanoTime() + effort.time().toNanos();
    for (int i = 0; System.nanoTime() - deadline < 0 || samples.size() < effort.minSamples(); i++) {
      long start = System.nanoTime();
      map.put(i % KEYS, i);
      samples.add(System.nanoTime() - start);
    }
    require(map.size() > 0, "manager-map");
    return percentiles(samples);
  }

  Map<String, Double> queue(Effort effort) throws InterruptedException {
    ManagedQueue<Integer> queue = manager().queue();
    Samples samples = new Samples();
    long deadline = System.nanoTime() + effort.time().toNanos();
    for (int i = 0; System.nanoTime() - deadline < 0 || samples.size() < effort.minSamples(); i++) {
      long start = System.nanoTime();
      queue.put(i);
      int taken = queue.take();
      samples.add(System.nanoTime() - start);
      require(taken == i, "manager-queue");
    }
    return percentiles(samples);
  }

  private static Map<String, Double> percentiles(Samples samples) {
    return Map.of(
        "p50", samples.percentileNanos(50) / NANOS_PER_MICRO, "p99", samples.percentileNanos(99) / NANOS_PER_MICRO);
  }

  /** Several threads call through one proxy of each. */
  Map<String, Double> threads(Effort effort) throws InterruptedException {
    ManagedMap<Integer, Integer> map = manager().map();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      long start = System.nanoTime();
      long count = 0;
      long elapsed;
      do {
        List<Callable<Void>> batches = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
          batches.add(() -> {
            for (int i = 0; i < CALL_BATCH; i++) {
              map.put(i % KEYS, i);
            }
            return null;
          });
        }
        for (Future<Void> batch : threads.invokeAll(batches)) {
          batch.get();
        }
        count += (long) THREADS * CALL_BATCH;
        elapsed = System.nanoTime() - start;
      } while (elapsed < effort.time().toNanos());
      return Map.of("rate", count * NANOS_PER_SECOND / elapsed);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a call failed: benchmark=manager-threads", e.getCause());
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private static void require(boolean right, String what) {
    if (!right) {
      throw new IllegalStateException("wrong answer from the manager: benchmark=" + what);
    }
  }

  @Override
  public void close() {
    if (manager != null) {
      manager.close();
    }
  }
}
