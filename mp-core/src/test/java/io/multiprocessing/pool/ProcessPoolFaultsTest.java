package io.multiprocessing.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.serialization.SerializationException;
import io.multiprocessing.testing.Processes;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Workers that crash, exit, hang, leak and are killed, at each stage of a task. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ProcessPoolFaultsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Pool pool;

  @BeforeAll
  void startPool() {
    pool =
        Multiprocessing.get()
            .pool(
                PoolConfig.builder()
                    .name("faults")
                    .processes(2)
                    .launch(LaunchOptions.builder().maxHeapBytes(48L << 20).build())
                    .build());
  }

  @AfterAll
  void closePool() {
    pool.close();
  }

  private static int square(int x) {
    return x * x;
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  private static void killMyself() throws InterruptedException {
    ProcessHandle.of(pid()).ifPresent(self -> {
      try {
        new ProcessBuilder("kill", "-9", Long.toString(pid())).start().waitFor();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    Thread.sleep(60_000);
  }

  private void poolWorksAndHasItsSize() throws InterruptedException {
    assertThat(pool.map(ProcessPoolFaultsTest::square, List.of(1, 2, 3))).containsExactly(1, 4, 9);
    await().atMost(LIMIT).until(() -> pool.snapshot().workers().stream().filter(this::isReady).count() == 2);
  }

  private boolean isReady(WorkerSnapshot worker) {
    return worker.state() == WorkerSnapshot.State.IDLE || worker.state() == WorkerSnapshot.State.BUSY;
  }

  // --- death while a task runs --------------------------------------------------------------------------------------

  @Test
  void losesOnlyTheTaskWhoseWorkerWasKilled() throws Exception {
    AsyncResult<?> killed = pool.with(TaskOptions.NONE.withLabel("suicide")).runAsync(ProcessPoolFaultsTest::killMyself);
    AsyncResult<List<Integer>> others =
        pool.mapAsync(ProcessPoolFaultsTest::square, IntStream.range(0, 500).boxed().toList(), 1);
    assertThatExceptionOfType(WorkerDiedException.class)
        .isThrownBy(() -> killed.get(LIMIT))
        .satisfies(e -> assertThat(e.death().status().exitCode()).isEqualTo(-9))
        .satisfies(e -> assertThat(e.death().task()).isEqualTo("suicide"))
        .satisfies(e -> assertThat(e.death().outOfMemory()).isFalse())
        .withMessageContaining("SIGKILL")
        .withMessageContaining("task=suicide")
        .withMessageContaining("pid=");
    assertThat(others.get(LIMIT)).hasSize(500);
    poolWorksAndHasItsSize();
  }

  @Test
  void reportsAnExitWithItsCodeAndTheLastWordsOfTheWorker() throws Exception {
    assertThatExceptionOfType(WorkerDiedException.class)
        .isThrownBy(
            () ->
                pool.run(
                    () -> {
                      System.err.println("giving up");
                      System.exit(7);
                    }))
        .satisfies(e -> assertThat(e.death().status().exitCode()).isEqualTo(7))
        .satisfies(e -> assertThat(e.death().lastErrorLines()).contains("giving up"))
        .withMessageContaining("exit code 7")
        .withMessageContaining("giving up");
    poolWorksAndHasItsSize();
  }

  @Test
  void reportsThatMemoryRanOut() throws Exception {
    assertThatExceptionOfType(WorkerDiedException.class)
        .isThrownBy(
            () ->
                pool.run(
                    () -> {
                      List<byte[]> hoard = new ArrayList<>();
                      while (true) {
                        hoard.add(new byte[1 << 20]);
                      }
                    }))
        .satisfies(e -> assertThat(e.death().outOfMemory()).isTrue())
        .withMessageContaining("out of memory");
    poolWorksAndHasItsSize();
  }

  @Test
  void reportsANativeCrashWithItsReport() throws Exception {
    assertThatExceptionOfType(WorkerDiedException.class)
        .isThrownBy(() -> pool.run(ProcessPoolFaultsTest::crashNatively))
        .satisfies(e -> assertThat(e.death().status().signalName()).isEqualTo("SIGSEGV"))
        .satisfies(e -> assertThat(e.death().crashReport()).contains("hs_err"))
        .withMessageContaining("SIGSEGV");
    poolWorksAndHasItsSize();
  }

  private static void crashNatively() throws ReflectiveOperationException {
    Class<?> unsafeClass = Class.forName("sun.misc.Unsafe");
    Field field = unsafeClass.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    unsafeClass.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
  }

  @Test
  void takesAStackOverflowAsAnOrdinaryError() throws Exception {
    long before = pool.snapshot().restarts();
    assertThatThrownBy(() -> pool.apply((Integer x) -> recurse(x), 1)).isInstanceOf(StackOverflowError.class);
    assertThat(pool.snapshot().restarts()).isEqualTo(before);
    poolWorksAndHasItsSize();
  }

  private static int recurse(int x) {
    return recurse(x + 1) + 1;
  }

  @Test
  void runsAnIdempotentTaskAgainWhenItsWorkerDied() throws Exception {
    Path marker = Files.createTempFile("retry", "");
    String path = marker.toString();
    try {
      int result =
          pool.with(TaskOptions.idempotent(2))
              .<Integer>apply(
                  () -> {
                    if (Files.deleteIfExists(Path.of(path))) {
                      killMyself();
                    }
                    return 42;
                  });
      assertThat(result).isEqualTo(42);
      assertThatThrownBy(() -> pool.with(TaskOptions.idempotent(1)).run(ProcessPoolFaultsTest::killMyself))
          .isInstanceOf(WorkerDiedException.class);
    } finally {
      Files.deleteIfExists(marker);
    }
    poolWorksAndHasItsSize();
  }

  // --- limits and cancellation --------------------------------------------------------------------------------------

  @Test
  void killsTheWorkerOfATaskThatRunsTooLong() throws Exception {
    AsyncResult<?> endless =
        pool.with(TaskOptions.timeout(Duration.ofMillis(300)))
            .runAsync(
                () -> {
                  while (true) {
                    Thread.onSpinWait();
                  }
                });
    AsyncResult<Integer> neighbour = pool.applyAsync((Integer x) -> { Thread.sleep(1_500); return x; }, 5);
    assertThatExceptionOfType(TaskTimeoutException.class)
        .isThrownBy(() -> endless.get(LIMIT))
        .satisfies(e -> assertThat(e.limit()).isEqualTo(TaskTimeoutException.Limit.TASK))
        .withMessageContaining("timeout=PT0.3S")
        .withMessageContaining("was killed");
    assertThat(neighbour.get(LIMIT)).isEqualTo(5);
    poolWorksAndHasItsSize();
  }

  @Test
  void killsOnlyTheWorkerOfACancelledTask() throws Exception {
    AsyncResult<Long> neighbour = pool.applyAsync(() -> { Thread.sleep(1_500); return pid(); });
    AsyncResult<?> endless = pool.runAsync(() -> { while (true) { Thread.onSpinWait(); } });
    await().atMost(LIMIT).until(() -> pool.snapshot().running() == 2);
    assertThat(endless.cancel(false)).isFalse();
    assertThat(endless.cancel(true)).isTrue();
    assertThatThrownBy(() -> endless.get(LIMIT)).isInstanceOf(CancellationException.class);
    assertThat(ProcessHandle.of(neighbour.get(LIMIT))).isPresent();
    poolWorksAndHasItsSize();
  }

  // --- what can't be encoded or decoded -----------------------------------------------------------------------------

  /** Fails where it is told to. */
  private static final class Fragile implements Serializable {
    @Serial private static final long serialVersionUID = 1L;
    private final String failAt;

    Fragile(String failAt) {
      this.failAt = failAt;
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
      out.defaultWriteObject();
      if (failAt.equals("encode") || failAt.equals("encode-in-worker") && ProcessPoolFaultsTest.inWorker()) {
        throw new IOException("will not be encoded");
      }
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      if (failAt.equals("decode")
          || failAt.equals("decode-in-parent") && !ProcessPoolFaultsTest.inWorker()) {
        throw new IOException("will not be decoded");
      }
      if (failAt.equals("die-decoding")) {
        Runtime.getRuntime().halt(9);
      }
    }
  }

  static boolean inWorker() {
    return Multiprocessing.parentProcess().isPresent();
  }

  private static final class FragileException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
    private final Fragile fragile;

    FragileException(String failAt) {
      super("a fragile failure");
      fragile = new Fragile(failAt);
    }

    @Override
    public String toString() {
      return super.toString() + fragile.failAt.length();
    }
  }

  @Test
  void raisesAtTheCallWhatCanNotBeEncoded() throws Exception {
    Object lock = Thread.currentThread();
    assertThatThrownBy(() -> pool.applyAsync(() -> lock.hashCode()))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("java.lang.Thread");
    assertThatThrownBy(() -> pool.map((Fragile f) -> 1, List.of(new Fragile("none"), new Fragile("encode"))))
        .isInstanceOf(SerializationException.class);
    poolWorksAndHasItsSize();
  }

  @Test
  void failsOnlyTheTaskWhoseArgumentResultOrExceptionCanNotTravel() throws Exception {
    long before = pool.snapshot().restarts();
    for (int i = 0; i < 20; i++) {
      assertThat(catchThrowable(() -> pool.apply((Fragile f) -> 1, new Fragile("decode"))))
          .isInstanceOf(SerializationException.class);
      assertThat(catchThrowable(() -> pool.apply((String at) -> new Fragile(at), "encode-in-worker")))
          .isInstanceOf(SerializationException.class);
      assertThat(catchThrowable(() -> pool.apply((String at) -> new Fragile(at), "decode-in-parent")))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("the result of");
      assertThatExceptionOfType(RemoteTaskException.class)
          .isThrownBy(() -> pool.run(() -> { throw new FragileException("encode-in-worker"); }))
          .withMessageContaining("FragileException: a fragile failure")
          .satisfies(e -> assertThat(e.remoteClassName()).endsWith("FragileException"));
      assertThatExceptionOfType(RemoteTaskException.class)
          .isThrownBy(() -> pool.run(() -> { throw new FragileException("decode-in-parent"); }))
          .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("FragileException"));
      assertThat(pool.<Integer, Integer>apply(ProcessPoolFaultsTest::square, i)).isEqualTo(i * i);
    }
    assertThat(pool.snapshot().restarts()).isEqualTo(before);
  }

  @Test
  void reportsOneItemOfAChunkThatCanNotTravel() {
    ResultIterator<Object> results =
        pool.imap((String at) -> at.isEmpty() ? "fine" : new Fragile(at), List.of("", "encode-in-worker", ""), 3);
    assertThat(results.next()).isEqualTo("fine");
    assertThatThrownBy(results::next).isInstanceOf(SerializationException.class);
    assertThat(results.next()).isEqualTo("fine");
  }

  @Test
  void attachesTheStackOfTheWorker() {
    Throwable failure = catchThrowable(() -> pool.run(ProcessPoolFaultsTest::failDeep));
    assertThat(failure).isExactlyInstanceOf(IllegalArgumentException.class).hasMessage("deep");
    assertThat(failure.getSuppressed()).singleElement().isInstanceOf(RemoteStack.class);
    assertThat(failure.getSuppressed()[0])
        .hasMessageContaining("worker faults-worker-")
        .hasMessageContaining("(pid ")
        .hasMessageContaining("ProcessPoolFaultsTest.failDeep");
  }

  private static void failDeep() {
    throw new IllegalArgumentException("deep");
  }

  @Test
  void survivesADeathAtEachStageOfATask() throws Exception {
    assertThatThrownBy(() -> pool.apply((Fragile f) -> 1, new Fragile("die-decoding")))
        .isInstanceOf(WorkerDiedException.class);
    assertThatThrownBy(() -> pool.apply((Integer x) -> new DiesWhenEncoded(), 1)).isInstanceOf(WorkerDiedException.class);
    poolWorksAndHasItsSize();
  }

  private static final class DiesWhenEncoded implements Serializable {
    @Serial private static final long serialVersionUID = 1L;

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
      out.defaultWriteObject();
      Runtime.getRuntime().halt(9);
    }
  }

  // --- recycling ----------------------------------------------------------------------------------------------------

  @Test
  void replacesWorkersAfterTheirTasksUnderLoad() throws Exception {
    try (Pool own = Multiprocessing.get().pool(PoolConfig.builder().processes(2).maxTasksPerChild(4).build())) {
      List<Integer> items = IntStream.range(0, 30).boxed().toList();
      AsyncResult<List<Integer>> squares = own.mapAsync(ProcessPoolFaultsTest::square, items, 1);
      Set<Long> pids = new HashSet<>(own.map((Integer x) -> pid(), items, 1));
      assertThat(squares.get(LIMIT)).isEqualTo(items.stream().map(ProcessPoolFaultsTest::square).toList());
      assertThat(pids).hasSizeGreaterThan(4);
      AsyncResult<List<Integer>> pending = own.mapAsync(ProcessPoolFaultsTest::square, items, 1);
      own.shutdown();
      assertThat(own.join(LIMIT)).isTrue();
      assertThat(pending.get()).hasSize(30);
      assertThat(own.snapshot().running()).isZero();
    }
  }

  @Test
  void replacesAWorkerWhoseMemoryHasGrown() throws Exception {
    try (Pool own =
        Multiprocessing.get().pool(PoolConfig.builder().processes(1).maxResidentBytes(1L << 20).build())) {
      long first = own.<Long>apply(ProcessPoolFaultsTest::pid);
      await().atMost(LIMIT).until(() -> own.<Long>apply(ProcessPoolFaultsTest::pid) != first);
    }
  }

  @Test
  void killsAWorkerWhoseExitFunctionHangs() throws Exception {
    Pool own =
        Multiprocessing.get()
            .pool(
                PoolConfig.builder()
                    .processes(1)
                    .stopGrace(Duration.ofMillis(300))
                    .exitFunction(() -> Thread.sleep(60_000))
                    .build());
    own.run(() -> {});
    own.shutdown();
    assertThat(own.join(LIMIT)).isTrue();
  }

  // --- fairness and patience ----------------------------------------------------------------------------------------

  @Test
  void doesNotLetALongTaskStarveShortOnes() throws Exception {
    List<Integer> items = IntStream.range(0, 4_000).boxed().toList();
    pool.map(ProcessPoolFaultsTest::square, items, 1); // teaches the pool that tasks are short
    List<AsyncResult<Integer>> shortOnes = new ArrayList<>();
    AsyncResult<?> longOne = null;
    for (int i = 0; i < 2_000; i++) {
      if (i == 500) {
        longOne = pool.runAsync(() -> { while (true) { Thread.onSpinWait(); } });
      }
      shortOnes.add(pool.applyAsync(ProcessPoolFaultsTest::square, i));
    }
    for (AsyncResult<Integer> result : shortOnes) {
      assertThat(result.get(LIMIT)).isNotNegative();
    }
    assertThat(longOne.ready()).isFalse();
    assertThat(longOne.cancel(true)).isTrue();
  }

  @Test
  void runsEveryTaskOfAMixtureOfShortAndLongOnesOnce() throws Exception {
    Random random = new Random(7);
    List<AsyncResult<Integer>> results = new ArrayList<>();
    long done = pool.snapshot().done();
    for (int i = 0; i < 6_000; i++) {
      int millis = random.nextInt(150) == 0 ? 12 + random.nextInt(10) : 0;
      results.add(pool.applyAsync((Integer n, Integer wait) -> { Thread.sleep(wait); return n; }, i, millis));
    }
    for (int i = 0; i < results.size(); i++) {
      assertThat(results.get(i).get(LIMIT)).isEqualTo(i);
    }
    assertThat(pool.snapshot().done() - done).isEqualTo(6_000);
    assertThat(pool.snapshot().workers()).allSatisfy(w -> assertThat(w.state()).isEqualTo(WorkerSnapshot.State.IDLE));
  }

  @Test
  void doesNotDeclareASuspendedWorkerDead() throws Exception {
    try (Pool own = Multiprocessing.get().pool(1)) {
      long pid = own.<Long>apply(ProcessPoolFaultsTest::pid);
      Processes.stop(pid);
      AsyncResult<Long> result = own.applyAsync(ProcessPoolFaultsTest::pid);
      assertThat(result.await(Duration.ofSeconds(3))).isFalse();
      Processes.send("CONT", pid);
      assertThat(result.get(LIMIT)).isEqualTo(pid);
      assertThat(own.snapshot().restarts()).isZero();
    }
  }

  @Test
  void isNotDisturbedByMegabytesOfOutput() throws Exception {
    int lines = 20_000;
    pool.run(
        () -> {
          for (int i = 0; i < lines; i++) {
            System.out.println("o".repeat(100));
            System.err.println("e".repeat(100));
          }
        });
    pool.run(() -> System.out.write(new byte[1 << 20])); // one endless line
    poolWorksAndHasItsSize();
  }

  @Test
  void replacesAnIdleWorkerThatWasKilled() throws Exception {
    poolWorksAndHasItsSize();
    long restarts = pool.snapshot().restarts();
    long victim = pool.snapshot().workers().get(0).pid();
    Processes.send("KILL", victim);
    await().atMost(LIMIT).until(() -> pool.snapshot().workers().stream().noneMatch(worker -> worker.pid() == victim));
    poolWorksAndHasItsSize();
    assertThat(pool.snapshot().restarts()).isEqualTo(restarts + 1);
  }

  @Test
  void completesEveryFutureWhileWorkersAreKilledAtRandom() throws Exception {
    Random random = new Random(42);
    try (Pool own = Multiprocessing.get().pool(2)) {
      List<AsyncResult<Integer>> results = new ArrayList<>();
      for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 200; i++) {
          results.add(own.applyAsync(ProcessPoolFaultsTest::square, i));
        }
        List<WorkerSnapshot> workers = own.snapshot().workers();
        if (!workers.isEmpty()) {
          ProcessHandle.of(workers.get(random.nextInt(workers.size())).pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        results.get(results.size() - 1).await(LIMIT);
      }
      int lost = 0;
      for (AsyncResult<Integer> result : results) {
        try {
          assertThat(result.get(LIMIT)).isNotNegative();
        } catch (WorkerDiedException e) {
          lost++;
        }
      }
      assertThat(lost).as("at most one task dies with each of the ten workers").isLessThanOrEqualTo(10);
    }
  }
}
