package io.multiprocessing.benchmarks;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.AsyncResult;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.StartMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** What is measured with processes and pools of its own: starts, ends, memory. For use by one thread. */
final class ProcessWorkloads {

  static final Duration IDLE_TIME = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(1);
  private static final double NANOS_PER_MILLI = 1e6;

  /** Before a start that is to find a spare, or CPython's fork server, ready and idle. */
  private static final Duration PAUSE = Duration.ofMillis(600);

  private static final Duration SPARE_TIME = Duration.ofSeconds(10);

  private final LaunchOptions launch;
  private int sparesMeasured;

  ProcessWorkloads(LaunchOptions launch) {
    this.launch = launch;
  }

  Map<String, Double> startAndJoin(StartMethod method, Effort effort) throws InterruptedException, IOException {
    Multiprocessing context = Multiprocessing.get(method).with(launch);
    return median(effort, () -> {
      if (method != StartMethod.SPAWN) {
        Thread.sleep(PAUSE.toMillis());
      }
      long start = System.nanoTime();
      ChildProcess child = context.process(Tasks.NOTHING);
      child.start();
      child.join();
      long elapsed = System.nanoTime() - start;
      if (child.exitCode().orElse(-1) != 0) {
        throw new IOException("a child that does nothing must exit with 0: " + child);
      }
      child.close();
      return elapsed;
    });
  }

  /** From the call of {@code start()} to the first statement of the child, which a join would hide behind its end. */
  Map<String, Double> startUntilItRuns(Effort effort) throws InterruptedException, IOException {
    Multiprocessing context = Multiprocessing.get(StartMethod.FORKSERVER).with(launch);
    Path file = Files.createTempFile("mp-benchmarks-", ".time");
    String name = file.toString();
    try {
      return median(effort, () -> {
        Thread.sleep(PAUSE.toMillis());
        long start = System.nanoTime();
        ChildProcess child = context.process(() -> Tasks.TELL_TIME.apply(name));
        child.start();
        child.join();
        child.close();
        return Long.parseLong(Files.readString(file)) - start;
      });
    } finally {
      Files.delete(file);
    }
  }

  /** A JVM that waits to become a child. */
  Map<String, Double> spareMemory() throws InterruptedException, IOException {
    Duration idle = SPARE_TIME.plusMillis(sparesMeasured++); // other options: no spare of an earlier round counts
    LaunchOptions own = launch.toBuilder().spares(launch.spares().withIdleTime(idle)).build();
    Set<Long> others = children();
    ChildProcess child = Multiprocessing.get(StartMethod.FORKSERVER).with(own).process(Tasks.NOTHING);
    child.start();
    child.join();
    child.close();
    Thread.sleep(PAUSE.plus(IDLE_TIME).toMillis());
    for (long pid : children()) {
      if (others.add(pid)) {
        return ProcessMemory.of(pid);
      }
    }
    throw new IOException("no spare was started ahead: waited=" + PAUSE.plus(IDLE_TIME));
  }

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toCollection(HashSet::new));
  }

  /** A worker that ran one task and then had nothing to do for a while. */
  Map<String, Double> memory() throws InterruptedException, IOException {
    try (Pool pool = singleWorker()) {
      long pid = pool.apply(Tasks.PID);
      Thread.sleep(IDLE_TIME.toMillis());
      return ProcessMemory.of(pid);
    }
  }

  /**
   * The worker is killed while it runs a task: CPython's pool hangs when an idle one is killed that holds the queue.
   */
  Map<String, Double> death(Effort effort) throws InterruptedException, IOException {
    Path folder = Files.createTempDirectory("mp-benchmarks-");
    Path marker = folder.resolve("pid");
    try (Pool pool = singleWorker()) {
      return median(effort, () -> {
        AsyncResult<Boolean> lost = pool.applyAsync(Tasks.OCCUPY, marker.toString(), PATIENCE);
        long victim = awaitPid(marker, lost);
        Thread.sleep(PAUSE.toMillis()); // time for a worker that stands by, as between the deaths of a service
        long start = System.nanoTime();
        ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
        long replacement = answer(pool.applyAsync(Tasks.PID));
        long elapsed = System.nanoTime() - start;
        if (replacement == victim) {
          throw new IOException("a killed worker answered: pid=" + victim);
        }
        Files.delete(marker);
        return elapsed;
      });
    } finally {
      Files.deleteIfExists(marker);
      Files.delete(folder);
    }
  }

  private Pool singleWorker() {
    return Multiprocessing.get().pool(PoolConfig.builder().processes(1).launch(launch).build());
  }

  private static long awaitPid(Path marker, AsyncResult<Boolean> task) throws InterruptedException, IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(marker)) {
      if (task.ready() || System.nanoTime() - deadline > 0) {
        task.cancel(true);
        throw new IOException("the task that keeps a worker busy did not start: limit=" + PATIENCE);
      }
      Thread.sleep(POLL_INTERVAL.toMillis());
    }
    return Long.parseLong(Files.readString(marker));
  }

  private static long answer(AsyncResult<Long> result) throws InterruptedException, IOException {
    try {
      return result.get(PATIENCE);
    } catch (TimeoutException e) {
      throw new IOException("no replacement of a killed worker answered: limit=" + PATIENCE, e);
    }
  }

  private static Map<String, Double> median(Effort effort, Sample sample) throws InterruptedException, IOException {
    Samples samples = new Samples();
    long deadline = System.nanoTime() + effort.time().toNanos();
    while (samples.size() < effort.minSamples() || System.nanoTime() - deadline < 0) {
      samples.add(sample.nanos());
    }
    return Map.of("median", samples.percentileNanos(50) / NANOS_PER_MILLI);
  }

  /** Something that is timed one by one. */
  private interface Sample {
    long nanos() throws InterruptedException, IOException;
  }
}
