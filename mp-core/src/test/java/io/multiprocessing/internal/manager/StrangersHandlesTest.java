package io.multiprocessing.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.internal.memory.Transfers;
import io.multiprocessing.internal.memory.Travel;
import io.multiprocessing.manager.CuttingProxy;
import io.multiprocessing.manager.ManagedMap;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerUnreachableException;
import io.multiprocessing.manager.RemoteObject;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.KryoCodec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Proxies from somebody who isn't trusted, proxies that arrive in great number, and links that close or break. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StrangersHandlesTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final AuthKey KEY = AuthKey.random();
  private static final Codec CODEC = new KryoCodec();

  private final List<ClientLink> links = new ArrayList<>();
  private ServerCore server;
  private ServerSocket rogue;

  private static ManagerConfig config() {
    return ManagerConfig.builder()
        .authKey(KEY)
        .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .build();
  }

  @BeforeEach
  void open() throws Exception {
    server = ServerCore.open(config(), new BuiltInTypes(new UserTypes(List.of()), settings -> null));
    rogue = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    rogue.setSoTimeout(300);
  }

  @AfterEach
  void close() throws Exception {
    links.forEach(link -> link.close("the test is over"));
    rogue.close();
    server.close();
  }

  private LinkSettings settings() {
    return LinkSettings.of(config(), KEY, server.address());
  }

  private ClientLink link() throws Exception {
    ClientLink link = new ClientLink(Welcome.connect(server.address(), settings()), server.address(), settings());
    link.join();
    links.add(link);
    return link;
  }

  private Handle toRogue(int objectId) {
    return new Handle(
        UUID.randomUUID(), rogue.getLocalSocketAddress(), objectId, "dict", ManagedMap.class.getName(), 0);
  }

  private Handle toServer(UUID serverId) {
    return new Handle(serverId, server.address(), 1, "dict", ManagedMap.class.getName(), 0);
  }

  @SuppressWarnings("unchecked")
  private static ManagedMap<String, Object> fromNetwork(Handle handle) {
    return (ManagedMap<String, Object>) Travel.from(Travel.STRANGER, () -> CODEC.decode(CODEC.encode(handle)));
  }

  @Test
  void aStrangerDoesNotChooseWhereTheOwnKeyIsUsed() throws Exception {
    ManagedMap<String, Object> proxy = fromNetwork(toRogue(1));
    assertThatExceptionOfType(ManagerUnreachableException.class)
        .isThrownBy(() -> proxy.get("key"))
        .withMessageContaining("connect a manager with this address and key first: address=" + rogue.getLocalSocketAddress());
    // Nor does it help to pass it on inside the tree.
    Object passedOn = CODEC.decode(CODEC.encode(proxy));
    assertThat(passedOn.toString()).contains("connect a manager");
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(rogue::accept);
  }

  @Test
  void whatAClientSendsToAServerConnectsNowhere() throws Throwable {
    ClientLink client = link();
    Handle list = client.create("list", null);
    client.redeem(list.objectId(), 0);
    client.call(list.objectId(), "add", false, toRogue(1));
    client.call(list.objectId(), "#toString", false);
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(rogue::accept);
  }

  @Test
  void aStrangersProxyWorksOnceTheManagerIsConnected() throws Throwable {
    UUID other = UUID.randomUUID();
    ClientLink stranger = new ClientLink(other, rogue.getLocalSocketAddress(), null);
    links.add(stranger);
    stranger.redeem(1, 11);
    assertThat(stranger.isReachable()).isFalse();
    stranger.introduce(server.address(), settings());
    assertThat(stranger.isReachable()).isTrue();
    assertThat(stranger.address()).isEqualTo(server.address()); // and not where the stranger wanted it
  }

  @Test
  void howManagersAreConnectedIsForgottenWithEachOfThem() throws Exception {
    LinkSettings first = settings();
    LinkSettings second = settings();
    SocketAddress one = server.address();
    Membership a = Links.connect(one, first);
    Membership b = Links.connect(one, second);
    assertThat(Links.known(one)).isSameAs(second);
    b.leave("closed by the test");
    assertThat(Links.known(one)).as("the other is still connected").isSameAs(first);
    a.leave("closed by the test");
    assertThat(Links.known(one)).isNull();
    try (CuttingProxy otherPlace = new CuttingProxy((InetSocketAddress) one)) {
      SocketAddress other = otherPlace.address();
      Membership c = Links.connect(one, first);
      Membership d = Links.connect(other, second);
      assertThat(Links.known(other)).isSameAs(second);
      d.leave("closed by the test");
      assertThat(Links.known(other)).isNull();
      c.leave("closed by the test");
      assertThat(Links.known(one)).isNull();
    }
  }

  @Test
  void manyHandlesTakeFewThreads() {
    int before = connectors();
    List<Object> proxies = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      proxies.add(CODEC.decode(CODEC.encode(toServer(UUID.randomUUID()))));
    }
    assertThat(connectors() - before).isLessThanOrEqualTo(2);
    proxies.forEach(proxy -> ((RemoteObject) proxy).close());
  }

  private static int connectors() {
    int count = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      count += thread.getName().equals("multiprocessing-manager-connect") ? 1 : 0;
    }
    return count;
  }

  @Test
  void theKeyTravelsInsideTheTreeOnly() throws Throwable {
    ClientLink client = link();
    Object proxy = Proxies.of(ManagedMap.class, client.create("dict", null), client);
    assertThat(handle(() -> Transfers.encode(CODEC, proxy).message()).access()).isNotNull();
    assertThat(handle(() -> Transfers.encode(CODEC, proxy).message()).toString()).doesNotContain("AuthKey");
    assertThat(handle(() -> CODEC.encode(proxy)).access()).isNull();
    assertThat(handle(() -> Transfers.encodeForStranger(CODEC, proxy).message()).access()).isNull();
    Codec toManager = new PeerCodec(CODEC, Travel.STRANGER);
    assertThat(handle(() -> Transfers.encode(toManager, proxy).message()).access()).isNull();
  }

  private interface Encoding {
    EncodedMessage run();
  }

  private static Handle handle(Encoding encoding) throws Throwable {
    return (Handle) Handle.undecoded(() -> CODEC.decode(encoding.run()));
  }

  @Test
  void aCallThatWasNeverSentKeepsNobodyWaiting() throws Exception {
    ClientConversation conversation = Welcome.connect(server.address(), settings()).conversation();
    conversation.begin(); // and its thread is off with an error
    CompletableFuture<Boolean> slow = CompletableFuture.supplyAsync(() -> info(conversation));
    CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> info(conversation));
    assertThat(slow.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
    conversation.lose(new IOException("the test is over"));
  }

  private static boolean info(ClientConversation conversation) {
    PendingCall call = conversation.begin();
    conversation.send(call, ClientMessages.oneNumber(ManagerFrameDescriptor.INFO, call.id));
    return conversation.await(call, null, Duration.ofSeconds(15).toNanos());
  }

  @Test
  void aProxyThatIsPassedOnBeforeTheConnectionStandsKeepsItsObject() throws Throwable {
    ClientLink first = link();
    ClientLink reader = link();
    Handle created = first.create("dict", null);
    first.redeem(created.objectId(), 0);
    first.call(created.objectId(), "put", false, "k", "v");
    first.lend(created.objectId(), 1);
    ClientLink between = new ClientLink(server.serverId(), server.address(), settings());
    links.add(between);
    between.redeem(created.objectId(), 1);
    between.lend(created.objectId(), 2);
    first.release(created.objectId());
    between.call(created.objectId(), "get", false, "k");
    between.release(created.objectId());
    between.snapshot();
    reader.redeem(created.objectId(), 2);
    assertThat(reader.call(created.objectId(), "get", false, "k")).isEqualTo("v");
  }

  @Test
  void aLinkClosedWhileItConnectsStaysClosed() throws Exception {
    rogue.setSoTimeout(20_000); // it never answers the handshake until the link is closed
    ClientLink link = new ClientLink(server.serverId(), rogue.getLocalSocketAddress(), settings());
    link.join();
    CompletableFuture<Object> call = CompletableFuture.supplyAsync(() -> link.snapshot());
    try (Socket in = rogue.accept();
        Socket out = new Socket(InetAddress.getLoopbackAddress(), ((InetSocketAddress) server.address()).getPort())) {
      link.close("closed by the test");
      pump(out, in);
      pump(in, out);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> call.get(20, TimeUnit.SECONDS))
          .withMessageContaining("closed by the test");
      assertThat(link.isAlive()).isFalse();
      await().atMost(LIMIT).until(() -> server.snapshot().clients() == 0);
    }
  }

  private static void pump(Socket from, Socket to) {
    Thread thread = new Thread(() -> {
      try (from; to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException e) {
        return; // closed
      }
    });
    thread.setDaemon(true);
    thread.start();
  }

  @Test
  void anInterruptEndsTheWaitForAConnection() throws Exception {
    int port = rogue.getLocalPort();
    rogue.close(); // nobody is there any more
    ClientLink link =
        new ClientLink(UUID.randomUUID(), new InetSocketAddress(InetAddress.getLoopbackAddress(), port), settings());
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller = new Thread(() -> {
      try {
        link.call(1, "get", true, "k");
      } catch (Throwable e) {
        thrown.set(e);
      }
    });
    caller.start();
    caller.interrupt();
    caller.join(LIMIT.toMillis());
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void anInterruptOfAnotherCallCostsNoProcessorTime() throws Exception {
    int port = rogue.getLocalPort();
    rogue.close();
    ClientLink link =
        new ClientLink(UUID.randomUUID(), new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            LinkSettings.of(
                ManagerConfig.builder().authKey(KEY).reconnectTimeout(Duration.ofSeconds(1)).build(),
                KEY,
                server.address()));
    Thread.currentThread().interrupt();
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    assertThatExceptionOfType(ManagerUnreachableException.class).isThrownBy(link::snapshot);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before))
        .isLessThan(Duration.ofMillis(700));
  }
}
