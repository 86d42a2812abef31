package io.multiprocessing.benchmarks;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.queue.InterProcessQueue;
import io.multiprocessing.queue.SimpleQueue;
import io.multiprocessing.shared.SharedLong;
import io.multiprocessing.sync.InterProcessLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What is measured with objects that processes share. The other processes live through all rounds, so that their code
 * is warm; they are told what to do through pipes. For use by one thread.
 */
final class SharedWorkloads implements AutoCloseable {

  /** The batches of {@code benchmark.py} have the same sizes. */
  static final int LOCK_BATCH = 10_000;
  static final int QUEUE_BATCH = 20_000;
  static final int PIPE_SMALL_BYTES = 64;
  static final int PIPE_LARGE_BYTES = 1 << 20;
  static final long PAUSE_MILLIS = 1;

  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long SEED = 20_261_122L;

  private final Multiprocessing context;
  private final InterProcessLock lock;
  private final Map<Benchmark, Partners> partners = new EnumMap<>(Benchmark.class);

  SharedWorkloads(Multiprocessing context) {
    this.context = context;
    this.lock = context.lock();
  }

  /** The other processes of one benchmark, and what this one has in common with them. */
  private record Partners(
      List<ChildProcess> processes, List<Connection> commands, AutoCloseable shared) {

    Connection command() {
      return commands.get(0);
    }
  }

  Map<String, Double> lock(Effort effort) {
    long start = System.nanoTime();
    long count = 0;
    long elapsed;
    do {
      for (int i = 0; i < LOCK_BATCH; i++) {
        lock.lock();
        lock.unlock();
      }
      count += LOCK_BATCH;
      elapsed = System.nanoTime() - start;
    } while (elapsed < effort.time().toNanos());
    return Map.of("time", (double) elapsed / count);
  }

  /** Two processes add to one number, each under the lock; neither sees a moment without the other. */
  Map<String, Double> contendedLock(Effort effort) throws IOException {
    Partners both = partners.get(Benchmark.LOCK_CONTENDED);
    if (both == null) {
      SharedLong counter = context.shared().raw().longValue(0);
      both = start(Benchmark.LOCK_CONTENDED, counter, 2, commands -> new Counting(lock, counter, commands));
    }
    SharedLong counter = (SharedLong) both.shared();
    long before = counter.get();
    for (Connection command : both.commands()) {
      command.send(effort.time().toNanos());
    }
    long counted = 0;
    double perSecond = 0;
    for (Connection command : both.commands()) {
      long[] report = command.recv();
      counted += report[0];
      perSecond += report[0] * NANOS_PER_SECOND / report[1];
    }
    require(counter.get() - before == counted, "lock-contended");
    return Map.of("rate", perSecond);
  }

  Map<String, Double> queue(Effort effort) throws IOException, InterruptedException {
    Partners feeder = partners.get(Benchmark.QUEUE);
    if (feeder == null) {
      InterProcessQueue<Integer> queue = context.queue();
      feeder = start(Benchmark.QUEUE, queue, 1, commands -> new Feeding(queue, commands));
    }
    @SuppressWarnings("unchecked") // the type it was started with above
    InterProcessQueue<Integer> queue = (InterProcessQueue<Integer>) feeder.shared();
    return take(feeder, effort, queue::take);
  }

  Map<String, Double> simpleQueue(Effort effort) throws IOException, InterruptedException {
    Partners feeder = partners.get(Benchmark.SIMPLE_QUEUE);
    if (feeder == null) {
      SimpleQueue<Integer> queue = context.simpleQueue();
      feeder = start(Benchmark.SIMPLE_QUEUE, queue, 1, commands -> new SimplyFeeding(queue, commands));
    }
    @SuppressWarnings("unchecked") // the type it was started with above
    SimpleQueue<Integer> queue = (SimpleQueue<Integer>) feeder.shared();
    return take(feeder, effort, queue::take);
  }

  private static Map<String, Double> take(Partners feeder, Effort effort, Taking taking)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long count = 0;
    long elapsed;
    do {
      feeder.command().send(QUEUE_BATCH);
      for (int i = 0; i < QUEUE_BATCH; i++) {
        require(taking.take() == i, "queue");
      }
      count += QUEUE_BATCH;
      elapsed = System.nanoTime() - start;
    } while (elapsed < effort.time().toNanos());
    return Map.of("rate", count * NANOS_PER_SECOND / elapsed);
  }

  private interface Taking {
    int take() throws InterruptedException;
  }

  Map<String, Double> pipe(Benchmark benchmark, int length, long pauseMillis, Effort effort)
      throws IOException, InterruptedException {
    Partners echo = partners.get(benchmark);
    if (echo == null) {
      Pipe pipe = context.pipe();
      echo = start(benchmark, pipe.first(), 1, commands -> new Echoing(pipe.second(), commands));
      pipe.second().close();
    }
    Connection connection = (Connection) echo.shared();
    byte[] payload = new byte[length];
    new Random(SEED).nextBytes(payload);
    byte[] answer = new byte[length];
    Samples samples = new Samples();
    long deadline = System.nanoTime() + effort.time().toNanos();
    while (System.nanoTime() - deadline < 0 || samples.size() < effort.minSamples()) {
      if (pauseMillis > 0) {
        Thread.sleep(pauseMillis);
      }
      long start = System.nanoTime();
      connection.sendBytes(payload);
      int count = connection.recvBytesInto(answer);
      samples.add(System.nanoTime() - start);
      require(count == length && answer[length - 1] == payload[length - 1], "pipe");
    }
    return Map.of(
        "p50", samples.percentileNanos(50) / NANOS_PER_MICRO, "p99", samples.percentileNanos(99) / NANOS_PER_MICRO);
  }

  private Partners start(Benchmark benchmark, AutoCloseable shared, int count, Activity activity) throws IOException {
    List<ChildProcess> processes = new ArrayList<>();
    List<Connection> commands = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Pipe pipe = context.pipe();
      ChildProcess process = context.process(benchmark.id() + "-" + i, activity.with(pipe.second()));
      process.setDaemon(true);
      process.start();
      pipe.second().close();
      processes.add(process);
      commands.add(pipe.first());
    }
    Partners started = new Partners(processes, commands, shared);
    partners.put(benchmark, started);
    return started;
  }

  private interface Activity {
    RemoteRunnable with(Connection commands);
  }

  /** Counts for as long as it is told, and reports how often and how long. */
  private record Counting(InterProcessLock lock, SharedLong counter, Connection commands) implements RemoteRunnable {
    @Override
    public void run() throws IOException {
      for (Long nanos = commands.recv(); nanos != null; nanos = commands.recv()) {
        long start = System.nanoTime();
        long count = 0;
        long elapsed;
        do {
          for (int i = 0; i < LOCK_BATCH; i++) {
            lock.lock();
            counter.set(counter.get() + 1);
            lock.unlock();
          }
          count += LOCK_BATCH;
          elapsed = System.nanoTime() - start;
        } while (elapsed < nanos);
        commands.send(new long[] {count, elapsed});
      }
    }
  }

  private record Feeding(InterProcessQueue<Integer> queue, Connection commands) implements RemoteRunnable {
    @Override
    public void run() throws IOException, InterruptedException {
      for (Integer batch = commands.recv(); batch != null; batch = commands.recv()) {
        for (int i = 0; i < batch; i++) {
          queue.put(i);
        }
      }
    }
  }

  private record SimplyFeeding(SimpleQueue<Integer> queue, Connection commands) implements RemoteRunnable {
    @Override
    public void run() throws IOException, InterruptedException {
      for (Integer batch = commands.recv(); batch != null; batch = commands.recv()) {
        for (int i = 0; i < batch; i++) {
          queue.put(i);
        }
      }
    }
  }

  /** Sends back what comes, until an empty message. */
  private record Echoing(Connection connection, Connection commands) implements RemoteRunnable {
    @Override
    public void run() throws IOException {
      byte[] message = new byte[PIPE_LARGE_BYTES];
      for (int length = connection.recvBytesInto(message); length > 0; length = connection.recvBytesInto(message)) {
        connection.sendBytes(message, 0, length);
      }
      commands.close();
    }
  }

  private static void require(boolean right, String what) {
    if (!right) {
      throw new IllegalStateException("wrong answer from another process: benchmark=" + what);
    }
  }

  /** Ends the other processes; what they are in the middle of is lost. */
  @Override
  public void close() {
    for (Partners started : partners.values()) {
      started.processes().forEach(ChildProcess::kill);
    }
    partners.clear();
    lock.close();
  }
}
