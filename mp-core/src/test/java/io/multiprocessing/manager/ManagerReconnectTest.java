package io.multiprocessing.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.AuthKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A TCP connection that is lost, and comes back or doesn't. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManagerReconnectTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final AuthKey KEY = AuthKey.random();

  private BaseManager server;
  private CuttingProxy network;
  private BaseManager client;
  private Box box;

  private static BaseManager manager(SocketAddress address) {
    ManagerConfig config =
        ManagerConfig.builder().address(address).authKey(KEY).reconnectTimeout(Duration.ofSeconds(1)).build();
    return new BaseManager(Multiprocessing.get(), config, Box.TYPE);
  }

  @BeforeEach
  void connect() throws Exception {
    server = manager(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    network = new CuttingProxy((InetSocketAddress) server.server().address());
    client = manager(network.address());
    client.connect();
    box = client.create(Box.TYPE);
    assertThat(box.add(1)).isEqualTo(1);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    network.close();
    server.close();
  }

  private Thread waiting(AtomicReference<Throwable> thrown) {
    Thread thread = new Thread(() -> {
      try {
        box.await();
      } catch (Throwable e) {
        thrown.set(e);
      }
    });
    thread.start();
    await().atMost(LIMIT).until(() -> box.waiting().equals("waits"));
    return thread;
  }

  @Test
  void callsGoOnAfterTheConnectionWasLostAndKeepTheirObjects() throws Exception {
    for (int i = 2; i < 5; i++) {
      network.cut();
      await().atMost(LIMIT).until(() -> !client.isAlive() || callSucceeds());
      assertThat(box.add(0)).isEqualTo(1);
    }
    assertThat(network.connectionsMade()).isGreaterThan(1);
    await().atMost(LIMIT).until(() -> server.snapshot().clients() == 1);
    await().during(Duration.ofMillis(1500)).atMost(LIMIT).until(() -> server.snapshot().objects().size() == 1);
    ((RemoteObject) box).close();
    await().atMost(LIMIT).until(() -> server.snapshot().objects().isEmpty());
  }

  private boolean callSucceeds() {
    return box.add(0) == 1;
  }

  @Test
  void aCallInTheMiddleFailsAndMayHaveRun() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread = waiting(thrown);
    network.cut();
    thread.join(LIMIT.toMillis());
    assertThat(thrown.get())
        .isInstanceOfSatisfying(ManagerUnreachableException.class, e -> assertThat(e.mayHaveRun()).isTrue())
        .hasMessageContaining("call=await")
        .hasMessageContaining("address=" + network.address());
    await().atMost(LIMIT).until(() -> box.waiting().equals("interrupted"));
  }

  @Test
  void givesUpAfterTheTimeoutAndComesBackLater() throws Exception {
    network.away(true);
    network.cut();
    long start = System.nanoTime();
    assertThatExceptionOfType(ManagerUnreachableException.class)
        .isThrownBy(this::untilUnreachable)
        .withMessageContaining("address=" + network.address())
        .satisfies(e -> assertThat(e.mayHaveRun()).isFalse());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(500), LIMIT);
    assertThat(box.toString()).contains("can't be reached");
    await().atMost(LIMIT).until(() -> server.snapshot().objects().isEmpty());
    network.away(false);
    assertThatExceptionOfType(ManagerException.class) // the server has kept it for the same time
        .isThrownBy(() -> box.add(1))
        .withMessageContaining("gone");
    Box another = client.create(Box.TYPE);
    assertThat(another.add(5)).isEqualTo(5);
  }

  private void untilUnreachable() {
    try {
      box.add(0);
    } catch (ManagerUnreachableException e) {
      if (!e.mayHaveRun()) {
        throw e;
      }
    }
    box.add(0);
  }

  @Test
  void aClientThatCallsNothingComesBackAndKeepsItsObjects() throws Exception {
    network.cut();
    await().atMost(LIMIT).until(() -> network.connectionsMade() == 2 && server.snapshot().clients() == 1);
    await().during(Duration.ofMillis(1300)).atMost(LIMIT).until(() -> server.snapshot().objects().size() == 1);
    network.reset();
    await().atMost(LIMIT).until(() -> network.connectionsMade() == 3 && server.snapshot().clients() == 1);
    assertThat(box.add(1)).isEqualTo(2);
    assertThat(network.connectionsMade()).as("the call used the connection that was made meanwhile").isEqualTo(3);
    ((RemoteObject) box).close();
    network.cut();
    await().during(Duration.ofMillis(600)).atMost(LIMIT).until(() -> network.connectionsMade() == 3);
  }

  @Test
  void aClientThatCallsNothingComesBackWhenTheNetworkDoes() throws Exception {
    network.away(true);
    network.cut();
    await().atMost(LIMIT).until(() -> !client.isAlive() && server.snapshot().clients() == 0);
    network.away(false);
    await().atMost(LIMIT).until(() -> server.snapshot().clients() == 1);
    assertThat(box.add(1)).isEqualTo(2);
  }

  @Test
  void anotherServerAtTheAddressIsNotTakenForTheOld() throws Exception {
    SocketAddress address = server.address();
    server.close();
    server = manager(address);
    server.server();
    assertThatExceptionOfType(ManagerUnreachableException.class)
        .isThrownBy(this::untilUnreachable)
        .withMessageContaining("another one has its address");
  }
}
