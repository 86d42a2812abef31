package io.multiprocessing.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of {@link ExecutorService}, as far as tasks that travel can keep it. */
@Timeout(60)
class PoolExecutorServiceTest {

  private Pool pool;
  private ExecutorService executor;

  private interface RemoteTask extends Callable<Integer>, Serializable {}

  @BeforeEach
  void start() {
    pool = Multiprocessing.get().pool(PoolConfig.builder().processes(2).queueCapacity(10).build());
    executor = pool.asExecutorService();
  }

  @AfterEach
  void end() {
    pool.close();
  }

  private static RemoteTask value(int value) {
    return () -> value;
  }

  private static RemoteTask failing() {
    return () -> {
      throw new IllegalStateException("no result");
    };
  }

  private static RemoteTask slow() {
    return () -> {
      Thread.sleep(60_000);
      return 0;
    };
  }

  @Test
  void givesAnyResult() throws Exception {
    assertThat(executor.invokeAny(List.of(failing(), slow(), value(3)))).isEqualTo(3);
    assertThat(executor.invokeAny(List.of(value(4)), 30, TimeUnit.SECONDS)).isEqualTo(4);
    assertThat(pool.<Integer>apply(() -> 5)).isEqualTo(5);
    assertThatThrownBy(() -> executor.invokeAny(List.of(failing(), failing())))
        .isInstanceOf(ExecutionException.class)
        .hasCauseExactlyInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> executor.invokeAny(List.of(slow()), 100, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> executor.invokeAny(List.<RemoteTask>of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsWhatThePoolDoesNotTake() {
    List<RemoteTask> many = IntStream.range(0, 50).mapToObj(i -> slow()).toList();
    assertThatThrownBy(() -> many.forEach(executor::submit))
        .isInstanceOf(RejectedExecutionException.class)
        .hasCauseInstanceOf(PoolQueueFullException.class);
    pool.terminate();
    assertThatThrownBy(() -> executor.submit(value(1)))
        .isInstanceOf(RejectedExecutionException.class)
        .hasCauseInstanceOf(PoolClosedException.class);
    assertThatThrownBy(() -> executor.execute((Runnable & Serializable) () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void endsWhatItHasWhenItIsShutDownNow() throws Exception {
    List<Future<Integer>> futures = IntStream.range(0, 8).mapToObj(i -> executor.submit(slow())).toList();
    await().until(() -> pool.snapshot().running() == 2);
    assertThat(executor.shutdownNow()).isEmpty();
    assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(executor.isTerminated()).isTrue();
    assertThat(futures).allMatch(Future::isCancelled);
    assertThat(pool.<Integer>apply(() -> 5)).isEqualTo(5);
    assertThat(pool.snapshot().restarts()).isBetween(1L, 2L);
    assertThatThrownBy(() -> executor.submit(value(1))).isInstanceOf(RejectedExecutionException.class);
  }
}
