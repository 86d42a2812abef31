package io.multiprocessing.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.InterProcessSemaphore;
import io.multiprocessing.sync.OwnerDiedException;
import io.multiprocessing.testing.Footprint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Client processes that use a manager's containers, locks and nested proxies from several threads are killed in the
 * middle of their calls; the server has the same objects, threads and descriptors afterwards. The system property
 * {@code multiprocessing.test.kill-rounds} sets how many are killed, on each kind of address.
 */
@Timeout(1800)
class ManagerKillTest {

  private static final int ROUNDS = Integer.getInteger("multiprocessing.test.kill-rounds", 3);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MOST_NANOS = 20_000_000;

  /** What a client does until it is killed. */
  private record Work(
      ManagedMap<String, Integer> map,
      ManagedList<ManagedList<Integer>> nested,
      ManagedQueue<ManagedList<Integer>> queue,
      InterProcessLock lock,
      InterProcessSemaphore permits,
      ManagedQueue<Long> ready)
      implements RemoteRunnable {

    @Override
    public void run() throws Exception {
      List<RemoteRunnable> works = List.of(this::count, this::useNested, this::handOn, this::lockOnce, this::acquireOnce);
      ExecutorService threads = Executors.newCachedThreadPool();
      List<Future<?>> ends = new ArrayList<>();
      for (RemoteRunnable work : works) {
        ends.add(
            threads.submit(
                () -> {
                  work.run();
                  ready.put(1L);
                  while (true) {
                    work.run();
                  }
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    }

    private void count() {
      map.merge("count", 1, Integer::sum);
    }

    private void useNested() throws Exception {
      try (ManagedList<Integer> inner = nested.get(0)) {
        inner.set(0, inner.get(0) + 1);
      }
    }

    private void handOn() throws Exception {
      try (ManagedList<Integer> inner = nested.get(1)) {
        queue.put(inner);
        ManagedList<Integer> taken = queue.take();
        taken.close();
      }
    }

    private void lockOnce() {
      try {
        lock.lock();
      } catch (OwnerDiedException e) {
        return;
      }
      lock.unlock();
    }

    private void acquireOnce() throws InterruptedException {
      permits.acquire();
      permits.release();
    }
  }

  @Test
  void killedClientsLeaveNothingOnAUnixDomainSocket() throws Exception {
    kill(null);
  }

  @Test
  void killedClientsLeaveNothingOnTcp() throws Exception {
    kill(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static void kill(@Nullable SocketAddress address) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed=" + seed + ", address=" + address);
    Random random = new Random(seed);
    ManagerConfig config =
        ManagerConfig.builder()
            .address(address)
            .reconnectTimeout(Duration.ofMillis(100))
            .referenceLease(Duration.ofSeconds(2))
            .build();
    Multiprocessing multiprocessing = Multiprocessing.get(StartMethod.FORKSERVER);
    try (SyncManager manager = new SyncManager(multiprocessing, config)) {
      manager.server();
      Work work =
          new Work(
              manager.map(), manager.list(), manager.queue(), manager.lock(), manager.semaphore(2), manager.queue());
      work.nested.add(manager.list(List.of(0)));
      work.nested.add(manager.list(List.of(0)));
      Footprint before = null;
      int objects = manager.snapshot().objects().size();
      for (int round = 0; round <= ROUNDS; round++) {
        ChildProcess child = multiprocessing.process(work);
        child.start();
        for (int thread = 0; thread < 5; thread++) {
          assertThat(work.ready.take()).isEqualTo(1L);
        }
        LockSupport.parkNanos(random.nextInt(MOST_NANOS)); // a moment nobody chose
        child.kill();
        child.join();
        assertLeftAlone(manager, work, objects);
        if (before == null) {
          before = Footprint.now(); // with what starts once
        }
      }
      before.awaitAgain();
      System.out.println("killed=" + ROUNDS + ", count=" + work.map.get("count"));
    }
  }

  /** What the dead held is given back, and the others can go on. */
  private static void assertLeftAlone(SyncManager manager, Work work, int objects) throws Exception {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              ManagerSnapshot snapshot = manager.snapshot();
              assertThat(snapshot.clients()).isZero();
              assertThat(snapshot.waitingCalls()).isZero();
            });
    try {
      work.lock.lock();
    } catch (OwnerDiedException e) {
      work.lock.lock();
    }
    work.lock.unlock();
    await().atMost(LIMIT).until(() -> work.permits.availablePermits() == 2);
    ManagedList<Integer> left = work.queue.poll();
    while (left != null) {
      left.close();
      left = work.queue.poll();
    }
    assertThat(manager.snapshot().objects()).hasSize(objects);
    try (ManagedList<Integer> inner = work.nested.get(0)) {
      assertThat(inner.get(0)).isPositive();
    }
  }
}
