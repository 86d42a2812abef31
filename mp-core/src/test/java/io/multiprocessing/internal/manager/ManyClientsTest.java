package io.multiprocessing.internal.manager;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.testing.Processes;
import io.multiprocessing.testing.TestJvm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What many clients cost a server, and what is left of those that are killed. */
class ManyClientsTest {

  private static final byte[] KEY = {1, 2, 3};
  private static final int IDLE_CLIENTS = 1000;
  private static final int LOST_CONNECTIONS = 200;

  /** How many client processes are killed; each is a JVM's start. */
  private static final int KILLS = Integer.getInteger("multiprocessing.test.kill-rounds", 3);

  private static ServerCore server;

  /** An object whose methods wait, or don't. */
  public static final class Blocking {
    private final CountDownLatch never = new CountDownLatch(1);

    public void block() throws InterruptedException {
      never.await();
    }

    public int length(String text) {
      return text.length();
    }
  }

  @BeforeAll
  static void serve() throws Throwable {
    ManagerConfig config = ManagerConfig.builder().authKey(AuthKey.of(KEY)).build();
    TypeSource types =
        ServerTypes.of(
            true, List.of(ManagedType.exposing("Blocking", new NewBlocking(), Set.of("block", "length"))), pool -> null);
    server = ServerCore.open(config, types);
    try (RawClient client = RawClient.connect(server.address(), AuthKey.of(KEY))) { // loads what stays loaded
      client.call(client.create("Blocking"), "length", "x");
    }
  }

  private record NewBlocking() implements RemoteCallable<Blocking> {
    @Override
    public Blocking call() {
      return new Blocking();
    }
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static RawClient connect() throws IOException {
    return RawClient.connect(server.address(), AuthKey.of(KEY));
  }

  /** The server's threads without those of calls, which end some seconds after their last one. */
  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("multiprocessing-") && !thread.getName().contains("-call-"))
        .count();
  }

  private static long callThreads() {
    return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().contains("-call-")).count();
  }

  /** -1 where the platform doesn't tell. */
  private static long descriptors() {
    Path folder = Path.of("/proc/self/fd");
    if (!Files.exists(folder)) {
      return -1;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    } catch (IOException e) {
      throw new IllegalStateException("the descriptors can't be counted", e);
    }
  }

  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void awaitNothingLeft(long descriptorsBefore, long threadsBefore) {
    await().pollInterval(Duration.ofMillis(50)).atMost(40, SECONDS).untilAsserted(() -> {
      assertThat(server.snapshot().clients()).isZero();
      assertThat(server.snapshot().objects()).isEmpty();
      assertThat(server.snapshot().waitingCalls()).isZero();
      assertThat(threads()).isLessThanOrEqualTo(threadsBefore);
      assertThat(callThreads()).isZero();
      assertThat(descriptors()).isLessThanOrEqualTo(descriptorsBefore);
    });
  }

  @Test
  void idleClientsCostNoThreadAndLittleMemory() throws Throwable {
    long threads = threads();
    long descriptors = descriptors();
    long heap = heapBytes();
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < IDLE_CLIENTS; i++) {
        clients.add(connect());
      }
      assertThat(server.snapshot().clients()).isEqualTo(IDLE_CLIENTS);
      assertThat(threads()).isEqualTo(threads);
      long both = heapBytes() - heap; // of the clients, too
      System.out.println("ManyClientsTest: heap of " + IDLE_CLIENTS + " clients and their server: " + both + " bytes");
      assertThat(both).isLessThan(100_000_000L);
      RawClient last = clients.get(IDLE_CLIENTS - 1);
      assertThat(last.call(last.create("Blocking"), "length", "four")).isEqualTo(4);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    awaitNothingLeft(descriptors, threads);
  }

  @Test
  void nothingIsLeftOfConnectionsThatBreakInTheMiddleOfCalls() throws Throwable {
    long seed = Long.getLong("multiprocessing.test.seed", System.nanoTime());
    System.out.println("ManyClientsTest seed=" + seed);
    Random random = new Random(seed);
    long threads = threads();
    long descriptors = descriptors();
    for (int i = 0; i < LOST_CONNECTIONS; i++) {
      try (RawClient client = connect()) {
        long object = client.create("Blocking");
        long lock = client.create("Lock");
        client.call(lock, "lock");
        client.send(object, "block");
        client.send(lock, 2, "lock");
        for (int n = random.nextInt(5); n > 0; n--) {
          client.sendCreate("Blocking", null);
          client.send(object, "length", "text");
        }
      }
    }
    awaitNothingLeft(descriptors, threads);
  }

  @Test
  void nothingIsLeftOfClientsThatAreKilledInTheMiddleOfCalls() throws Throwable {
    long threads = threads();
    long descriptors = descriptors();
    String socket = ((UnixDomainSocketAddress) server.address()).getPath().toString();
    for (int i = 0; i < KILLS; i++) {
      try (TestJvm client = TestJvm.start(CallingClient.class, List.of(), Map.of(), socket, HexFormat.of().formatHex(KEY))) {
        client.awaitLine("READY ", 1);
        long calls = server.snapshot().calls();
        await().atMost(20, SECONDS).until(() -> server.snapshot().calls() > calls + 10);
        assertThat(server.snapshot().waitingCalls()).isGreaterThanOrEqualTo(2);
        Processes.send("KILL", client.pid());
      }
      await().atMost(20, SECONDS).until(() -> server.snapshot().clients() == 0);
    }
    awaitNothingLeft(descriptors, threads);
  }
}
