package io.multiprocessing.internal.manager;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.connection.ClientOptions;
import io.multiprocessing.connection.ListenerOptions;
import io.multiprocessing.internal.connection.FrameListener;
import io.multiprocessing.internal.connection.FrameSocket;
import io.multiprocessing.manager.CuttingProxy;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.process.AuthKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a connection is looked after that nobody uses. The watch is told what time it is. */
@Timeout(60)
class IdleWatchTest {

  private static final AuthKey KEY = AuthKey.random();
  private static final Duration LEASE = Duration.ofMinutes(10);

  private ServerCore server;
  private CuttingProxy network;
  private ClientLink link;
  private long object;

  private record NewObject() implements RemoteCallable<Comparable<String>> {
    @Override
    public Comparable<String> call() {
      return "text";
    }
  }

  private static ManagerConfig.Builder config() {
    return ManagerConfig.builder().authKey(KEY).referenceLease(LEASE).reconnectTimeout(Duration.ofMinutes(1));
  }

  @BeforeEach
  void connect() throws Throwable {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ManagedType<?> type = ManagedType.of("Object", Comparable.class, new NewObject());
    server = ServerCore.open(config().address(anyPort).build(), new UserTypes(List.of(type)));
    network = new CuttingProxy((InetSocketAddress) server.address());
    link = link(network.address(), config().build());
    object = hold(link);
  }

  private ClientLink link(SocketAddress address, ManagerConfig config) throws Exception {
    LinkSettings settings = LinkSettings.of(config, KEY, address);
    ClientLink made = new ClientLink(Welcome.connect(address, settings), address, settings);
    made.join();
    return made;
  }

  private static long hold(ClientLink link) throws Throwable {
    Handle handle = link.create("Object", null);
    link.redeem(handle.objectId(), handle.nonce());
    return handle.objectId();
  }

  @AfterEach
  void close() throws Exception {
    link.leave("the test ends");
    network.close();
    server.close();
  }

  /** A look when the server has said nothing for so long. */
  private boolean lookAfter(long seconds) {
    return link.watch().look(System.nanoTime() + SECONDS.toNanos(seconds));
  }

  private String call() throws Throwable {
    return String.valueOf(link.call(object, "#toString", false));
  }

  @Test
  void aServerThatAnswersIsLeftAlone() throws Throwable {
    ClientConversation before = link.conversation();
    lookAfter(0);
    long heard = before.heard();
    assertThat(lookAfter(14)).isTrue();
    assertThat(before.heard()).as("nothing is asked before 15 seconds").isEqualTo(heard);
    lookAfter(16);
    await().atMost(20, SECONDS).until(() -> lookAfter(17) && before.heard() > heard);
    lookAfter(30);
    assertThat(link.conversation()).isSameAs(before);
    assertThat(network.connectionsMade()).isEqualTo(1);
  }

  @Test
  void aConnectionThatPassesNothingOnIsReplaced() throws Throwable {
    ClientConversation before = link.conversation();
    network.freeze();
    lookAfter(0);
    lookAfter(16);
    lookAfter(25);
    assertThat(network.connectionsMade()).as("it has ten seconds for its answer").isEqualTo(1);
    lookAfter(27);
    await().atMost(20, SECONDS).until(() -> link.conversation() != before);
    await().atMost(20, SECONDS).until(before::isLost);
    assertThat(call()).isEqualTo("text");
    assertThat(network.connectionsMade()).isEqualTo(2);
  }

  @Test
  void aServerThatIsOnlyHeldUpLosesNothing() throws Throwable {
    ClientConversation before = link.conversation();
    network.freeze();
    network.away(true);
    lookAfter(0);
    lookAfter(16);
    lookAfter(27);
    network.thaw();
    assertThat(call()).isEqualTo("text");
    assertThat(link.conversation()).isSameAs(before);
  }

  @Test
  void aConnectionWithACallUnderWayIsNotReplaced() throws Throwable {
    ClientConversation before = link.conversation();
    network.freeze();
    PendingCall waiting = before.begin();
    lookAfter(0);
    lookAfter(16);
    lookAfter(27);
    lookAfter(60);
    assertThat(network.connectionsMade()).isEqualTo(1);
    before.leave(waiting);
  }

  @Test
  void itTriesUntilTheServerKeepsNothingAnyMore() throws Throwable {
    network.away(true);
    network.cut();
    await().atMost(20, SECONDS).until(() -> lookAfter(0) && !link.isAlive());
    assertThat(lookAfter(LEASE.toSeconds() - 1)).isTrue();
    assertThat(lookAfter(LEASE.toSeconds() + 60)).isFalse();
  }

  @Test
  void nothingIsWatchedWithoutReferences() {
    assertThat(lookAfter(0)).isTrue();
    link.release(object);
    assertThat(lookAfter(0)).isFalse();
  }

  @Test
  void nothingIsWatchedWhereNothingIsConnectedAgain() throws Throwable {
    ClientLink once = link(network.address(), config().reconnectTimeout(Duration.ZERO).build());
    hold(once);
    assertThat(once.isWorthWatching()).isFalse();
    once.leave("the test ends");
    try (ServerCore local = ServerCore.open(config().build(), new UserTypes(List.of(
        ManagedType.of("Object", Comparable.class, new NewObject()))))) {
      ClientLink unix = link(local.address(), config().build());
      hold(unix);
      assertThat(unix.isWorthWatching()).isFalse();
      unix.leave("the test ends");
    }
  }

  @Test
  void bothSidesAskAMachineThatSaysNothingWhetherItIsThere() throws Exception {
    BlockingQueue<FrameSocket> accepted = new ArrayBlockingQueue<>(1);
    ListenerOptions options = ListenerOptions.builder().authKey(KEY).build();
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (FrameListener listener = FrameListener.open(anyPort, options, accepted::add);
        FrameSocket client = FrameSocket.connect(listener.address(), ClientOptions.builder().authKey(KEY).build());
        FrameSocket served = accepted.poll(20, SECONDS)) {
      for (FrameSocket side : List.of(client, served)) {
        SocketChannel channel = (SocketChannel) side.channel();
        assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
        if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
          assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(15);
        }
      }
    }
  }
}
