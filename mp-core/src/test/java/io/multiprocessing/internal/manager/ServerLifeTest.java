package io.multiprocessing.internal.manager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.ManagerUnreachableException;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.SerializationException;
import io.multiprocessing.sync.OwnerDiedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server in this process: the calls of this process itself, time limits, and its end. */
class ServerLifeTest {

  private static final AuthKey KEY = AuthKey.of("key".getBytes(UTF_8));

  /** What the tests call. */
  public interface Shelf {
    void add(Object value);

    List<Object> values();

    int size();

    void block() throws InterruptedException;

    void stubborn();

    void fail() throws IOException;

    Thread unencodable();

    void closeServer();
  }

  static final AtomicReference<@Nullable ServerCore> current = new AtomicReference<>();

  static final class ShelfObject implements Shelf {
    private final List<Object> values = new ArrayList<>();
    static volatile CountDownLatch entered = new CountDownLatch(1);
    static volatile CountDownLatch mayEnd = new CountDownLatch(1);

    @Override
    public synchronized void add(Object value) {
      values.add(value);
    }

    @Override
    public synchronized List<Object> values() {
      return new ArrayList<>(values);
    }

    @Override
    public synchronized int size() {
      return values.size();
    }

    @Override
    public void block() throws InterruptedException {
      entered.countDown();
      mayEnd.await();
    }

    @Override
    public void stubborn() {
      entered.countDown();
      boolean ended = false;
      while (!ended) {
        try {
          mayEnd.await();
          ended = true;
        } catch (InterruptedException e) {
          continue; // that is what stubborn means
        }
      }
    }

    @Override
    public void fail() throws IOException {
      throw new IOException("as asked");
    }

    @Override
    public Thread unencodable() {
      return Thread.currentThread();
    }

    @Override
    public void closeServer() {
      ServerCore server = current.get();
      if (server != null) {
        server.close();
      }
    }
  }

  private final long descriptorsBefore = descriptors();
  private @Nullable ServerCore open;

  private ServerCore serve(ManagerConfig.Builder config) {
    ShelfObject.entered = new CountDownLatch(1);
    ShelfObject.mayEnd = new CountDownLatch(1);
    ServerCore server =
        ServerCore.open(
            config.authKey(KEY).build(),
            ServerTypes.of(true, List.of(ManagedType.of("Shelf", Shelf.class, new NewShelf())), pool -> null));
    open = server;
    current.set(server);
    return server;
  }

  private record NewShelf() implements RemoteCallable<Shelf> {
    @Override
    public Shelf call() {
      return new ShelfObject();
    }
  }

  private static ManagerConfig.Builder onTcp() {
    return ManagerConfig.builder().address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void nothingIsLeft() {
    ServerCore server = open;
    if (server != null) {
      ShelfObject.mayEnd.countDown();
      server.close();
      server.close();
      assertThat(server.snapshot().objects()).isEmpty();
    }
    await().atMost(10, SECONDS).untilAsserted(() -> {
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> thread.getName().startsWith("multiprocessing-manager"))
          .noneMatch(thread -> thread.getName().equals("multiprocessing-listener"));
      assertThat(descriptors()).isLessThanOrEqualTo(descriptorsBefore + 3); // a selector that others keep for later
    });
  }

  private static long descriptors() {
    Path folder = Path.of("/proc/self/fd");
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    } catch (IOException e) {
      throw new IllegalStateException("the descriptors can't be counted", e);
    }
  }

  private static Shelf shelf(ServerCore server) throws Throwable {
    return (Shelf) Proxies.of(Shelf.class, server.link().create("Shelf", null), server.link());
  }

  @Test
  void theServersOwnProcessCallsWithCopies() throws Throwable {
    ServerCore server = serve(ManagerConfig.builder());
    Shelf shelf = shelf(server);
    List<String> value = new ArrayList<>(List.of("a"));
    shelf.add(value);
    value.add("b");
    assertThat(shelf.values()).isEqualTo(List.of(List.of("a")));
    shelf.values().clear();
    assertThat(shelf.size()).isEqualTo(1);
    assertThatThrownBy(shelf::fail).isExactlyInstanceOf(IOException.class).hasMessage("as asked");
    assertThatThrownBy(shelf::unencodable)
        .isExactlyInstanceOf(ManagerException.class)
        .hasMessageContainingAll("can't be encoded", server.address().toString());
    assertThatThrownBy(() -> shelf.add(new Thread(() -> {})))
        .isExactlyInstanceOf(SerializationException.class)
        .hasMessageContainingAll("add", server.address().toString());
    assertThat(server.snapshot().calls()).isGreaterThanOrEqualTo(5);
    assertThat(server.snapshot().clients()).isZero();
  }

  @Test
  void aProxyInAContainerOfItsOwnServerKeepsItsObject() throws Throwable {
    ServerCore server = serve(ManagerConfig.builder());
    Shelf outer = shelf(server);
    Shelf inner = shelf(server);
    inner.add("inside");
    outer.add(inner);
    ((AutoCloseable) inner).close();
    assertThat(server.snapshot().objects()).hasSize(2);
    Shelf found = (Shelf) outer.values().get(0);
    assertThat(found.values()).isEqualTo(List.of("inside"));
    found.add("more");
    assertThat(((Shelf) outer.values().get(0)).size()).isEqualTo(2);
  }

  @Test
  void anInterruptWithdrawsACallOfTheServersOwnProcess() throws Throwable {
    ServerCore server = serve(ManagerConfig.builder());
    Shelf shelf = shelf(server);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                shelf.block();
                interrupted.complete(false);
              } catch (InterruptedException e) {
                interrupted.complete(true);
              } catch (RuntimeException e) {
                interrupted.completeExceptionally(e);
              }
            });
    thread.start();
    assertThat(ShelfObject.entered.await(10, SECONDS)).isTrue();
    thread.interrupt();
    assertThat(interrupted.get(10, SECONDS)).isTrue();
    thread.join();
    Link link = server.link();
    Handle lock = link.create("Lock", null);
    link.redeem(lock.objectId(), lock.nonce());
    link.call(lock.objectId(), "lock", true);
    CompletableFuture<Boolean> second = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                link.call(lock.objectId(), "lockInterruptibly", true);
                second.complete(false);
              } catch (InterruptedException e) {
                second.complete(true);
              } catch (Throwable e) {
                second.completeExceptionally(e);
              }
            });
    waiting.start();
    await().atMost(10, SECONDS).until(() -> server.snapshot().waitingCalls() == 1);
    waiting.interrupt();
    assertThat(second.get(10, SECONDS)).isTrue();
    waiting.join();
    assertThat(server.snapshot().waitingCalls()).isZero();
  }

  @Test
  void theEndFailsTheCallsOfTheServersOwnProcess() throws Throwable {
    ServerCore server = serve(ManagerConfig.builder());
    Shelf shelf = shelf(server);
    Link link = server.link();
    Handle event = link.create("Event", null);
    link.redeem(event.objectId(), event.nonce());
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                link.call(event.objectId(), "await", true);
              } catch (Throwable e) {
                failure.complete(e);
              }
            });
    thread.start();
    await().atMost(10, SECONDS).until(() -> server.snapshot().waitingCalls() == 1);
    server.close();
    assertThat(failure.get(10, SECONDS))
        .isInstanceOf(ManagerUnreachableException.class)
        .hasMessageContaining(server.address().toString());
    thread.join();
    assertThatThrownBy(shelf::size)
        .isInstanceOf(ManagerUnreachableException.class)
        .hasMessageContainingAll("has ended", server.address().toString());
    ((AutoCloseable) shelf).close();
    assertThat(link.isAlive()).isFalse();
  }

  @Test
  void theEndFailsTheCallsOfClientsAndRemovesTheSocket() throws Throwable {
    ServerCore server = serve(ManagerConfig.builder());
    Path socket = ((UnixDomainSocketAddress) server.address()).getPath();
    assertThat(socket).exists();
    try (RawClient client = RawClient.connect(server.address(), KEY)) {
      client.send(client.create("Shelf"), "stubborn");
      assertThat(ShelfObject.entered.await(10, SECONDS)).isTrue();
      long start = System.nanoTime();
      server.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      client.awaitEnd();
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void aClientMayEndTheServer() throws Throwable {
    ServerCore server = serve(ManagerConfig.builder());
    try (RawClient client = RawClient.connect(server.address(), KEY)) {
      client.tell(ManagerFrameDescriptor.SHUTDOWN, 1);
      assertThat(client.result(1)).isNull();
      client.awaitEnd();
    }
    server.serveForever();
    assertThat(server.awaitEnd(Duration.ZERO)).isTrue();
  }

  @Test
  void anObjectsMethodMayEndTheServer() throws Throwable {
    ServerCore server = serve(ManagerConfig.builder());
    try (RawClient client = RawClient.connect(server.address(), KEY)) {
      client.send(client.create("Shelf"), "closeServer");
      client.awaitEnd();
    }
    assertThat(server.awaitEnd(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void waitingForTheEndCanBeInterrupted() throws Exception {
    ServerCore server = serve(ManagerConfig.builder());
    assertThat(server.awaitEnd(Duration.ofMillis(1))).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(server::serveForever).isInstanceOf(InterruptedException.class);
    assertThat(server.link().isAlive()).isTrue();
  }

  @Test
  void anAddressInUseIsAnErrorThatNamesIt() {
    ServerCore server = serve(onTcp());
    SocketAddress address = server.address();
    assertThatThrownBy(() -> ServerCore.open(onTcp().address(address).authKey(KEY).build(), new UserTypes(List.of())))
        .isExactlyInstanceOf(ManagerException.class)
        .hasMessageContainingAll("can't listen", address.toString());
    server.close();
    ServerCore next = serve(onTcp().address(address));
    assertThat(next.address()).isEqualTo(address);
  }

  @Test
  void aLostClientOnTcpMayComeBackInTimeButItsLocksAreGiven() throws Throwable {
    ServerCore server = serve(onTcp().reconnectTimeout(Duration.ofSeconds(60)));
    UUID session = UUID.randomUUID();
    long lock;
    try (RawClient other = RawClient.connect(server.address(), KEY)) {
      long waiting;
      try (RawClient client = RawClient.connect(server.address(), KEY, session)) {
        lock = client.create("Lock");
        client.call(lock, "lock");
        waiting = other.send(lock, "lock");
      }
      assertThatThrownBy(() -> other.result(waiting)).isInstanceOf(OwnerDiedException.class);
    }
    await().atMost(10, SECONDS).until(() -> server.snapshot().clients() == 0);
    assertThat(server.snapshot().objects()).hasSize(1);
    try (RawClient client = RawClient.connect(server.address(), KEY, session)) {
      assertThat(client.call(lock, "tryLock")).isEqualTo(true);
    }
  }

  @Test
  void aLostClientOnTcpIsGivenUpInTheEnd() throws Throwable {
    ServerCore server = serve(onTcp().reconnectTimeout(Duration.ofMillis(100)));
    try (RawClient client = RawClient.connect(server.address(), KEY)) {
      client.create("Shelf");
    }
    await().atMost(10, SECONDS).until(() -> server.snapshot().objects().isEmpty());
  }

  @Test
  void aClientWhoseConnectionIsResetMayLiveOnAndKeepsItsObjectsForLonger() throws Throwable {
    ServerCore server = serve(onTcp().reconnectTimeout(Duration.ofMillis(100)));
    RawClient reset = RawClient.connect(server.address(), KEY);
    long kept = reset.create("Shelf");
    ((SocketChannel) reset.socket.channel()).setOption(StandardSocketOptions.SO_LINGER, 0);
    reset.close();
    await().atMost(10, SECONDS).until(() -> server.snapshot().clients() == 0);
    try (RawClient ended = RawClient.connect(server.address(), KEY)) {
      ended.create("Shelf");
    }
    await().atMost(10, SECONDS).until(() -> server.snapshot().objects().size() == 1);
    assertThat(server.snapshot().objects().get(0).id()).isEqualTo(kept);
  }

  @Test
  void aLeaseThatNobodyTakesOverEnds() throws Throwable {
    ServerCore server = serve(ManagerConfig.builder().referenceLease(Duration.ofMillis(300)));
    try (RawClient client = RawClient.connect(server.address(), KEY)) {
      long shelf = client.create("Shelf");
      client.lend(shelf, 1);
      client.count(ManagerFrameDescriptor.RELEASE, shelf, 1);
      await().atMost(10, SECONDS).until(() -> server.snapshot().objects().isEmpty());
    }
  }

  @Test
  void twoTypesOfOneNameAreAnError() {
    ManagedType<Shelf> type = ManagedType.of("Shelf", Shelf.class, new NewShelf());
    assertThatThrownBy(() -> new UserTypes(List.of(type, type)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("typeId=Shelf");
  }
}
