package io.multiprocessing.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.AuthenticationException;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.connection.Addresses;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.testing.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The roles of a manager, and their ends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManagerLifeTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final AuthKey KEY = AuthKey.of("the key".getBytes(StandardCharsets.UTF_8));
  private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static class BoxManager extends BaseManager {
    BoxManager(ManagerConfig config) {
      super(Multiprocessing.get(), config, Box.TYPE.withProxyResult("child", "Box"));
    }
  }

  private static BoxManager manager() {
    return new BoxManager(ManagerConfig.defaults());
  }

  private static BoxManager at(SocketAddress address, @Nullable AuthKey key) {
    return new BoxManager(ManagerConfig.builder().address(address).authKey(key).build());
  }

  private static long pidOf(BaseManager manager) {
    return manager.create(Box.TYPE).pid();
  }

  @Test
  void canBeUsedOnlyBetweenStartAndShutdown() throws Exception {
    BoxManager manager = manager();
    assertThat(manager).hasToString("BoxManager[initial]");
    assertThat(manager.isAlive()).isFalse();
    String early = "only after start(), server() or connect(): manager=BoxManager";
    assertThatIllegalStateException().isThrownBy(() -> manager.create(Box.TYPE)).withMessageContaining(early);
    assertThatIllegalStateException().isThrownBy(manager::snapshot).withMessageContaining(early);
    assertThatIllegalStateException().isThrownBy(manager::shutdown).withMessageContaining(early);
    assertThatIllegalStateException().isThrownBy(manager::join).withMessageContaining(early);
    assertThatIllegalStateException().isThrownBy(manager::address).withMessageContaining("after its start");
    assertThatIllegalArgumentException().isThrownBy(() -> manager.register(Box.TYPE)).withMessageContaining("typeId=Box");

    manager.start(new Initializer("a.property"));
    long pid = pidOf(manager);
    Box box = manager.create(Box.TYPE);
    assertThat(box.greeting()).isEqualTo("from " + pid);
    assertThat(manager.isAlive()).isTrue();
    assertThat(manager.toString()).startsWith("BoxManager[started, address=").contains("pid=" + pid);
    assertThat(manager.join(Duration.ofMillis(1))).isFalse();
    assertThat(manager.snapshot().clients()).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(manager::start).withMessageContaining("only once");
    assertThatIllegalStateException().isThrownBy(manager::server).withMessageContaining("only once");
    assertThatIllegalStateException().isThrownBy(manager::connect).withMessageContaining("only once");
    assertThatIllegalStateException()
        .isThrownBy(() -> manager.register(ManagedType.of("More", Box.class, Box.InMemory::new)))
        .withMessageContaining("before start()");

    SocketAddress address = manager.address();
    manager.shutdown();
    manager.shutdown();
    manager.close();
    assertThat(Processes.isRunning(pid)).isFalse();
    assertThat(manager.address()).isEqualTo(address);
    manager.join();
    assertThat(manager).hasToString("BoxManager[shut down]");
    assertThatIllegalStateException()
        .isThrownBy(() -> manager.create(Box.TYPE))
        .withMessageContaining("the manager is shut down: manager=BoxManager")
        .withMessageContaining("address=" + address);
    assertThatExceptionOfType(ManagerUnreachableException.class)
        .isThrownBy(() -> box.add(1))
        .withMessageContaining("shut down")
        .withMessageContaining("address=" + address);
    assertThat(box.toString()).contains("shut down");
    assertThatIllegalStateException().isThrownBy(manager::start).withMessageContaining("only once");
  }

  private record Initializer(String property) implements RemoteRunnable {
    @Override
    public void run() {
      System.setProperty(property, "set");
    }
  }

  @Test
  void aCrashNamesTheAddressAndTheExit() throws Exception {
    try (BoxManager manager = manager()) {
      manager.start();
      Box box = manager.create(Box.TYPE);
      long pid = box.pid();
      AtomicReference<Throwable> inTheMiddle = new AtomicReference<>();
      Thread waiting = new Thread(() -> inTheMiddle.set(failureOf(box)));
      waiting.start();
      await().atMost(LIMIT).until(() -> box.waiting().equals("waits"));
      Processes.send("KILL", pid);
      waiting.join(LIMIT.toMillis());
      assertThat(inTheMiddle.get())
          .isInstanceOfSatisfying(ManagerUnreachableException.class, e -> assertThat(e.mayHaveRun()).isTrue())
          .hasMessageContaining("call=await")
          .hasMessageContaining("address=" + manager.address())
          .hasMessageContaining("process=BoxManager-1, pid=" + pid + ", end=SIGKILL (exit code -9)");
      assertThatExceptionOfType(ManagerUnreachableException.class)
          .isThrownBy(() -> box.add(1))
          .withMessageContaining("end=SIGKILL")
          .satisfies(e -> assertThat(e.mayHaveRun()).isFalse());
      assertThat(manager.isAlive()).isFalse();
    }
  }

  private static Throwable failureOf(Box box) {
    try {
      box.await();
      return new AssertionError("the call ended");
    } catch (Throwable e) {
      return e;
    }
  }

  @Test
  void aFailedInitializerLeavesNoProcess() {
    try (BoxManager manager = manager()) {
      int children = Multiprocessing.activeChildren().size();
      assertThatExceptionOfType(ManagerException.class)
          .isThrownBy(() -> manager.start(new FailingInitializer()))
          .withMessageContaining("its initializer failed")
          .withMessageContaining("address=private")
          .withMessageContaining("no luck")
          .withCauseInstanceOf(IOException.class);
      assertThatExceptionOfType(ManagerException.class)
          .isThrownBy(() -> manager.start(new ExitingInitializer()))
          .withMessageContaining("its process ended: exit code 3");
      assertThat(Multiprocessing.activeChildren()).hasSize(children);
    }
  }

  private record FailingInitializer() implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      throw new IOException("no luck");
    }
  }

  private record ExitingInitializer() implements RemoteRunnable {
    @Override
    public void run() {
      System.exit(3);
    }
  }

  @Test
  void anAddressInUseIsRefusedAndAFreedOneIsHadAtOnce() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();
      try (BoxManager manager = at(address, KEY)) {
        assertThatExceptionOfType(ManagerException.class)
            .isThrownBy(manager::start)
            .withMessageContaining("it can't serve")
            .withMessageContaining("address=" + address);
        assertThatExceptionOfType(ManagerException.class)
            .isThrownBy(manager::server)
            .withMessageContaining("address=" + address);
      }
    }
    SocketAddress address = null;
    for (int i = 0; i < 3; i++) {
      try (BoxManager manager = at(address == null ? LOOPBACK : address, KEY)) {
        manager.server();
        address = manager.address();
        try (BoxManager client = at(address, KEY)) {
          client.connect();
          assertThat(client.create(Box.TYPE).add(1)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void endsInTimeWhenItsProcessIsStopped() throws Exception {
    BoxManager manager =
        new BoxManager(ManagerConfig.builder().shutdownTimeout(Duration.ofMillis(300)).build());
    manager.start();
    long pid = pidOf(manager);
    Processes.stop(pid);
    long start = System.nanoTime();
    manager.shutdown();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(10));
    assertThat(Processes.isRunning(pid)).isFalse();
  }

  @Test
  void endsInTimeWhenAShutdownHookHangs() {
    BoxManager manager =
        new BoxManager(ManagerConfig.builder().shutdownTimeout(Duration.ofMillis(300)).build());
    manager.start(new HangingHook());
    long pid = pidOf(manager);
    manager.close();
    assertThat(Processes.isRunning(pid)).isFalse();
  }

  private record HangingHook() implements RemoteRunnable {
    @Override
    public void run() {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }));
    }
  }

  @Test
  void endsWithTheProcessThatStartedIt() throws Exception {
    Pipe pipe = Multiprocessing.get().pipe(false);
    ChildProcess starter = Multiprocessing.get().process(new Starter(pipe));
    starter.start();
    long pid = pipe.first().<Long>recv();
    assertThat(Processes.isRunning(pid)).isTrue();
    starter.kill();
    Processes.awaitGone(pid, LIMIT);
    pipe.close();
  }

  private record Starter(Pipe pipe) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      BoxManager manager = manager();
      manager.start();
      pipe.second().send(pidOf(manager));
      new CountDownLatch(1).await();
    }
  }

  @Test
  void aServerInThisProcessServesUntilItIsClosed() throws Exception {
    BoxManager manager = manager();
    ManagerServer server = manager.server();
    Box box = manager.create(Box.TYPE);
    assertThat(box.pid()).isEqualTo(ProcessHandle.current().pid());
    CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> {
      try {
        server.serveForever();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    assertThat(manager.isAlive()).isTrue();
    assertThat(manager.toString()).startsWith("BoxManager[serving, address=");
    assertThat(server.snapshot().objects()).hasSize(1);
    assertThat(manager.join(Duration.ofMillis(1))).isFalse();
    manager.close();
    serving.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(manager.isAlive()).isFalse();
    assertThat(manager.join(LIMIT)).isTrue();
    assertThatExceptionOfType(ManagerUnreachableException.class).isThrownBy(() -> box.add(1));
  }

  @Test
  void whoHasAnotherKeyIsRefusedOnBothSides() {
    try (BoxManager manager = at(LOOPBACK, KEY)) {
      manager.server();
      try (BoxManager stranger = at(manager.address(), AuthKey.random())) {
        assertThatExceptionOfType(AuthenticationException.class)
            .isThrownBy(stranger::connect)
            .withMessageContaining("address=" + manager.address());
        assertThat(manager.snapshot().clients()).isZero();
      }
      try (BoxManager client = at(manager.address(), KEY)) {
        client.connect();
        assertThat(client.create(Box.TYPE).add(2)).isEqualTo(2);
        try (BoxManager stranger = at(manager.address(), AuthKey.random())) { // though there is a connection already
          assertThatExceptionOfType(AuthenticationException.class).isThrownBy(stranger::connect);
        }
      }
    }
  }

  @Test
  void anAddressWhereNobodyListensIsNamed() throws Exception {
    InetSocketAddress nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    Path folder = Files.createTempDirectory("mp");
    for (SocketAddress address : List.of(nobody, Addresses.of(folder.resolve("nobody").toString()))) {
      try (BoxManager manager = at(address, KEY)) {
        assertThatExceptionOfType(ManagerUnreachableException.class)
            .isThrownBy(manager::connect)
            .withMessageContaining("address=" + address);
      }
    }
    Files.delete(folder);
    try (BoxManager manager = manager()) {
      assertThatIllegalStateException().isThrownBy(manager::connect).withMessageContaining("to an address");
    }
  }

  @Test
  void whoConnectedCanNotShutItDownOrWaitForIt() {
    try (BoxManager manager = at(LOOPBACK, KEY)) {
      BoxManager client = at(manager.server().address(), KEY);
      client.connect();
      assertThat(client.isAlive()).isTrue();
      assertThat(client.toString()).isEqualTo("BoxManager[connected, address=" + manager.address() + "]");
      assertThatIllegalStateException().isThrownBy(client::shutdown).withMessageContaining("only who started");
      assertThatIllegalStateException().isThrownBy(client::join).withMessageContaining("only who started");
      Box box = client.create(Box.TYPE);
      assertThat(manager.snapshot().clients()).isEqualTo(1);
      client.close();
      await().atMost(LIMIT).until(() -> manager.snapshot().clients() == 0);
      assertThatExceptionOfType(ManagerUnreachableException.class)
          .isThrownBy(() -> box.add(1))
          .withMessageContaining("closed here");
      assertThat(manager.isAlive()).isTrue();
    }
  }

  @Test
  void childrenUseProxiesOfManagersWithTheDefaultKeyAndOfOthers() throws Exception {
    try (BoxManager own = at(LOOPBACK, null); BoxManager keyed = at(LOOPBACK, KEY)) {
      own.server();
      keyed.server();
      Pipe pipe = Multiprocessing.get().pipe(false);
      ChildProcess child =
          Multiprocessing.get().process(new KeyUser(own.create(Box.TYPE), keyed.create(Box.TYPE), keyed.address(), pipe));
      child.start();
      assertThat(pipe.first().<Integer>recv()).isEqualTo(1);
      assertThat(pipe.first().<Integer>recv()).isEqualTo(1);
      assertThat(pipe.first().<Integer>recv()).isEqualTo(3);
      assertThat(pipe.first().<Integer>recv()).isEqualTo(6);
      child.join();
      assertThat(child.exitCode()).hasValue(0);
      pipe.close();
    }
  }

  private record KeyUser(Box own, Box keyed, SocketAddress address, Pipe pipe) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      pipe.second().send(own.add(1));
      pipe.second().send(keyed.add(1)); // the key has come with the proxy
      try (BoxManager manager = at(address, KEY)) {
        manager.connect();
        pipe.second().send(keyed.add(2));
      }
      pipe.second().send(keyed.add(3)); // it was here before the manager
    }
  }
}
