package io.multiprocessing.benchmarks;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.ResultIterator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** What is measured with one pool that lives through all rounds. For use by one thread. */
final class PoolWorkloads {

  /** The batches of {@code benchmark.py} have the same sizes. */
  static final int MAP_BATCH = 10_000;
  static final int CHUNKED_BATCH = 200_000;
  static final int EXECUTOR_BATCH = 2_000;

  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long SEED = 20_261_122L;

  private final Pool pool;
  private final ExecutorService executor;

  PoolWorkloads(Pool pool) {
    this.pool = pool;
    this.executor = pool.asExecutorService();
  }

  Map<String, Double> apply(Effort effort) throws InterruptedException {
    Samples samples = new Samples();
    long deadline = System.nanoTime() + effort.time().toNanos();
    long now = System.nanoTime();
    for (int i = 0; now - deadline < 0 || samples.size() < effort.minSamples(); i++) {
      int answer = pool.apply(Tasks.SAME, i);
      long end = System.nanoTime();
      require(answer == i, "apply");
      samples.add(end - now);
      now = end;
    }
    return Map.of(
        "p50", samples.percentileNanos(50) / NANOS_PER_MICRO, "p99", samples.percentileNanos(99) / NANOS_PER_MICRO);
  }

  Map<String, Double> mapChunksOfOne(Effort effort) throws InterruptedException, IOException {
    List<Integer> items = numbers(MAP_BATCH);
    return rate(effort, MAP_BATCH, () -> require(pool.map(Tasks.SAME, items, 1).size() == MAP_BATCH, "map"));
  }

  Map<String, Double> map(Effort effort) throws InterruptedException, IOException {
    List<Integer> items = numbers(CHUNKED_BATCH);
    return rate(effort, CHUNKED_BATCH, () -> require(pool.map(Tasks.SAME, items).size() == CHUNKED_BATCH, "map"));
  }

  Map<String, Double> imapUnordered(Effort effort) throws InterruptedException, IOException {
    List<Integer> items = numbers(MAP_BATCH);
    return rate(effort, MAP_BATCH, () -> {
      int count = 0;
      try (ResultIterator<Integer> results = pool.imapUnordered(Tasks.SAME, items)) {
        while (results.hasNext()) {
          results.next();
          count++;
        }
      }
      require(count == MAP_BATCH, "imapUnordered");
    });
  }

  Map<String, Double> executor(Effort effort) throws InterruptedException, IOException {
    return rate(effort, EXECUTOR_BATCH, () -> {
      List<Future<Integer>> futures = new ArrayList<>(EXECUTOR_BATCH);
      for (int i = 0; i < EXECUTOR_BATCH; i++) {
        futures.add(executor.submit(new Tasks.SameCallable(i)));
      }
      for (int i = 0; i < EXECUTOR_BATCH; i++) {
        require(futures.get(i).get() == i, "executor");
      }
    });
  }

  /** Bytes are counted one way: an array of n bytes that went and came back counts as n. */
  Map<String, Double> echo(int mebibytes, Effort effort) throws InterruptedException, IOException {
    byte[] payload = new byte[mebibytes << 20];
    new Random(SEED).nextBytes(payload);
    Map<String, Double> bytesPerSecond = rate(effort, payload.length, () -> {
      byte[] answer = pool.apply(Tasks.ECHO, payload);
      require(answer != payload && answer.length == payload.length, "echo");
      require(answer[answer.length - 1] == payload[payload.length - 1], "echo");
    });
    return Map.of("rate", bytesPerSecond.get("rate") / 1e9);
  }

  private static Map<String, Double> rate(Effort effort, long perBatch, Batch batch)
      throws InterruptedException, IOException {
    long start = System.nanoTime();
    long count = 0;
    long elapsed;
    try {
      do {
        batch.run();
        count += perBatch;
        elapsed = System.nanoTime() - start;
      } while (elapsed < effort.time().toNanos());
    } catch (ExecutionException e) {
      throw new IOException("a task of the executor failed", e.getCause());
    }
    return Map.of("rate", count * NANOS_PER_SECOND / elapsed);
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static void require(boolean right, String what) {
    if (!right) {
      throw new IllegalStateException("wrong answer from the pool: benchmark=" + what);
    }
  }

  /** Some work that is timed as a whole. */
  private interface Batch {
    void run() throws InterruptedException, ExecutionException;
  }
}
