package io.multiprocessing.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.internal.process.LaunchedChild;
import io.multiprocessing.internal.process.Launcher;
import io.multiprocessing.internal.process.ParentRuntime;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.WorkerDiedException;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessStartException;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.serialization.KryoCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A launcher that fails on a plan, between a pool and the real one. */
@Timeout(60)
class FailingLaunchTest {

  private final Launcher real = new ParentRuntime(() -> {}).launcher(StartMethod.SPAWN);
  private final List<LaunchedChild> launched = new CopyOnWriteArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();

  private Launcher failingAt(int first, int last) {
    return (spec, events) -> {
      int attempt = attempts.incrementAndGet();
      if (attempt >= first && attempt <= last) {
        throw new ProcessStartException("no more processes can be started: attempt=" + attempt);
      }
      LaunchedChild child = real.launch(spec, events);
      launched.add(child);
      return child;
    };
  }

  private Pool start(Launcher launcher) {
    PoolConfig config = PoolConfig.builder().processes(3).spareWorkers(0).build(); // so that the attempts can be counted
    return ProcessPool.start(config, LaunchOptions.defaults(), launcher, new KryoCodec());
  }

  @Test
  void givesBackTheWorkersOfAStartThatFailsHalfWay() {
    assertThatThrownBy(() -> start(failingAt(3, 3)))
        .isInstanceOf(ProcessStartException.class)
        .hasMessageContaining("attempt=3");
    assertThat(launched).hasSize(2);
    await().atMost(Duration.ofSeconds(20)).until(() -> launched.stream().allMatch(child -> child.onExit().isDone()));
  }

  @Test
  void triesAgainUntilAReplacementStarts() throws Exception {
    try (Pool pool = start(failingAt(4, 6))) {
      assertThatThrownBy(() -> pool.run(() -> Runtime.getRuntime().halt(1))).isInstanceOf(WorkerDiedException.class);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> attempts.get() == 7 && pool.snapshot().workers().size() == 3);
      assertThat(pool.<Integer>apply(() -> 3)).isEqualTo(3);
    }
  }

  @Test
  void startsNoMoreThanItsWorkersWhenOneDiesWhileTheOthersAreLaunched() throws Exception {
    Launcher slow =
        (spec, events) -> {
          if (attempts.incrementAndGet() == 2) {
            launched.get(0).kill();
            launched.get(0).onExit().join();
            await().pollDelay(Duration.ofMillis(500)).until(() -> true); // time enough for a replacement
          }
          LaunchedChild child = real.launch(spec, events);
          launched.add(child);
          return child;
        };
    try (Pool pool = start(slow)) {
      await().atMost(Duration.ofSeconds(20)).until(() -> pool.map((Integer x) -> x, List.of(1, 2, 3), 1).size() == 3);
      assertThat(attempts.get()).isEqualTo(4);
      assertThat(pool.snapshot().workers()).hasSize(3);
    }
  }

  @Test
  void leavesNoWorkerWhenItGivesUpWhileWorkersAreLaunched(@TempDir Path folder) throws Exception {
    Launcher slow =
        (spec, events) -> {
          if (attempts.incrementAndGet() == 2) {
            launched.get(0).onExit().join();
            await().pollDelay(Duration.ofMillis(500)).until(() -> true); // time enough to give up
          }
          LaunchedChild child = real.launch(spec, events);
          launched.add(child);
          return child;
        };
    String first = folder.resolve("first").toString();
    PoolConfig config =
        PoolConfig.builder()
            .processes(3)
            .maxStartFailures(1)
            .initializer(
                () -> {
                  if (Path.of(first).toFile().createNewFile()) {
                    throw new IllegalStateException("the first fails");
                  }
                })
            .build();
    Pool pool = ProcessPool.start(config, LaunchOptions.defaults(), slow, new KryoCodec());
    assertThat(pool.snapshot().state()).isEqualTo(PoolSnapshot.State.BROKEN);
    assertThat(pool.join(Duration.ofSeconds(10))).isTrue();
    await().atMost(Duration.ofSeconds(20)).until(() -> launched.stream().allMatch(child -> child.onExit().isDone()));
  }
}
