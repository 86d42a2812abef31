package io.multiprocessing.benchmarks;

import io.multiprocessing.benchmarks.Metric.Better;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is measured. Both peers do the same thing for the same id; {@code docs/benchmarks.md} says what. */
enum Benchmark {
  APPLY(
      "apply",
      new Metric("p50", "apply, p50", "us", Better.LESS_TIME),
      new Metric("p99", "apply, p99", "us", Better.LESS_TIME)),
  MAP_CHUNK_1("map-chunk1", new Metric("rate", "map, chunks of 1", "tasks/s", Better.MORE)),
  MAP("map", new Metric("rate", "map, default chunks", "items/s", Better.MORE)),
  IMAP_UNORDERED("imap-unordered", new Metric("rate", "imapUnordered, chunks of 1", "tasks/s", Better.MORE)),
  ECHO_1("echo-1", new Metric("rate", "echo of 1 MiB", "GB/s", Better.MORE)),
  ECHO_16("echo-16", new Metric("rate", "echo of 16 MiB", "GB/s", Better.MORE)),
  ECHO_128("echo-128", new Metric("rate", "echo of 128 MiB", "GB/s", Better.MORE)),
  EXECUTOR("executor", new Metric("rate", "executor, submit and get", "tasks/s", Better.MORE)),
  SPAWN("spawn", new Metric("median", "spawn: start and join", "ms", Better.LESS_TIME)),
  FORKSERVER(
      "forkserver", new Metric("median", "forkserver: start and join, a spare at hand", "ms", Better.LESS_TIME)),
  FORKSERVER_RUN(
      "forkserver-run", new Metric("median", "forkserver: until the child runs, a spare at hand", "ms", Better.LESS_TIME)),
  FORK("fork", new Metric("median", "fork: start and join, a spare at hand", "ms", Better.LESS_TIME)),
  SPAWN_CLASSES("spawn-classes", new Metric("median", "spawn, from class folders", "ms", Better.LESS_TIME)),
  SPAWN_EXTRACTED("spawn-extracted", new Metric("median", "spawn, from the extracted jar", "ms", Better.LESS_TIME)),
  SPAWN_EXECUTABLE_JAR(
      "spawn-executable-jar", new Metric("median", "spawn, from the executable jar", "ms", Better.LESS_TIME)),
  FORKSERVER_CLASSES(
      "forkserver-classes", new Metric("median", "forkserver, from class folders", "ms", Better.LESS_TIME)),
  FORKSERVER_EXTRACTED(
      "forkserver-extracted", new Metric("median", "forkserver, from the extracted jar", "ms", Better.LESS_TIME)),
  FORKSERVER_EXECUTABLE_JAR(
      "forkserver-executable-jar", new Metric("median", "forkserver, from the executable jar", "ms", Better.LESS_TIME)),
  SPRING_WORKER(
      "spring-worker", new Metric("median", "the sample's worker: launch to beans, image", "ms", Better.LESS_TIME)),
  SPRING_WORKER_NO_IMAGE(
      "spring-worker-no-image",
      new Metric("median", "the sample's worker: launch to beans, no image", "ms", Better.LESS_TIME)),
  MEMORY_SPARE(
      "memory-spare",
      new Metric("rss", "idle spare, RSS (CPython: the fork server)", "MB", Better.LESS_MEMORY),
      new Metric("pss", "idle spare, PSS (CPython: the fork server)", "MB", Better.LESS_MEMORY)),
  MEMORY(
      "memory",
      new Metric("rss", "idle worker, RSS", "MB", Better.LESS_MEMORY),
      new Metric("pss", "idle worker, PSS", "MB", Better.LESS_MEMORY)),
  MEMORY_SPAWN(
      "memory-spawn",
      new Metric("rss", "idle worker, RSS (CPython: spawn)", "MB", Better.LESS_MEMORY),
      new Metric("pss", "idle worker, PSS (CPython: spawn)", "MB", Better.LESS_MEMORY)),
  DEATH("death", new Metric("median", "kill -9 to a ready replacement", "ms", Better.LESS_TIME)),
  DEATH_SPAWN(
      "death-spawn", new Metric("median", "kill -9 to a replacement (CPython: spawn)", "ms", Better.LESS_TIME)),
  LOCK("lock", new Metric("time", "lock and unlock, nobody else", "ns", Better.LESS_TIME)),
  LOCK_CONTENDED("lock-contended", new Metric("rate", "two processes count under a lock", "/s", Better.MORE)),
  QUEUE("queue", new Metric("rate", "queue, a producer and a consumer", "items/s", Better.MORE)),
  SIMPLE_QUEUE("simple-queue", new Metric("rate", "simple queue, the same", "items/s", Better.MORE)),
  PIPE_64(
      "pipe-64",
      new Metric("p50", "pipe, 64 bytes there and back, p50", "us", Better.LESS_TIME),
      new Metric("p99", "pipe, 64 bytes there and back, p99", "us", Better.LESS_TIME)),
  PIPE_64_ASLEEP(
      "pipe-64-asleep",
      new Metric("p50", "pipe, the same after a pause, p50", "us", Better.LESS_TIME),
      new Metric("p99", "pipe, the same after a pause, p99", "us", Better.LESS_TIME)),
  PIPE_1M(
      "pipe-1m",
      new Metric("p50", "pipe, 1 MiB there and back, p50", "us", Better.LESS_TIME),
      new Metric("p99", "pipe, 1 MiB there and back, p99", "us", Better.LESS_TIME)),
  MANAGER_START("manager-start", new Metric("median", "manager: start", "ms", Better.LESS_TIME)),
  MANAGER_MAP(
      "manager-map",
      new Metric("p50", "manager's map: set, p50", "us", Better.LESS_TIME),
      new Metric("p99", "manager's map: set, p99", "us", Better.LESS_TIME)),
  MANAGER_QUEUE(
      "manager-queue",
      new Metric("p50", "manager's queue: put and take, p50", "us", Better.LESS_TIME),
      new Metric("p99", "manager's queue: put and take, p99", "us", Better.LESS_TIME)),
  MANAGER_THREADS(
      "manager-threads", new Metric("rate", "manager's map: set, from four threads", "calls/s", Better.MORE));

  private final String id;
  private final List<Metric> metrics;

  Benchmark(String id, Metric... metrics) {
    this.id = id;
    this.metrics = List.of(metrics);
  }

  /** The name in options, in the protocol with the Python script and in the JSON report. */
  String id() {
    return id;
  }

  /** What CPython's side does for it, or null for nothing. It has no class paths: one start is like another. */
  @Nullable String pythonId() {
    return switch (this) {
      case SPAWN_CLASSES, SPAWN_EXTRACTED, SPAWN_EXECUTABLE_JAR -> SPAWN.id;
      case FORKSERVER_CLASSES, FORKSERVER_EXTRACTED, FORKSERVER_EXECUTABLE_JAR -> FORKSERVER.id;
      case SPRING_WORKER, SPRING_WORKER_NO_IMAGE -> null;
      default -> id;
    };
  }

  /** Whether it needs the sample application's executable jar. */
  boolean needsSample() {
    return this == SPRING_WORKER || this == SPRING_WORKER_NO_IMAGE;
  }

  List<Metric> metrics() {
    return metrics;
  }

  static Optional<Benchmark> byId(String id) {
    return Arrays.stream(values()).filter(benchmark -> benchmark.id.equals(id)).findFirst();
  }

  /** All ids, for help and messages. */
  static String ids() {
    return Arrays.stream(values()).map(Benchmark::id).collect(Collectors.joining(", "));
  }
}
