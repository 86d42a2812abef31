package io.multiprocessing.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Extreme limits, listeners and inputs that misbehave, and what a pool may not keep, for both kinds of pools. */
@Timeout(60)
class PoolEdgesTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration CENTURIES = Duration.ofSeconds(Long.MAX_VALUE);

  private enum Kind {
    PROCESSES {
      @Override
      Pool start(PoolConfig.Builder config) {
        return Multiprocessing.get().pool(config.build());
      }
    },
    THREADS {
      @Override
      Pool start(PoolConfig.Builder config) {
        return Multiprocessing.get().threadPool(config.build());
      }
    };

    abstract Pool start(PoolConfig.Builder config);
  }

  private static int square(int x) {
    return x * x;
  }

  private static Iterable<Integer> endless() {
    return () -> IntStream.iterate(0, i -> i + 1).boxed().iterator();
  }

  // --- limits -------------------------------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void takesLimitsOfCenturies(Kind kind) throws Exception {
    Pool pool = kind.start(PoolConfig.builder().processes(1).queueTimeout(CENTURIES).stopGrace(CENTURIES));
    AsyncResult<Integer> result = pool.applyAsync(PoolEdgesTest::square, 3);
    assertThat(result.await(CENTURIES)).isTrue();
    assertThat(result.get(CENTURIES)).isEqualTo(9);
    assertThat(pool.imap(PoolEdgesTest::square, List.of(2)).next(CENTURIES)).isEqualTo(4);
    assertThat(pool.drain(CENTURIES)).isTrue();
    assertThat(pool.join(CENTURIES)).isTrue();
  }

  @Test
  void takesATaskLimitOfCenturies() throws Exception {
    try (Pool pool = Kind.PROCESSES.start(PoolConfig.builder().processes(1))) {
      AsyncResult<Integer> result =
          pool.with(TaskOptions.timeout(CENTURIES)).applyAsync(PoolEdgesTest::square, 3);
      assertThat(result.get(LIMIT)).isEqualTo(9);
      assertThat(pool.snapshot().running()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesTheLargestQueueCapacity(Kind kind) throws Exception {
    try (Pool pool = kind.start(PoolConfig.builder().processes(1).queueCapacity(Integer.MAX_VALUE))) {
      assertThat(pool.<Integer, Integer>apply(PoolEdgesTest::square, 3)).isEqualTo(9);
      assertThat(pool.<Integer, Integer>apply(PoolEdgesTest::square, 4)).isEqualTo(16);
      assertThat(pool.map(PoolEdgesTest::square, List.of(1, 2), Integer.MAX_VALUE)).containsExactly(1, 4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheRoomOfACancelledTaskToABlockedSubmitter(Kind kind) throws Exception {
    try (Pool pool =
        kind.start(
            PoolConfig.builder().processes(1).queueCapacity(1).queueFullPolicy(QueueFullPolicy.BLOCK))) {
      pool.runAsync(() -> Thread.sleep(60_000));
      await().until(() -> pool.snapshot().running() == 1);
      AsyncResult<?> waiting = pool.runAsync(() -> {});
      Thread submitter = new Thread(() -> pool.runAsync(() -> {}));
      submitter.start();
      await().until(() -> submitter.getState() == Thread.State.WAITING);
      assertThat(waiting.cancel(false)).isTrue();
      submitter.join(10_000);
      assertThat(submitter.isAlive()).isFalse();
    }
  }

  // --- listeners and callbacks --------------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void completesATaskWhoseListenerFailsWithAnError(Kind kind) throws Exception {
    PoolListener listener =
        new PoolListener() {
          @Override
          public void taskEnded(String label, TaskOutcome outcome, Duration queued, Duration ran, Throwable failure) {
            throw new NoClassDefFoundError("a listener's own mistake");
          }
        };
    try (Pool pool = kind.start(PoolConfig.builder().processes(1).listener(listener))) {
      assertThat(pool.applyAsync(PoolEdgesTest::square, 3).get(LIMIT)).isEqualTo(9);
      assertThat(pool.applyAsync(PoolEdgesTest::square, 4).get(LIMIT)).isEqualTo(16);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsTheListenerOfEachWorkersEnd(Kind kind) throws Exception {
    AtomicInteger started = new AtomicInteger();
    List<WorkerEnd> ends = Collections.synchronizedList(new ArrayList<>());
    PoolListener listener =
        new PoolListener() {
          @Override
          public void workerStarted(String worker, long pid, Duration startup) {
            started.incrementAndGet();
          }

          @Override
          public void workerEnded(String worker, long pid, WorkerEnd reason) {
            ends.add(reason);
          }
        };
    Pool pool = kind.start(PoolConfig.builder().processes(2).listener(listener));
    await().atMost(LIMIT).until(() -> started.get() == 2);
    pool.shutdown();
    assertThat(pool.join(LIMIT)).isTrue();
    await().atMost(LIMIT).until(() -> ends.equals(List.of(WorkerEnd.STOPPED, WorkerEnd.STOPPED)));
  }

  @ParameterizedTest
  @EnumSource
  void joinsOnlyAfterTheCallbacks(Kind kind) throws Exception {
    Pool pool = kind.start(PoolConfig.builder().processes(2));
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 4; i++) {
      pool.applyAsync(
          PoolEdgesTest::square,
          i,
          (Integer value) -> {
            sleep(300);
            seen.add(value);
          },
          null);
    }
    pool.shutdown();
    assertThat(pool.join(LIMIT)).isTrue();
    assertThat(seen).containsExactlyInAnyOrder(0, 1, 4, 9);
  }

  @ParameterizedTest
  @EnumSource
  void canBeJoinedInACallback(Kind kind) throws Exception {
    Pool pool = kind.start(PoolConfig.builder().processes(1));
    CompletableFuture<Boolean> joined = new CompletableFuture<>();
    pool.applyAsync(
        PoolEdgesTest::square,
        2,
        value -> {
          try {
            pool.shutdown();
            joined.complete(pool.join(LIMIT));
          } catch (InterruptedException e) {
            joined.completeExceptionally(e);
          }
        },
        null);
    assertThat(joined.get(15, TimeUnit.SECONDS)).isTrue();
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // --- imap ---------------------------------------------------------------------------------------------------------

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @ParameterizedTest
  @EnumSource
  void surfacesACheckedErrorOfTheInput(Kind kind) {
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
                if (next == 1) {
                  throw PoolEdgesTest.<RuntimeException>sneaky(new IOException("the input broke"));
                }
                return next++;
              }
            };
    try (Pool pool = kind.start(PoolConfig.builder().processes(1));
        ResultIterator<Integer> results = pool.imap(PoolEdgesTest::square, input)) {
      assertThat(results.next()).isZero();
      assertThatThrownBy(results::next).hasRootCauseMessage("the input broke");
      assertThat(results.hasNext()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsNoMoreInputOnceThePoolIsTerminated(Kind kind) throws Exception {
    Pool pool = kind.start(PoolConfig.builder().processes(1).imapWindow(4));
    try (ResultIterator<Integer> results = pool.imap(PoolEdgesTest::square, endless())) {
      assertThat(results.next()).isZero();
      pool.terminate();
      int failures = 0;
      for (int i = 0; i < 50 && results.hasNext(); i++) {
        failures += catchThrowable(results::next) == null ? 0 : 1;
      }
      assertThat(failures).as("what was in the window, and then the end").isBetween(1, 5);
      assertThat(results.hasNext()).isFalse();
      assertThat(pool.join(LIMIT)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesAnImapAtTheCallOnceThePoolIsClosed(Kind kind) {
    Pool pool = kind.start(PoolConfig.builder().processes(1));
    pool.close();
    assertThatThrownBy(() -> pool.imap(PoolEdgesTest::square, endless())).isInstanceOf(PoolClosedException.class);
  }

  // --- cancelling ---------------------------------------------------------------------------------------------------

  @Test
  void cancelsAMapWithoutKillingWorkersForItsLaterChunks() throws Exception {
    AtomicInteger killed = new AtomicInteger();
    PoolListener listener =
        new PoolListener() {
          @Override
          public void workerEnded(String worker, long pid, WorkerEnd reason) {
            killed.addAndGet(reason == WorkerEnd.CANCELLED ? 1 : 0);
          }
        };
    try (Pool pool = Kind.PROCESSES.start(PoolConfig.builder().processes(3).listener(listener))) {
      pool.map(PoolEdgesTest::square, List.of(1, 2, 3), 1);
      AsyncResult<List<Integer>> map =
          pool.mapAsync(
              (Integer x) -> {
                Thread.sleep(1 + x % 3);
                return x;
              },
              IntStream.range(0, 3_000).boxed().toList(),
              1);
      await().until(() -> pool.snapshot().done() > 20);
      assertThat(map.cancel(true)).isTrue();
      await().until(map::ready);
      assertThat(killed.get()).isLessThanOrEqualTo(3);
    }
  }

  // --- memory -------------------------------------------------------------------------------------------------------

  private record Payload(byte[] bytes) {}

  private static int length(Payload payload) {
    return payload.bytes().length;
  }

  @Test
  void keepsNoArgumentOfATaskThatHasEnded() throws Exception {
    try (Pool pool = Kind.THREADS.start(PoolConfig.builder().processes(1).queueTimeout(Duration.ofHours(1)))) {
      Payload payload = new Payload(new byte[10]);
      WeakReference<Payload> argument = new WeakReference<>(payload);
      AsyncResult<Integer> kept = pool.applyAsync(PoolEdgesTest::length, payload);
      assertThat(kept.get(LIMIT)).isEqualTo(10);
      payload = null;
      await().atMost(LIMIT).until(() -> {
        System.gc();
        return argument.get() == null;
      });
      assertThat(kept.ready()).isTrue();
    }
  }

  // --- threads ------------------------------------------------------------------------------------------------------

  @Test
  void runsNoExitFunctionInThreadsThatAreTerminated() throws Exception {
    AtomicBoolean ran = new AtomicBoolean();
    Pool pool = Kind.THREADS.start(PoolConfig.builder().processes(1).exitFunction(() -> ran.set(true)));
    pool.run(() -> {});
    pool.terminate();
    assertThat(pool.join(LIMIT)).isTrue();
    assertThat(ran).isFalse();
  }
}
