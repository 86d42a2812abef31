package io.multiprocessing.internal.process;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.WorkerDiedException;
import io.multiprocessing.pool.WorkerSnapshot;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.ProcessStartException;
import io.multiprocessing.testing.Footprint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The main class of a parent that may have few processes and threads, and uses them up with threads of its own. */
final class CrowdedParent {

  /** More than the limit of the test leaves. */
  private static final int MAX_THREADS = 1_000;

  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private static final List<Thread> CROWD = new ArrayList<>();
  private static CountDownLatch leave = new CountDownLatch(1);

  private CrowdedParent() {}

  /** Starts children, and has a pool replace a worker, with room enough, without any, and with room again. */
  public static void main(String[] none) throws Exception {
    start("warm");
    try (Pool pool = pool()) {
      loseWorker(pool);
    }
    Footprint before = Footprint.now();
    System.out.println("crowded: " + crowd());
    start("none");
    disperse();
    start("enough");
    try (Pool pool = pool()) {
      awaitIdle(pool); // both: the one that stays keeps the pool from giving up
      crowd();
      loseWorker(pool);
      crowd(); // also what the dead one has left
      long cpuBefore = cpuMillis();
      Thread.sleep(WINDOW.toMillis()); // the time that is measured
      System.out.println("busy: " + (cpuMillis() - cpuBefore));
      System.out.println("left: " + idle(pool) + ", answers " + pool.<Integer>apply(() -> 5));
      disperse();
      awaitIdle(pool);
      System.out.println("healed: " + idle(pool));
    }
    before.awaitAgain();
    System.out.println("nothing stays");
  }

  /** Whether it took up all there was. */
  private static boolean crowd() {
    while (CROWD.size() < MAX_THREADS) {
      CountDownLatch until = leave;
      Thread thread = new Thread(null, () -> awaitQuietly(until), "crowd", 64 * 1024);
      thread.setDaemon(true);
      try {
        thread.start();
      } catch (OutOfMemoryError e) {
        return true; // that was the last
      }
      CROWD.add(thread);
    }
    return false;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void disperse() throws InterruptedException {
    leave.countDown();
    for (Thread thread : CROWD) {
      thread.join();
    }
    CROWD.clear();
    leave = new CountDownLatch(1);
  }

  private static void start(String when) throws InterruptedException {
    try {
      ChildProcess child = Multiprocessing.get().process(() -> {});
      child.start();
      child.join();
      System.out.println(when + ": code " + child.exitCode().orElseThrow());
      child.close();
    } catch (ProcessStartException e) {
      System.out.println(when + ": refused " + e.getMessage());
    }
  }

  private static Pool pool() {
    return Multiprocessing.get().pool(PoolConfig.builder().processes(2).spareWorkers(0).build());
  }

  private static void loseWorker(Pool pool) throws InterruptedException {
    try {
      pool.run(() -> Runtime.getRuntime().halt(3));
    } catch (WorkerDiedException e) {
      System.out.println("lost: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  /** Waits until both workers are, for a limited time. */
  private static void awaitIdle(Pool pool) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (idle(pool) < 2 && System.nanoTime() - deadline < 0) {
      Thread.sleep(20);
    }
  }

  private static long idle(Pool pool) {
    return pool.snapshot().workers().stream().filter(worker -> worker.state() == WorkerSnapshot.State.IDLE).count();
  }

  private static long cpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
  }
}
