package io.multiprocessing.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteCallable;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Moments in which a process pool could lose a task or a worker. */
@Timeout(60)
class ProcessPoolRacesTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long TEST_PID = ProcessHandle.current().pid();

  private static Pool start(PoolConfig.Builder config) {
    return Multiprocessing.get().pool(config.build());
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  @Test
  void givesTheNextTaskToAReplacementThatIsReadyBeforeTheOldWorkerHasEnded() throws Exception {
    try (Pool pool =
        start(PoolConfig.builder().processes(1).maxTasksPerChild(1).exitFunction(() -> Thread.sleep(4_000)))) {
      AsyncResult<?> first = pool.runAsync(() -> Thread.sleep(1_500));
      AsyncResult<Integer> second = pool.applyAsync(() -> 2);
      first.get(LIMIT);
      assertThat(second.get(Duration.ofSeconds(2))).isEqualTo(2);
    }
  }

  @Test
  void keepsItsCountOfWaitingTasksWhenATaskIsCancelledAsItEnds() throws Exception {
    try (Pool pool = start(PoolConfig.builder().processes(1))) {
      pool.run(() -> {});
      for (int round = 0; round < 5; round++) {
        AsyncResult<?> ending = pool.runAsync(() -> Thread.sleep(100));
        AsyncResult<Integer> next = pool.applyAsync((byte[] bytes) -> bytes.length, new byte[64 << 20]);
        while (!ending.ready()) {
          ending.cancel(false);
        }
        assertThat(next.get(LIMIT)).isEqualTo(64 << 20);
        assertThat(pool.applyAsync(() -> 3).get(Duration.ofSeconds(5))).isEqualTo(3);
      }
      pool.shutdown();
      assertThat(pool.join(LIMIT)).isTrue();
    }
  }

  /** Memory runs out for it where it is decoded in the parent. */
  private static final class TooLargeForTheParent implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final long parent;

    TooLargeForTheParent(long parent) {
      this.parent = parent;
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      if (pid() == parent) {
        throw new OutOfMemoryError("no memory for this result");
      }
    }
  }

  @Test
  void failsATaskForWhoseResultThereIsNoMemory() throws Exception {
    try (Pool pool = start(PoolConfig.builder().processes(1))) {
      long parent = TEST_PID;
      AsyncResult<Object> result = pool.applyAsync(() -> new TooLargeForTheParent(parent));
      assertThatThrownBy(() -> result.get(LIMIT)).isInstanceOf(Throwable.class).hasMessageContaining("no memory");
      assertThat(pool.<Integer>apply(() -> 5)).isEqualTo(5);
    }
  }

  /** Memory runs out for it where it is encoded. */
  private static final class TooLargeToSend implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
      throw new OutOfMemoryError("no memory for this argument");
    }
  }

  @Test
  void surfacesAnItemForWhichThereIsNoMemory() {
    try (Pool pool = start(PoolConfig.builder().processes(1));
        ResultIterator<String> results =
            pool.imap(Object::toString, List.of("first", new TooLargeToSend(), "third"))) {
      assertThat(results.next()).isEqualTo("first");
      assertThatThrownBy(results::next).isInstanceOf(OutOfMemoryError.class).hasMessageContaining("no memory");
      assertThat(results.next()).isEqualTo("third");
      assertThat(results.hasNext()).isFalse();
    }
  }

  /** Loads the classes of this test itself, as a container's or a restarting application's loader does. */
  private static final class OwnLoader extends URLClassLoader {

    OwnLoader() {
      super(
          new URL[] {Result.class.getProtectionDomain().getCodeSource().getLocation()}, Result.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(ProcessPoolRacesTest.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  private record Result(int value) {}

  private static final class MakesAResult implements RemoteCallable<Object> {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public Object call() {
      return new Result(3);
    }
  }

  @Test
  void decodesResultsWithTheClassesOfWhoMadeThePool() throws Exception {
    try (Pool other = start(PoolConfig.builder().processes(1))) {
      other.run(() -> {}); // whatever is shared between pools is there now
    }
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (OwnLoader loader = new OwnLoader()) {
      Thread.currentThread().setContextClassLoader(loader);
      try (Pool pool = start(PoolConfig.builder().processes(1))) {
        Object result = pool.apply(new MakesAResult());
        assertThat(result.getClass().getName()).isEqualTo(Result.class.getName());
        assertThat(result.getClass().getClassLoader()).isSameAs(loader);
      }
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static final class Bottomless extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      return getMessage() + "!";
    }
  }

  @Test
  void keepsAWorkerWhoseTaskFailsWithAnExceptionThatCanNotSayItsMessage() throws Exception {
    try (Pool pool = start(PoolConfig.builder().processes(1))) {
      long before = pool.<Long>apply(ProcessPoolRacesTest::pid);
      assertThatThrownBy(
              () -> {
                AsyncResult<?> failing = pool.runAsync(() -> { throw new Bottomless(); });
                failing.get(LIMIT);
              })
          .isNotInstanceOf(WorkerDiedException.class);
      assertThat(pool.<Long>apply(ProcessPoolRacesTest::pid)).isEqualTo(before);
    }
  }

  @Test
  void limitsTheWaitOfATaskThatLostItsWorkerAndWaitsAgain(@TempDir Path folder) throws Exception {
    String started = folder.resolve("started").toString();
    try (Pool pool =
        start(
            PoolConfig.builder()
                .processes(1)
                .initializer(
                    () -> {
                      if (Files.exists(Path.of(started))) {
                        Thread.sleep(60_000);
                      }
                      Files.createFile(Path.of(started));
                    }))) {
      pool.run(() -> {});
      TaskOptions options = TaskOptions.idempotent(1).withQueueTimeout(Duration.ofSeconds(1));
      AsyncResult<?> result = pool.with(options).runAsync(() -> Runtime.getRuntime().halt(1));
      assertThatExceptionOfType(TaskTimeoutException.class)
          .isThrownBy(() -> result.get(LIMIT))
          .satisfies(e -> assertThat(e.limit()).isEqualTo(TaskTimeoutException.Limit.QUEUE));
    }
  }
}
