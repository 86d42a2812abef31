package io.multiprocessing.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.multiprocessing.api.RemoteFunction;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What every kind of pool does; the subclasses say which kind. Pools that a test ends are its own, the rest share one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class PoolContract {

  static final Duration LIMIT = Duration.ofSeconds(30);

  Pool pool;

  abstract Pool newPool(PoolConfig config);

  @BeforeAll
  void startPool() {
    pool = newPool(PoolConfig.builder().processes(2).build());
  }

  @AfterAll
  void closePool() {
    pool.close();
  }

  static int square(int x) {
    return x * x;
  }

  static int failOdd(int x) {
    if (x % 2 == 1) {
      throw new IllegalStateException("odd: " + x);
    }
    return x;
  }

  static List<Integer> range(int size) {
    return IntStream.range(0, size).boxed().toList();
  }

  // --- apply --------------------------------------------------------------------------------------------------------

  @Test
  void appliesCallablesFunctionsAndRunnables() throws Exception {
    int base = 40;
    assertThat(pool.<Integer>apply(() -> base + 2)).isEqualTo(42);
    assertThat(pool.<Integer, Integer>apply(PoolContract::square, 7)).isEqualTo(49);
    assertThat(pool.<Integer, Integer, Integer>apply(Math::max, 3, 9)).isEqualTo(9);
    pool.run(() -> {});
    assertThat(pool.<Object>apply(() -> null)).isNull();
  }

  @Test
  void givesResultsToCallbacksOnTheCallbackThread() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    pool.applyAsync(
        PoolContract::square,
        6,
        (Integer value) -> seen.complete(value + " on " + Thread.currentThread().getName()),
        seen::completeExceptionally);
    assertThat(seen.get(30, TimeUnit.SECONDS)).isEqualTo("36 on " + pool.name() + "-callbacks");
  }

  @Test
  void givesErrorsToErrorCallbacks() throws Exception {
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    pool.applyAsync(PoolContract::failOdd, 1, value -> seen.complete(new AssertionError("no error")), seen::complete);
    assertThat(seen.get(30, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class).hasMessage("odd: 1");
  }

  @Test
  void outlivesACallbackThatThrows() throws Exception {
    pool.<Integer>applyAsync(() -> 1, value -> { throw new IllegalStateException("a callback's own mistake"); }, null);
    CompletableFuture<Integer> next = new CompletableFuture<>();
    pool.<Integer>applyAsync(() -> 2, next::complete, null);
    assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(2);
  }

  // --- results ------------------------------------------------------------------------------------------------------

  @Test
  void throwsUncheckedExceptionsOfATaskAsThemselves() {
    assertThatThrownBy(() -> pool.apply(PoolContract::failOdd, 3))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("odd: 3");
    assertThatThrownBy(() -> pool.run(() -> { throw new AssertionError("an error"); }))
        .isExactlyInstanceOf(AssertionError.class);
  }

  @Test
  void wrapsCheckedExceptionsOfATask() {
    assertThatExceptionOfType(RemoteTaskException.class)
        .isThrownBy(() -> pool.run(() -> { throw new IOException("no such page"); }))
        .withCauseExactlyInstanceOf(IOException.class)
        .satisfies(e -> assertThat(e.remoteClassName()).isEqualTo("java.io.IOException"))
        .satisfies(e -> assertThat(e.getCause()).hasMessage("no such page"));
  }

  @Test
  void saysWhetherAResultIsReadyAndSuccessful() throws Exception {
    AsyncResult<Integer> good = pool.applyAsync(PoolContract::square, 2);
    assertThat(good.await(LIMIT)).isTrue();
    assertThat(good.ready()).isTrue();
    assertThat(good.successful()).isTrue();
    AsyncResult<Integer> bad = pool.applyAsync(PoolContract::failOdd, 1);
    assertThat(bad.await(LIMIT)).isTrue();
    assertThat(bad.successful()).isFalse();
    AsyncResult<?> open = pool.runAsync(() -> Thread.sleep(60_000));
    assertThatThrownBy(open::successful).isInstanceOf(IllegalStateException.class).hasMessageContaining("not ready");
    assertThatThrownBy(() -> open.get(Duration.ofMillis(50)))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("timeout=PT0.05S");
    assertThat(open.cancel(true)).isTrue();
  }

  @Test
  void offersResultsAsACompletableFuture() throws Exception {
    AsyncResult<Integer> result = pool.applyAsync(PoolContract::square, 5);
    assertThat(result.toCompletableFuture().thenApply(x -> x + 1).get(30, TimeUnit.SECONDS)).isEqualTo(26);
    assertThat(result.toCompletableFuture().get(30, TimeUnit.SECONDS)).isEqualTo(25);
    AsyncResult<?> checked = pool.runAsync(() -> { throw new IOException("gone"); });
    assertThatThrownBy(() -> checked.toCompletableFuture().get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseExactlyInstanceOf(IOException.class);
  }

  @Test
  void leavesTheTaskAloneWhenAWaiterIsInterrupted() throws Exception {
    AsyncResult<Integer> result = pool.applyAsync(PoolContract::square, 9);
    Thread.currentThread().interrupt();
    assertThatThrownBy(result::get).isInstanceOf(InterruptedException.class);
    assertThat(result.get(LIMIT)).isEqualTo(81);
  }

  @Test
  void takesTasksFromAThreadWhoseInterruptFlagIsSet() throws Exception {
    Thread.currentThread().interrupt();
    AsyncResult<Integer> result = pool.applyAsync(PoolContract::square, 4);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.get(LIMIT)).isEqualTo(16);
    assertThat(pool.<Integer, Integer>apply(PoolContract::square, 3)).isEqualTo(9);
  }

  // --- map ----------------------------------------------------------------------------------------------------------

  @Test
  void mapsInTheOrderOfTheItems() throws Exception {
    assertThat(pool.map(PoolContract::square, range(100)))
        .isEqualTo(range(100).stream().map(PoolContract::square).toList());
    assertThat(pool.map(PoolContract::square, range(100), 7)).hasSize(100).endsWith(99 * 99);
    assertThat(pool.mapAsync(PoolContract::square, range(10), 1).get(LIMIT)).hasSize(10);
    assertThat(pool.map((Integer x) -> x == 1 ? null : x, List.of(0, 1, 2))).containsExactly(0, null, 2);
  }

  @Test
  void starmapsPairs() throws Exception {
    List<Map.Entry<Integer, Integer>> pairs = List.of(Map.entry(1, 2), Map.entry(3, 4));
    assertThat(pool.<Integer, Integer, Integer>starmap(Integer::sum, pairs)).containsExactly(3, 7);
    assertThat(pool.<Integer, Integer, Integer>starmap(Integer::sum, pairs, 2)).containsExactly(3, 7);
    assertThat(pool.<Integer, Integer, Integer>starmapAsync(Integer::sum, pairs).get(LIMIT)).containsExactly(3, 7);
  }

  @Test
  void takesEmptyInputsInEveryVariant() throws Exception {
    assertThat(pool.map(PoolContract::square, List.of())).isEmpty();
    assertThat(pool.mapAsync(PoolContract::square, List.of()).get(LIMIT)).isEmpty();
    assertThat(pool.<Integer, Integer, Integer>starmap(Integer::sum, List.of())).isEmpty();
    assertThat(pool.imap(PoolContract::square, List.of()).hasNext()).isFalse();
    assertThat(pool.imapUnordered(PoolContract::square, List.<Integer>of()).hasNext()).isFalse();
    CompletableFuture<List<Integer>> callback = new CompletableFuture<>();
    pool.mapAsync(PoolContract::square, List.<Integer>of(), 0, callback::complete, null);
    assertThat(callback.get(30, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void finishesTheOtherItemsWhenOneFails() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AsyncResult<List<Integer>> result =
        pool.mapAsync(PoolContract::failOdd, range(50), 3, null, failure::set);
    assertThat(catchThrowable(() -> result.get(LIMIT))).isInstanceOf(IllegalStateException.class);
    Awaitility.await().until(() -> failure.get() != null);
    ResultIterator<Integer> each = pool.imap(PoolContract::failOdd, range(10), 4);
    List<Object> seen = new ArrayList<>();
    while (each.hasNext()) {
      try {
        seen.add(each.next());
      } catch (IllegalStateException e) {
        seen.add(e.getMessage());
      }
    }
    assertThat(seen)
        .containsExactly(0, "odd: 1", 2, "odd: 3", 4, "odd: 5", 6, "odd: 7", 8, "odd: 9");
  }

  @Test
  void survivesLargeExceptions() {
    assertThatThrownBy(() -> pool.map((Integer x) -> failWith("x".repeat(1 << 20)), range(8), 1))
        .isInstanceOf(IllegalStateException.class)
        .message()
        .hasSize(1 << 20);
  }

  static int failWith(String message) {
    throw new IllegalStateException(message);
  }

  // --- imap ---------------------------------------------------------------------------------------------------------

  @Test
  void iteratesResultsInOrder() {
    List<Integer> seen = new ArrayList<>();
    pool.imap(PoolContract::square, range(500)).forEachRemaining(seen::add);
    assertThat(seen).isEqualTo(range(500).stream().map(PoolContract::square).toList());
  }

  @Test
  void iteratesResultsAsTheyCome() {
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    pool.imapUnordered(PoolContract::square, range(500), 3).forEachRemaining(seen::add);
    assertThat(seen).hasSize(500);
  }

  @Test
  void givesUpOnANextThatTakesTooLong() throws Exception {
    try (ResultIterator<Integer> results =
        pool.imap((Integer millis) -> { Thread.sleep(millis); return millis; }, List.of(0, 700))) {
      assertThat(results.next(LIMIT)).isZero();
      assertThatThrownBy(() -> results.next(Duration.ofMillis(20))).isInstanceOf(TimeoutException.class);
      assertThat(results.next(LIMIT)).isEqualTo(700);
      assertThatThrownBy(() -> results.next(LIMIT)).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void surfacesAnErrorOfTheInputAtItsPosition() {
    Iterable<Integer> input =
        () ->
            new Iterator<>() {
              private int next;

              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Integer next() {
                if (next == 3) {
                  throw new IllegalArgumentException("the input broke");
                }
                return next++;
              }
            };
    ResultIterator<Integer> results = pool.imap(PoolContract::square, input, 2);
    assertThat(List.of(results.next(), results.next(), results.next())).containsExactly(0, 1, 4);
    assertThatThrownBy(results::next).isExactlyInstanceOf(IllegalArgumentException.class).hasMessage("the input broke");
    assertThat(results.hasNext()).isFalse();
    assertThatThrownBy(() -> pool.map(PoolContract::square, input)).hasMessage("the input broke");
    assertThat(catchThrowable(() -> pool.run(() -> {}))).isNull();
  }

  @Test
  void readsAnInfiniteInputOnlyAsFarAsItsWindow() {
    AtomicInteger read = new AtomicInteger();
    Iterable<Integer> infinite =
        () -> IntStream.iterate(0, i -> i + 1).peek(i -> read.set(i + 1)).boxed().iterator();
    try (Pool own = newPool(PoolConfig.builder().processes(2).imapWindow(20).build());
        ResultIterator<Integer> results = own.imap(PoolContract::square, infinite)) {
      for (int i = 0; i < 100; i++) {
        assertThat(results.next()).isEqualTo(i * i);
        assertThat(read.get()).isLessThanOrEqualTo(i + 1 + 20 + 1);
      }
    }
  }

  @Test
  void doesNotLetABlockedInputKeepResultsBack() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Iterable<Integer> slow =
        () ->
            IntStream.range(0, 2)
                .peek(i -> { if (i == 1) { awaitUninterruptibly(release); } })
                .boxed()
                .iterator();
    try (ResultIterator<Integer> results = pool.imap(PoolContract::square, slow)) {
      assertThat(results.next(LIMIT)).isZero();
      release.countDown();
      assertThat(results.next(LIMIT)).isEqualTo(1);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // --- cancel, limits -----------------------------------------------------------------------------------------------

  @Test
  void cancelsATaskThatWaits() throws Exception {
    try (Pool own = newPool(PoolConfig.builder().processes(1).build())) {
      AsyncResult<?> running = own.runAsync(() -> Thread.sleep(60_000));
      Awaitility.await().until(() -> own.snapshot().running() == 1);
      AsyncResult<Integer> waiting = own.applyAsync(PoolContract::square, 3);
      assertThat(waiting.cancel(false)).isTrue();
      assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
      assertThat(waiting.cancel(true)).isFalse();
      assertThat(running.cancel(false)).isFalse();
      assertThat(running.cancel(true)).isTrue();
      assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
      assertThat(own.<Integer, Integer>apply(PoolContract::square, 3)).isEqualTo(9);
    }
  }

  @Test
  void saysThatTheQueueLimitPassed() throws Exception {
    try (Pool own = newPool(PoolConfig.builder().processes(1).build())) {
      AsyncResult<?> running = own.runAsync(() -> Thread.sleep(60_000));
      Awaitility.await().until(() -> own.snapshot().running() == 1);
      TaskOptions impatient = TaskOptions.NONE.withQueueTimeout(Duration.ofMillis(200));
      AsyncResult<?> waiting = own.with(impatient).runAsync(() -> {});
      assertThatExceptionOfType(TaskTimeoutException.class)
          .isThrownBy(() -> waiting.get(LIMIT))
          .satisfies(e -> assertThat(e.limit()).isEqualTo(TaskTimeoutException.Limit.QUEUE))
          .withMessageContaining("queueTimeout=PT0.2S");
      assertThat(running.ready()).isFalse();
    }
  }

  @Test
  void rejectsWhatTheQueueHasNoRoomFor() {
    try (Pool own = newPool(PoolConfig.builder().processes(1).queueCapacity(2).build())) {
      own.runAsync(() -> Thread.sleep(60_000));
      Awaitility.await().until(() -> own.snapshot().running() == 1);
      own.runAsync(() -> {});
      own.runAsync(() -> {});
      assertThatExceptionOfType(PoolQueueFullException.class)
          .isThrownBy(() -> own.runAsync(() -> {}))
          .withMessageContaining("queueCapacity=2")
          .withMessageContaining("queued=2");
      assertThat(own.snapshot().queued()).isEqualTo(2);
    }
  }

  @Test
  void blocksTheSubmitterWhenToldTo() throws Exception {
    try (Pool own =
        newPool(
            PoolConfig.builder().processes(1).queueCapacity(1).queueFullPolicy(QueueFullPolicy.BLOCK).build())) {
      assertThat(own.map(PoolContract::square, range(50), 1)).hasSize(50);
    }
  }

  // --- the end ------------------------------------------------------------------------------------------------------

  @Test
  void finishesWhatWasSubmittedBeforeTheShutdown() throws Exception {
    Pool own = newPool(PoolConfig.builder().processes(2).build());
    AsyncResult<List<Integer>> result = own.mapAsync(PoolContract::square, range(200), 1);
    assertThatThrownBy(own::join).isInstanceOf(IllegalStateException.class).hasMessageContaining("shutdown()");
    own.shutdown();
    own.shutdown();
    assertThatThrownBy(() -> own.runAsync(() -> {})).isInstanceOf(PoolClosedException.class);
    own.join();
    assertThat(result.ready()).isTrue();
    assertThat(result.get()).hasSize(200);
    assertThat(own.snapshot().workers()).isEmpty();
  }

  @Test
  void terminatesPromptlyWithManyLongTasks() throws Exception {
    Pool own = newPool(PoolConfig.builder().processes(2).build());
    AsyncResult<List<Integer>> result =
        own.mapAsync((Integer x) -> { Thread.sleep(10_000); return x; }, range(10_000), 1);
    long start = System.nanoTime();
    own.terminate();
    own.terminate();
    assertThat(own.join(LIMIT)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    assertThatThrownBy(() -> result.get(LIMIT)).isInstanceOf(PoolClosedException.class);
    assertThatThrownBy(() -> own.runAsync(() -> {})).isInstanceOf(PoolClosedException.class);
  }

  @Test
  void canBeTerminatedAndClosedInACallback() throws Exception {
    Pool own = newPool(PoolConfig.builder().processes(1).build());
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    AsyncResult<Integer> first =
        own.applyAsync(
            PoolContract::square,
            2,
            value -> {
              own.close();
              ended.complete(true);
            },
            null);
    assertThat(ended.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(first.get(LIMIT)).isEqualTo(4);
    assertThat(own.join(LIMIT)).isTrue();
  }

  @Test
  void givesUpWhatDoesNotEndWithinTheDrainTime() throws Exception {
    Pool own = newPool(PoolConfig.builder().processes(1).build());
    AsyncResult<?> running = own.runAsync(() -> Thread.sleep(60_000));
    assertThat(own.drain(Duration.ofMillis(300))).isFalse();
    assertThatExceptionOfType(TaskTimeoutException.class)
        .isThrownBy(() -> running.get(LIMIT))
        .satisfies(e -> assertThat(e.limit()).isEqualTo(TaskTimeoutException.Limit.DRAIN));
    assertThat(own.join(LIMIT)).isTrue();
    Pool idle = newPool(PoolConfig.builder().processes(1).build());
    assertThat(idle.<Integer, Integer>apply(PoolContract::square, 2)).isEqualTo(4);
    assertThat(idle.drain(LIMIT)).isTrue();
  }

  @Test
  void endsAnImapWithThePool() {
    Pool own = newPool(PoolConfig.builder().processes(1).imapWindow(4).build());
    ResultIterator<Integer> results =
        own.imap(PoolContract::square, () -> IntStream.iterate(0, i -> i + 1).boxed().iterator());
    assertThat(results.next()).isZero();
    own.close();
    assertThatThrownBy(() -> results.forEachRemaining(x -> {})).isInstanceOf(PoolClosedException.class);
    Awaitility.await()
        .until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().startsWith(own.name() + "-imap")));
  }

  @Test
  void readsAnImapToItsEndAfterTheShutdown() throws Exception {
    Pool own = newPool(PoolConfig.builder().processes(2).imapWindow(5).build());
    ResultIterator<Integer> results = own.imap(PoolContract::square, range(300));
    own.shutdown();
    for (int i = 0; i < 300; i++) {
      assertThat(results.next(LIMIT)).isEqualTo(i * i);
    }
    assertThat(results.hasNext()).isFalse();
    assertThat(own.join(LIMIT)).isTrue();
    Pool abandoned = newPool(PoolConfig.builder().processes(1).imapWindow(5).build());
    ResultIterator<Integer> unread = abandoned.imap(PoolContract::square, range(300));
    abandoned.shutdown();
    assertThat(abandoned.join(Duration.ofMillis(300))).isFalse();
    unread.close();
    assertThat(abandoned.join(LIMIT)).isTrue();
  }

  @Test
  void sendsWhatAnArgumentWasWhenItWasSubmitted() throws Exception {
    try (Pool own = newPool(PoolConfig.builder().processes(1).build())) {
      byte[] large = new byte[1 << 20];
      AsyncResult<?> first = own.runAsync(() -> Thread.sleep(500));
      AsyncResult<Integer> waiting = own.applyAsync((byte[] bytes) -> (int) bytes[bytes.length - 1], large);
      large[large.length - 1] = 7;
      first.get(LIMIT);
      assertThat(waiting.get(LIMIT)).isEqualTo(expectedOfAChangedArgument());
    }
  }

  /** What a task sees of an argument that its caller changes while it waits. */
  abstract int expectedOfAChangedArgument();

  @Test
  void runsInitializerAndExitFunctionInEachWorker() throws Exception {
    Path folder = Files.createTempDirectory("pool-contract");
    String path = folder.toString();
    Pool own =
        newPool(
            PoolConfig.builder()
                .processes(2)
                .initializer(() -> Files.createTempFile(Path.of(path), "begin", ""))
                .exitFunction(() -> Files.createTempFile(Path.of(path), "end", ""))
                .build());
    own.map(PoolContract::square, range(10));
    Awaitility.await().atMost(LIMIT).until(() -> folder.toFile().list((d, n) -> n.startsWith("begin")).length == 2);
    own.shutdown();
    own.join();
    assertThat(folder.toFile().list((d, n) -> n.startsWith("end"))).hasSize(2);
    for (File file : folder.toFile().listFiles()) {
      assertThat(file.delete()).isTrue();
    }
    assertThat(folder.toFile().delete()).isTrue();
  }

  @Test
  void givesUpWhenTheInitializerFails() {
    try (Pool own =
        newPool(
            PoolConfig.builder()
                .processes(2)
                .initializer(() -> { throw new IllegalStateException("no licence"); })
                .build())) {
      Throwable failure = catchThrowable(() -> own.applyAsync(PoolContract::square, 1).get(LIMIT));
      assertThat(failure).isInstanceOf(PoolBrokenException.class).hasStackTraceContaining("no licence");
      assertThat(own.snapshot().state()).isEqualTo(PoolSnapshot.State.BROKEN);
      assertThatThrownBy(() -> own.runAsync(() -> {})).isInstanceOf(PoolBrokenException.class);
    }
  }

  // --- views --------------------------------------------------------------------------------------------------------

  @Test
  void servesAsAnExecutorService() throws Exception {
    ExecutorService executor = pool.asExecutorService();
    Future<Integer> sum = executor.submit((Callable<Integer> & Serializable) () -> 1 + 1);
    assertThat(sum.get(30, TimeUnit.SECONDS)).isEqualTo(2);
    List<Callable<Integer>> all =
        List.of((Callable<Integer> & Serializable) () -> 1, (Callable<Integer> & Serializable) () -> 2);
    List<Integer> results = new ArrayList<>();
    for (Future<Integer> future : executor.invokeAll(all)) {
      results.add(future.get());
    }
    assertThat(results).containsExactly(1, 2);
    Future<?> failing =
        executor.submit((Callable<Integer> & Serializable) () -> { throw new IOException("broken"); });
    assertThatThrownBy(failing::get).isInstanceOf(ExecutionException.class).hasCauseExactlyInstanceOf(IOException.class);
    Future<?> endless = executor.submit((Runnable & Serializable) PoolContract::sleepLong);
    Awaitility.await().until(() -> pool.snapshot().running() > 0);
    assertThat(endless.cancel(true)).isTrue();
    executor.shutdown();
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.snapshot().state()).isEqualTo(PoolSnapshot.State.RUNNING);
  }

  static void sleepLong() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void countsWhatItDid() throws Exception {
    try (Pool own = newPool(PoolConfig.builder().name("counting").processes(1).build())) {
      own.map(PoolContract::square, range(5), 1);
      catchThrowable(() -> own.apply(PoolContract::failOdd, 1));
      PoolSnapshot snapshot = own.snapshot();
      assertThat(snapshot.name()).isEqualTo("counting");
      assertThat(snapshot.done()).isEqualTo(5);
      assertThat(snapshot.failed()).isEqualTo(1);
      assertThat(snapshot.workers()).singleElement().satisfies(w -> assertThat(w.tasksDone()).isEqualTo(6));
      AsyncResult<?> long1 = own.with(TaskOptions.NONE.withLabel("nap")).runAsync(() -> Thread.sleep(60_000));
      Awaitility.await().until(() -> own.snapshot().running() == 1);
      assertThat(own.snapshot().workers().get(0).task()).isEqualTo("nap");
      assertThat(own.snapshot().workers().get(0).taskAge()).isNotNull();
      assertThat(long1.ready()).isFalse();
    }
  }

  @Test
  void reportsToItsListener() throws Exception {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    PoolListener listener =
        new PoolListener() {
          @Override
          public void taskEnded(String label, TaskOutcome outcome, Duration queued, Duration ran, Throwable failure) {
            events.add(outcome.name());
          }

          @Override
          public void workerStarted(String worker, long pid, Duration startup) {
            events.add("started");
            throw new IllegalStateException("a listener's own mistake");
          }
        };
    try (Pool own = newPool(PoolConfig.builder().processes(1).listener(listener).build())) {
      own.run(() -> {});
      catchThrowable(() -> own.apply(PoolContract::failOdd, 1));
      Awaitility.await().until(() -> events.containsAll(List.of("started", "SUCCESS", "ERROR")));
    }
  }

  @Test
  void refusesBadNumbers() {
    RemoteFunction<Integer, Integer> f = PoolContract::square;
    assertThatThrownBy(() -> pool.map(f, List.of(1), 0)).hasMessage("chunkSize must be at least 1: chunkSize=0");
    assertThatThrownBy(() -> pool.imap(f, List.of(1), -1)).hasMessage("chunkSize must be at least 1: chunkSize=-1");
    assertThatThrownBy(() -> pool.apply((RemoteFunction<Integer, Integer>) null, 1))
        .isInstanceOf(NullPointerException.class);
  }
}
