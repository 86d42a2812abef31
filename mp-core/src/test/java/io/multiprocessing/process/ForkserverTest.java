package io.multiprocessing.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.WorkerDiedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Children that were started ahead. Each test has launch options of its own, and so spares of its own. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("serial") // the lambdas use members that only tests see
class ForkserverTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  private static final Spares SPARES = Spares.defaults().withIdleTime(Duration.ofSeconds(2));

  private final Set<Long> before = children();
  private int options;

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Processes that this test has started and that live, children and spares. */
  private Set<Long> ours() {
    Set<Long> now = children();
    now.removeAll(before);
    return now;
  }

  private LaunchOptions.Builder launch(Spares spares) {
    return LaunchOptions.builder()
        .jvmArguments("-Dtest.options=" + getClass().getSimpleName() + System.identityHashCode(this) + options++)
        .spares(spares);
  }

  private static Multiprocessing context(LaunchOptions.Builder launch) {
    return Multiprocessing.get(StartMethod.FORKSERVER).with(launch.build());
  }

  private ChildProcess run(Multiprocessing context, Path answer) throws Exception {
    ChildProcess child =
        context.process("asked", () -> Files.writeString(
            answer,
            Multiprocessing.currentProcess().name() + " " + Multiprocessing.parentProcess().orElseThrow().pid() + " "
                + Multiprocessing.parentProcess().orElseThrow().authKey().equals(
                    Multiprocessing.currentProcess().authKey())));
    child.start();
    child.join();
    assertThat(child.exitCode()).hasValue(0);
    assertThat(answer).hasContent("asked " + ProcessHandle.current().pid() + " true");
    return child;
  }

  private long awaitSpare() {
    await("a spare").atMost(SOON).until(() -> ours().size() == 1);
    return ours().iterator().next();
  }

  /** One that is killed is replaced, so they are left to their idle time. */
  @AfterEach
  void awaitIdleEnd() {
    await("no spares").atMost(SOON).until(() -> ours().isEmpty());
  }

  @Test
  void aWaitingJvmBecomesTheChildAndAnotherTakesItsPlace() throws Exception {
    Multiprocessing context = context(launch(SPARES));
    run(context, folder.resolve("first"));
    Set<Long> used = new TreeSet<>();
    for (int i = 0; i < 3; i++) {
      long spare = awaitSpare();
      assertThat(used.add(spare)).as("each becomes one child").isTrue();
      await().atMost(SOON).until(() -> becomes(context, spare) || !ours().contains(spare));
    }
    assertThat(Multiprocessing.activeChildren()).isEmpty();
  }

  /** Whether the next child is that spare, which connects and preloads before it counts. */
  private boolean becomes(Multiprocessing context, long spare) throws Exception {
    return run(context, folder.resolve("next")).pid().orElseThrow() == spare;
  }

  @Test
  void oneThatIsKilledIsReplacedAndTheNextStartWorks() throws Exception {
    Multiprocessing context = context(launch(SPARES));
    run(context, folder.resolve("first"));
    long spare = awaitSpare();
    ProcessHandle.of(spare).orElseThrow().destroyForcibly();
    run(context, folder.resolve("second"));
    await().atMost(SOON).until(() -> !ours().isEmpty() && !ours().contains(spare));
    run(context, folder.resolve("third"));
  }

  @Test
  void theyEndWhenTheyWereIdleForLongAndThereAreNoneWhereNoneAreWanted() throws Exception {
    Multiprocessing context = context(launch(SPARES));
    run(context, folder.resolve("first"));
    awaitSpare();
    await().atMost(SOON).until(() -> ours().isEmpty());
    run(context, folder.resolve("second"));

    Multiprocessing none = context(launch(SPARES.withCount(0)));
    await().atMost(SOON).until(() -> ours().isEmpty());
    run(none, folder.resolve("third"));
    assertThat(ours()).isEmpty();
  }

  @Test
  void preloadsClassesAndCodeBeforeItIsNeeded() throws Exception {
    Path marker = folder.resolve("preloaded");
    String text = marker.toString();
    Multiprocessing context =
        context(launch(
            SPARES
                .withPreload(Marking.class)
                .withPreloader(() -> Files.writeString(Path.of(text), "by " + Marking.loaded))));
    run(context, folder.resolve("first"));
    await().atMost(SOON).until(() -> Files.exists(marker) && Files.size(marker) > 0);
    assertThat(marker).hasContent("by true");
  }

  /** Something to preload. */
  static final class Marking {
    static boolean loaded = Boolean.parseBoolean("true");

    private Marking() {}
  }

  @Test
  void aFailureOfPreloadingCostsTheSpareOnlyWhereThatWasAskedFor() throws Exception {
    Spares failing = SPARES.withPreloader(() -> {
      throw new IllegalStateException("not today");
    });
    Multiprocessing ignoring = context(launch(failing.withOnPreloadError(PreloadErrors.IGNORE)));
    run(ignoring, folder.resolve("first"));
    long spare = awaitSpare();
    await().atMost(SOON).until(() -> becomes(ignoring, spare) || !ours().contains(spare));
    awaitIdleEnd();

    Multiprocessing fatal = context(launch(failing.withOnPreloadError(PreloadErrors.FAIL)));
    run(fatal, folder.resolve("second"));
    await().atMost(SOON).until(() -> ours().isEmpty());
    run(fatal, folder.resolve("third"));
  }

  @Test
  void aPoolsReplacementsAreThereAtOnce() throws Exception {
    PoolConfig config =
        PoolConfig.builder().processes(1).launch(launch(SPARES).build()).maxTasksPerChild(1).build();
    try (Pool pool = Multiprocessing.get(StartMethod.FORKSERVER).pool(config)) {
      Set<Long> pids = new TreeSet<>();
      for (int i = 0; i < 5; i++) {
        pids.add(pool.apply(() -> ProcessHandle.current().pid()));
      }
      assertThat(pids).hasSize(5);
      assertThatThrownBy(() -> pool.apply(() -> {
            Runtime.getRuntime().halt(3);
            return 0;
          }))
          .isInstanceOf(WorkerDiedException.class);
      assertThat(pool.map(x -> x * x, List.of(1, 2, 3))).containsExactly(1, 4, 9);
    }
  }

  @Test
  void asManyWaitAsAskedForAndEndWithTheLastPoolThatUsesThem() throws Exception {
    LaunchOptions launch = launch(SPARES.withCount(2).withIdleTime(Duration.ofMinutes(10))).build();
    PoolConfig config =
        PoolConfig.builder().processes(1).maxTasksPerChild(100).startMethod(StartMethod.FORKSERVER).launch(launch).build();
    Pool second = Multiprocessing.get().pool(config);
    try (Pool first = Multiprocessing.get().pool(config)) {
      first.run(() -> {});
      second.run(() -> {});
      await("two spares").atMost(SOON).until(() -> first.snapshot().launch().sparesReady() == 2);
      await("no worker stands by beside them").during(Duration.ofMillis(500)).until(() -> ours().size() == 4);
    }
    assertThat(second.snapshot().launch())
        .satisfies(as -> assertThat(as.startMethod()).isEqualTo(StartMethod.FORKSERVER))
        .satisfies(as -> assertThat(as.sparesReady()).isEqualTo(2))
        .satisfies(as -> assertThat(as.jvmArguments()).containsAll(launch.jvmArguments()).doesNotContain("-cp"));
    second.close();
    await("the end of the spares").atMost(SOON).until(() -> ours().isEmpty());
  }

  @Test
  void badRulesAreRefused() {
    assertThatThrownBy(() -> Spares.defaults().withCount(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count must be 0 to 256: count=-1");
    assertThatThrownBy(() -> Spares.defaults().withIdleTime(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("idleTime must be longer than zero: idleTime=PT0S");
  }
}
