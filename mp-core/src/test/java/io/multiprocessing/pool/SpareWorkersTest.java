package io.multiprocessing.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.Spares;
import io.multiprocessing.process.StartMethod;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that stand by. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("serial") // the lambdas use members that only tests see
class SpareWorkersTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final Set<Long> before = children();

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<Long> ours() {
    Set<Long> now = children();
    now.removeAll(before);
    return now;
  }

  private static Pool pool(PoolConfig.Builder config) {
    return Multiprocessing.get().pool(config.processes(1).build());
  }

  private long awaitSpare(Pool pool) {
    await("a worker that stands by").atMost(SOON).until(() -> pool.snapshot().standingBy() == 1);
    Set<Long> spares = ours();
    pool.snapshot().workers().forEach(worker -> spares.remove(worker.pid()));
    assertThat(spares).hasSize(1);
    return spares.iterator().next();
  }

  @Test
  void takeThePlaceOfOneThatDiesAndAreReplacedThemselves() throws Exception {
    try (Pool pool = pool(PoolConfig.builder().initializer(() -> System.setProperty("initialized", "true")))) {
      long first = pool.apply(() -> ProcessHandle.current().pid());
      long spare = awaitSpare(pool);
      assertThat(pool.snapshot().workers()).as("those that work").hasSize(1);
      assertThat(pool.snapshot().restarts()).isZero();

      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      await().atMost(SOON).until(() -> pool.snapshot().restarts() == 1);
      assertThat(pool.<Long>apply(() -> ProcessHandle.current().pid())).isEqualTo(spare);
      assertThat(pool.<String>apply(() -> System.getProperty("initialized"))).isEqualTo("true");

      long second = awaitSpare(pool);
      ProcessHandle.of(second).orElseThrow().destroyForcibly();
      await("another").atMost(SOON).until(() -> pool.snapshot().standingBy() == 1 && !ours().contains(second));
      assertThat(pool.<Long>apply(() -> ProcessHandle.current().pid())).as("undisturbed").isEqualTo(spare);
      assertThat(pool.snapshot().restarts()).isEqualTo(1);

      pool.shutdown();
      assertThat(pool.join(SOON)).isTrue();
      assertThat(ours()).as("ended with the pool").isEmpty();
    }
  }

  @Test
  void followOneThatHasRunItsTasksAndGoWithTheTerminatedPool() throws Exception {
    LaunchOptions noneAhead = LaunchOptions.builder().spares(Spares.defaults().withCount(0)).build();
    PoolConfig.Builder asked = PoolConfig.builder().startMethod(StartMethod.FORKSERVER).launch(noneAhead).spareWorkers(1);
    try (Pool pool = pool(asked.maxTasksPerChild(1))) {
      Set<Long> pids = new TreeSet<>();
      for (int i = 0; i < 3; i++) {
        long spare = awaitSpare(pool);
        pids.add(pool.apply(() -> ProcessHandle.current().pid()));
        await().atMost(SOON).until(() -> pool.snapshot().workers().stream().anyMatch(w -> w.pid() == spare));
      }
      assertThat(pids).hasSize(3);
      awaitSpare(pool);
      pool.terminate();
      assertThat(pool.join(SOON)).isTrue();
      assertThat(ours()).isEmpty();
    }
  }

  @Test
  void thereAreNoneWhereNoneAreWantedAndTheJvmsDefaultsAreShown() throws Exception {
    try (Pool pool = pool(PoolConfig.builder().spareWorkers(0))) {
      pool.run(() -> {});
      assertThat(pool.snapshot().jvmDefaults()).containsExactly("-XX:+UseSerialGC", "-XX:MaxMetaspaceSize=512m");
      await().during(Duration.ofMillis(1_500)).until(() -> ours().size() == 1);
    }
    assertThatThrownBy(() -> PoolConfig.builder().spareWorkers(-1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spareWorkers must be 0 to 256: spareWorkers=-1");
  }
}
