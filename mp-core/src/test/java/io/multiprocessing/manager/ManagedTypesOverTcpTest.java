package io.multiprocessing.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.pool.AsyncResult;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.TaskOptions;
import io.multiprocessing.pool.TaskTimeoutException;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.serialization.AllowedClasses;
import io.multiprocessing.sync.InterProcessEvent;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.OwnerDiedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contracts of the built-in types over TCP, and pools, which have to be allowed there. */
@Timeout(60)
class ManagedTypesOverTcpTest {

  private static SyncManager manager;

  @BeforeAll
  static void startManager() {
    ManagerConfig config =
        ManagerConfig.builder()
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .allowedClasses(AllowedClasses.standard().withPackage("io.multiprocessing").with(Jobs.class))
            .build();
    manager = new SyncManager(Multiprocessing.get(), config);
    manager.start();
  }

  @AfterAll
  static void closeManager() {
    manager.close();
  }

  @Nested
  class Containers extends ManagedContainersContract {
    @Override
    SyncManager manager() {
      return manager;
    }
  }

  @Nested
  class BesideTheJdk extends ContainersBesideTheJdkContract {
    @Override
    SyncManager manager() {
      return manager;
    }
  }

  @Nested
  class Queues extends ManagedQueueContract {
    @Override
    SyncManager manager() {
      return manager;
    }
  }

  /** What workers run. */
  static final class Jobs {

    static int square(int x) {
      return x * x;
    }

    static int failOdd(int x) {
      if (x % 2 == 1) {
        throw new IllegalStateException("odd: " + x);
      }
      return x;
    }

    static int spin() {
      while (true) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aPoolWorksWhereItIsAllowed() throws Exception {
    List<Integer> numbers = IntStream.range(0, 200).boxed().toList();
    List<Integer> squares = numbers.stream().map(Jobs::square).toList();
    try (Pool pool = manager.pool(PoolConfig.builder().processes(1).name("remote").build())) {
      assertThat(pool.<Integer, Integer>apply(Jobs::square, 7)).isEqualTo(49);
      assertThat(pool.<Integer, Integer>map(Jobs::square, numbers)).isEqualTo(squares);
      List<Integer> inOrder = new ArrayList<>();
      pool.<Integer, Integer>imap(Jobs::square, numbers, 10).forEachRemaining(inOrder::add);
      assertThat(inOrder).isEqualTo(squares);
      assertThatIllegalStateException()
          .isThrownBy(() -> pool.<Integer, Integer>apply(Jobs::failOdd, 3)).withMessage("odd: 3");
      assertThatThrownBy(
              () -> pool.with(TaskOptions.timeout(Duration.ofMillis(200))).<Integer>apply(Jobs::spin))
          .isInstanceOf(TaskTimeoutException.class);
      AsyncResult<Integer> after = pool.applyAsync(Jobs::square, 3);
      assertThat(after.get()).as("in a worker that replaces the one that was ended").isEqualTo(9);
      assertThat(pool.snapshot().name()).isEqualTo("remote");
    }
  }

  private record Holding(InterProcessLock lock, InterProcessEvent held) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      lock.lock();
      held.set();
      new CountDownLatch(1).await();
    }
  }

  @Test
  void aLockOfAProcessThatIsKilledIsReported() throws Exception {
    InterProcessLock lock = manager.lock();
    InterProcessEvent held = manager.event();
    ChildProcess child = Multiprocessing.get().process(new Holding(lock, held));
    child.start();
    held.await();
    child.kill();
    long pid = child.pid().orElseThrow();
    assertThatThrownBy(lock::lock)
        .isInstanceOfSatisfying(OwnerDiedException.class, e -> assertThat(e.pid()).isEqualTo(pid));
    lock.lock();
    lock.unlock();
    child.join();
  }
}
