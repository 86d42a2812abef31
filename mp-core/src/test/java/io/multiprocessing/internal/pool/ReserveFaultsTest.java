package io.multiprocessing.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.internal.process.ChildEvents;
import io.multiprocessing.internal.process.DeathReport;
import io.multiprocessing.internal.process.LaunchedChild;
import io.multiprocessing.internal.process.Launcher;
import io.multiprocessing.internal.process.ParentRuntime;
import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.pool.AsyncResult;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.PoolQueueFullException;
import io.multiprocessing.pool.QueueFullPolicy;
import io.multiprocessing.pool.TaskOptions;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessStartException;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.KryoCodec;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to workers that stand by while others end, in an order that the tests choose. */
@Timeout(60)
@SuppressWarnings("serial") // the lambdas use members that only tests see
class ReserveFaultsTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  /** So many that none retires, and a number at all, so that the reserve is there at once and rehearses nothing. */
  private static final int MANY = 1_000;

  private final Launcher real = new ParentRuntime(() -> {}).launcher(StartMethod.SPAWN);
  private final List<LaunchedChild> launched = new CopyOnWriteArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);

  private static Pool start(PoolConfig.Builder config, Launcher launcher) {
    return ProcessPool.start(config.build(), LaunchOptions.defaults(), launcher, new KryoCodec());
  }

  private static void pass(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has one child's connection wait at the gate, and the report of every exit at another. */
  private Launcher holdingUp(int attempt, CountDownLatch exits) {
    return (spec, events) -> {
      int number = attempts.incrementAndGet();
      ChildEvents held =
          new ChildEvents() {
            @Override
            public void connected(LaunchedChild child, FrameChannel data) {
              if (number == attempt) {
                pass(gate);
              }
              events.connected(child, data);
            }

            @Override
            public void exited(LaunchedChild child, DeathReport report) {
              pass(exits);
              events.exited(child, report);
            }
          };
      LaunchedChild child = real.launch(spec, held);
      launched.add(child);
      return child;
    };
  }

  @Test
  void aWorkerThatTakesAPlaceAtTheMomentItIsReadyIsIdleOnce() throws Exception {
    CountDownLatch exits = new CountDownLatch(1);
    PoolConfig.Builder config =
        PoolConfig.builder().processes(2).spareWorkers(1).maxTasksPerChild(MANY).queueCapacity(1)
            .queueFullPolicy(QueueFullPolicy.REJECT);
    try (Pool pool = start(config, holdingUp(3, exits))) {
      await().atMost(SOON).until(() -> attempts.get() == 3); // stands by, but isn't ready
      AsyncResult<?> endless = pool.runAsync(() -> new CountDownLatch(1).await());
      await().atMost(SOON).until(() -> pool.snapshot().running() == 1);
      assertThat(endless.cancel(true)).isTrue(); // its worker is killed, and nobody hears of its end for now
      gate.countDown();
      await().atMost(SOON).until(() -> pool.snapshot().restarts() == 1);

      assertThatThrownBy(() -> pool.mapAsync((Integer x) -> x, List.of(1, 2, 3, 4), 1))
          .as("room for one, and two workers")
          .isInstanceOf(PoolQueueFullException.class);
      exits.countDown();
    } finally {
      exits.countDown();
    }
  }

  @Test
  void aWorkerThatDiesIsReplacedAtOnceAlsoIfThoseThatShouldStandByDontStart() throws Exception {
    int failing = 6; // after which the next one is tried in more than three seconds
    Launcher launcher =
        (spec, events) -> {
          int attempt = attempts.incrementAndGet();
          if (attempt > 1 && attempt <= 1 + failing) {
            throw new ProcessStartException("expected by the test: attempt=" + attempt);
          }
          LaunchedChild child = real.launch(spec, events);
          launched.add(child);
          return child;
        };
    try (Pool pool = start(PoolConfig.builder().processes(1).spareWorkers(1).maxTasksPerChild(MANY), launcher)) {
      pool.run(() -> {});
      await().pollInterval(Duration.ofMillis(5)).atMost(SOON).until(() -> attempts.get() == 1 + failing);

      launched.get(0).kill();

      long before = System.nanoTime();
      await().pollInterval(Duration.ofMillis(5)).atMost(SOON).until(() -> attempts.get() > 1 + failing);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(2_500));
    }
  }

  /** Has all workers but the first wait for ever, once they have left a file that says so. */
  private static void waitUnlessFirst(String folder) throws Exception {
    if (!new File(folder, "first").createNewFile()) {
      assertThat(new File(folder, "second").createNewFile()).isTrue();
      new CountDownLatch(1).await();
    }
  }

  @Test
  void aPoolThatIsShutDownDoesNotWaitForOneThatPreparesToStandBy(@TempDir Path folder) throws Exception {
    String files = folder.toString();
    PoolConfig.Builder config =
        PoolConfig.builder().processes(1).spareWorkers(1).maxTasksPerChild(MANY).stopGrace(Duration.ofMinutes(10))
            .initializer(() -> waitUnlessFirst(files));
    try (Pool pool = start(config, real)) {
      pool.run(() -> {});
      await().atMost(SOON).until(() -> Files.exists(folder.resolve("second")));
      pool.shutdown();
      assertThat(pool.join(SOON)).isTrue();
    }
  }

  /** Holds back what a worker answers to a sample. */
  private record SlowRehearsal(FrameChannel channel, CountDownLatch began, CountDownLatch end) implements FrameChannel {

    @Override
    public void write(FrameKind kind, long sequence, EncodedMessage message) throws IOException {
      channel.write(kind, sequence, message);
    }

    @Override
    public void flush() throws IOException {
      channel.flush();
    }

    @Override
    public @Nullable Frame receive() throws IOException {
      Frame frame = channel.receive();
      if (frame != null && frame.sequence() == PooledWorker.REHEARSING) {
        began.countDown();
        pass(end);
      }
      return frame;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Test
  void whatAWorkerRehearsesWhenItsTurnComesDoesNotCountAsTheTasksTime() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    Launcher launcher =
        (spec, events) -> {
          ChildEvents slow =
              new ChildEvents() {
                @Override
                public void connected(LaunchedChild child, FrameChannel data) {
                  events.connected(child, new SlowRehearsal(data, began, gate));
                }

                @Override
                public void exited(LaunchedChild child, DeathReport report) {
                  events.exited(child, report);
                }
              };
          LaunchedChild child = real.launch(spec, slow);
          launched.add(child);
          return child;
        };
    try (Pool pool = start(PoolConfig.builder().processes(1).spareWorkers(1), launcher)) {
      pass(began);
      launched.get(0).kill();
      await().atMost(SOON).until(() -> pool.snapshot().restarts() == 1);
      Pool limited = pool.with(TaskOptions.timeout(Duration.ofMillis(700)));
      AsyncResult<Long> pid = limited.applyAsync(() -> ProcessHandle.current().pid());

      await().during(Duration.ofMillis(1_000)).until(() -> !pid.toCompletableFuture().isDone());
      gate.countDown();

      assertThat(pid.get(SOON)).isEqualTo(launched.get(1).pid());
    }
  }

  @Test
  void aWorkerThatHasEndedIsForgottenHoweverLongItMightHaveTakenToStart() throws Exception {
    List<WeakReference<ChildEvents>> workers = new CopyOnWriteArrayList<>();
    Launcher launcher =
        (spec, events) -> {
          workers.add(new WeakReference<>(events));
          return real.launch(spec, events);
        };
    try (Pool pool = start(PoolConfig.builder().processes(1).spareWorkers(0).maxTasksPerChild(1), launcher)) {
      pool.run(() -> {});
      pool.run(() -> {});
      await()
          .atMost(SOON)
          .until(
              () -> {
                System.gc();
                return workers.get(0).get() == null;
              });
    }
  }
}
