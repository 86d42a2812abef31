package io.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Connections;
import io.multiprocessing.api.AuthenticationException;
import io.multiprocessing.process.AuthKey;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners and clients of this library with each other: addresses, keys, and how they end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListenerTest {

  private static final AuthKey KEY = key("secret password");
  private static final AuthKey OTHER = key("another");
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  enum Family {
    TCP,
    TCP6,
    UNIX
  }

  private static AuthKey key(String text) {
    return AuthKey.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private SocketAddress address(Family family) throws IOException {
    return switch (family) {
      case TCP -> loopback();
      case TCP6 -> new InetSocketAddress(InetAddress.getByName("::1"), 0);
      case UNIX -> UnixDomainSocketAddress.of(folder.resolve("socket"));
    };
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static <T> FutureTask<T> inThread(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    new Thread(task, "test-work").start();
    return task;
  }

  private static <T> T get(FutureTask<T> task) throws Exception {
    return task.get(30, TimeUnit.SECONDS);
  }

  private static Throwable failureOf(FutureTask<?> task) {
    return catchThrowable(() -> get(task)).getCause();
  }

  private static void greet(Connection one, Connection two) throws IOException {
    one.send("hello");
    assertThat(two.<String>recv()).isEqualTo("hello");
    two.sendBytes(new byte[] {1, 2});
    assertThat(one.recvBytes()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @EnumSource
  void aClientAndAListenerWithTheSameKeyTalkOverEveryFamily(Family family) throws Exception {
    for (AuthKey key : new AuthKey[] {null, KEY, key(""), AuthKey.of(new byte[1000])}) {
      try (Listener listener = Connections.listener(address(family), key)) {
        assertThat(listener.lastAccepted()).isEmpty();
        FutureTask<Connection> accepting = inThread(listener::accept);
        try (Connection client = Connections.client(listener.address(), key);
            Connection server = get(accepting)) {
          greet(client, server);
          assertThat(listener.lastAccepted().isPresent()).isEqualTo(family != Family.UNIX);
        }
        assertThat(listener.toString()).contains(listener.address().toString()).doesNotContain("closed");
      }
    }
  }

  @Test
  void theAddressTellsThePortThatWasChosen() throws Exception {
    try (Listener listener = Connections.listener(Addresses.of("localhost", 0))) {
      assertThat(((InetSocketAddress) listener.address()).getPort()).isPositive();
      assertThat(((InetSocketAddress) listener.address()).getAddress().isLoopbackAddress()).isTrue();
    }
  }

  @Test
  void differentKeysAreRefusedOnBothSidesAndTheListenerGoesOn() throws Exception {
    try (Listener listener = Connections.listener(loopback(), KEY)) {
      for (AuthKey wrong : new AuthKey[] {OTHER, key("")}) {
        assertThatThrownBy(() -> Connections.client(listener.address(), wrong))
            .isInstanceOf(AuthenticationException.class)
            .hasMessageContaining("digest sent was rejected");
        assertThatThrownBy(listener::accept)
            .isInstanceOf(AuthenticationException.class)
            .hasMessageContaining("digest received was wrong");
      }
      assertThat(listener.lastAccepted()).isEmpty();
      try (Connection client = Connections.client(listener.address(), KEY); Connection server = listener.accept()) {
        greet(client, server);
      }
    }
  }

  @Test
  void aClientDoesNotTrustAListenerWithoutTheKeyThatWelcomesEverybody() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(loopback())) {
      FutureTask<Connection> client = inThread(() -> Connections.client(server.getLocalAddress(), KEY));
      try (RawPeer liar = new RawPeer(server.accept())) {
        liar.frame(("#CHALLENGE#{sha256}" + "x".repeat(40)).getBytes(StandardCharsets.US_ASCII));
        liar.frame();
        liar.frame("#WELCOME#".getBytes(StandardCharsets.US_ASCII));
        liar.frame();
        liar.frame(("{sha256}" + "y".repeat(32)).getBytes(StandardCharsets.US_ASCII));
        assertThat(failureOf(client))
            .isInstanceOf(AuthenticationException.class)
            .hasMessageContaining("digest received was wrong");
        assertThat(new String(liar.frame(), StandardCharsets.US_ASCII)).isEqualTo("#FAILURE#");
      }
    }
  }

  @Test
  void whatAClientSaysTogetherWithItsHandshakeIsNotLost() throws Exception {
    try (Listener listener = Connections.listener(loopback(), KEY)) {
      try (Connection client = Connections.client(listener.address(), KEY)) {
        client.sendBytes(new byte[] {1});
        client.sendBytes(new byte[100_000]);
        try (Connection server = listener.accept()) {
          assertThat(server.poll(LONG)).isTrue();
          assertThat(server.recvBytes()).containsExactly(1);
          assertThat(server.recvBytes()).hasSize(100_000);
        }
      }
    }
  }

  @Test
  void challengesCanBeDeliveredAndAnsweredOverAnyConnection() throws Exception {
    try (Listener listener = Connections.listener();
        Connection client = Connections.client(listener.address());
        Connection server = listener.accept()) {
      FutureTask<Object> answering =
          inThread(
              () -> {
                Connections.answerChallenge(client, KEY);
                Connections.deliverChallenge(client, KEY);
                return null;
              });
      Connections.deliverChallenge(server, KEY);
      Connections.answerChallenge(server, KEY);
      get(answering);
      greet(client, server);

      FutureTask<Object> wrong =
          inThread(
              () -> {
                Connections.answerChallenge(client, OTHER);
                return null;
              });
      assertThatThrownBy(() -> Connections.deliverChallenge(server, KEY))
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("digest received was wrong");
      assertThat(failureOf(wrong)).isInstanceOf(AuthenticationException.class).hasMessageContaining("rejected");

      client.sendBytes(new byte[257]);
      assertThatThrownBy(() -> Connections.answerChallenge(server, KEY)).hasMessageContaining("bad message length");
    }
  }

  @Test
  void anAddressInUseIsNamed() throws Exception {
    try (Listener listener = Connections.listener(loopback())) {
      assertThatThrownBy(() -> Connections.listener(listener.address()))
          .isInstanceOf(BindException.class)
          .hasMessageContaining(listener.address().toString());
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "key")
  void anAddressCanBeBoundAgainAtOnceWhileOldConnectionsAreOpen(String text) throws Exception {
    AuthKey key = text == null ? null : key(text);
    List<Connection> open = new ArrayList<>();
    SocketAddress address = loopback();
    try {
      for (int i = 0; i < 20; i++) {
        try (Listener listener = Connections.listener(address, key)) {
          address = listener.address();
          open.add(Connections.client(address, key));
          open.add(listener.accept());
        }
      }
      greet(open.get(0), open.get(1));
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "key")
  void aUnixSocketsFileGoesAtCloseAndNoForeignFileIsTouched(String text) throws Exception {
    AuthKey key = text == null ? null : key(text);
    Path path = folder.resolve("socket");
    Files.writeString(path, "precious");
    assertThatThrownBy(() -> Connections.listener(Addresses.of(path.toString()), key))
        .isInstanceOf(BindException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("left alone");
    assertThat(path).hasContent("precious");
    Files.delete(path);

    Listener listener = Connections.listener(Addresses.of(path.toString()), key);
    assertThat(path).exists();
    assertThatThrownBy(() -> Connections.listener(Addresses.of(path.toString()), key))
        .isInstanceOf(BindException.class);
    listener.close();
    listener.close();
    assertThat(path).doesNotExist();

    Listener another = Connections.listener(Addresses.of(path.toString()), key);
    Files.delete(path);
    Files.writeString(path, "somebody else's");
    another.close();
    assertThat(path).hasContent("somebody else's");
    Files.delete(path);

    Listener bereft = Connections.listener(Addresses.of(path.toString()), key);
    Files.delete(path);
    bereft.close();
  }

  @Test
  void theLongestPathWorksAndALongerOneIsAClearError() throws Exception {
    String start = "/tmp/mp-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
    Path padded = Path.of(start + "x".repeat(106 - start.length()));
    try (Listener listener = Connections.listener(UnixDomainSocketAddress.of(padded));
        Connection client = Connections.client(listener.address());
        Connection server = listener.accept()) {
      greet(client, server);
    }
    assertThatThrownBy(() -> Connections.listener(UnixDomainSocketAddress.of(padded + "z")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("at most 106 bytes: length=107");
    assertThatThrownBy(() -> Connections.listener(UnixDomainSocketAddress.of("")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must not be empty");
  }

  @Test
  void aPrivateListenerIsInAFolderOfThisUserAloneAndLeavesNothing() throws Exception {
    Path path;
    try (Listener listener = Connections.listener(ListenerOptions.builder().authKey(KEY).build());
        Listener second = Connections.listener()) {
      path = ((UnixDomainSocketAddress) listener.address()).getPath();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent()))).isEqualTo("rwx------");
      assertThat(second.address()).isNotEqualTo(listener.address());
      try (Connection client = Connections.client(listener.address(), KEY); Connection server = listener.accept()) {
        greet(client, server);
      }
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void addressesThatCannotBeBoundAreNamed() {
    assertThatThrownBy(() -> Connections.listener(Addresses.of("no.such.host.invalid", 1)))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("no.such.host.invalid");
    assertThatThrownBy(() -> Connections.listener(Addresses.of(folder.resolve("none/socket").toString())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none/socket");
    assertThatThrownBy(() -> Connections.listener(new SocketAddress() {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be an InetSocketAddress");
  }

  @Test
  void aClientWithoutAListenerFailsAtOnceAndNamesTheAddress() throws Exception {
    SocketAddress closed;
    try (Listener listener = Connections.listener(loopback())) {
      closed = listener.address();
    }
    assertThatThrownBy(() -> Connections.client(closed))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(closed.toString());
    Path nothing = folder.resolve("nothing");
    assertThatThrownBy(() -> Connections.client(UnixDomainSocketAddress.of(nothing)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(nothing.toString());
    assertThatThrownBy(() -> Connections.client(Addresses.of("255.255.255.255", 1)))
        .isInstanceOf(SocketException.class)
        .isNotInstanceOf(ConnectException.class)
        .hasMessageStartingWith("cannot connect: address=/255.255.255.255:1");
    assertThatThrownBy(() -> Connections.client(Addresses.of("no.such.host.invalid", 1)))
        .isInstanceOf(UnknownHostException.class);
  }

  @Test
  void aListenerThatSaysNothingOrHangsUpEndsAClientsHandshake() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(loopback())) {
      ClientOptions hasty = ClientOptions.builder().authKey(KEY).connectTimeout(Duration.ofMillis(100)).build();
      assertThatThrownBy(() -> Connections.client(server.getLocalAddress(), hasty))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("the handshake was not made within the limit")
          .hasMessageContaining("connectTimeout=PT0.1S");
      server.accept().close();

      FutureTask<Connection> client = inThread(() -> Connections.client(server.getLocalAddress(), KEY));
      server.accept().close();
      assertThat(failureOf(client)).isInstanceOf(EOFException.class).hasMessageContaining("during the handshake");
    }
  }

  @Test
  void aFullQueueOfAUnixSocketHoldsClientsUpUntilTheirLimitOrAnInterrupt() throws Exception {
    UnixDomainSocketAddress address = Addresses.of(folder.resolve("socket").toString());
    List<Connection> open = new ArrayList<>();
    try (Listener listener = Connections.listener(address)) {
      ClientOptions hasty = ClientOptions.builder().connectTimeout(Duration.ofMillis(100)).build();
      Throwable full = null;
      for (int i = 0; i < 100 && full == null; i++) {
        full = catchThrowable(() -> open.add(Connections.client(address, hasty)));
      }
      assertThat(full).isInstanceOf(SocketTimeoutException.class).hasMessageContaining("the connection was not made");

      CompletableFuture<Throwable> end = new CompletableFuture<>();
      Thread patient = new Thread(() -> end.complete(catchThrowable(() -> Connections.client(address))));
      patient.start();
      patient.interrupt();
      assertThat(end.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);

      FutureTask<Connection> waiting = inThread(() -> Connections.client(address));
      int queued = open.size();
      for (int i = 0; i <= queued; i++) {
        open.add(listener.accept());
      }
      open.add(get(waiting));
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "key")
  void anInterruptEndsAcceptAndTheListenerStaysOpen(String text) throws Exception {
    AuthKey key = text == null ? null : key(text);
    try (Listener listener = Connections.listener(loopback(), key)) {
      CompletableFuture<Boolean> flag = new CompletableFuture<>();
      Thread waiting =
          new Thread(
              () -> {
                Throwable end = catchThrowable(listener::accept);
                flag.complete(end instanceof InterruptedIOException && Thread.currentThread().isInterrupted());
              });
      waiting.start();
      awaitIn(waiting, "accept");
      waiting.interrupt();
      assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
      try (Connection client = Connections.client(listener.address(), key); Connection server = listener.accept()) {
        greet(client, server);
      }
    }
  }

  private static void awaitIn(Thread thread, String method) {
    await()
        .atMost(LONG)
        .until(() -> Arrays.stream(thread.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals(method)));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "key")
  void closeEndsAllThatWaitAndAcceptedConnectionsStayOpen(String text) throws Exception {
    AuthKey key = text == null ? null : key(text);
    Listener listener = Connections.listener(loopback(), key);
    try (Connection client = Connections.client(listener.address(), key); Connection server = listener.accept()) {
      List<FutureTask<Connection>> waiting = List.of(inThread(listener::accept), inThread(listener::accept));
      listener.close();
      for (FutureTask<Connection> one : waiting) {
        assertThat(failureOf(one)).isInstanceOf(IOException.class).hasMessageContaining("closed");
      }
      assertThatThrownBy(listener::accept)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the listener is closed");
      assertThat(listener.toString()).contains("closed");
      assertThat(listener.address()).isNotNull();
      greet(client, server);
    }
  }

  @Test
  void closingHangsUpOnWhoWasNotAcceptedYet() throws Exception {
    Listener listener = Connections.listener(loopback(), KEY);
    try (RawPeer silent = new RawPeer(listener.address());
        Connection client = Connections.client(listener.address(), KEY)) {
      silent.frame();
      listener.close();
      assertThatThrownBy(client::recvBytes).isInstanceOf(IOException.class);
      silent.awaitEnd();
    }
  }

  @Test
  void closeByAnInterruptedThreadStillClosesAndKeepsTheFlag() throws Exception {
    Listener listener = Connections.listener(loopback(), KEY);
    Thread.currentThread().interrupt();
    listener.close();
    assertThat(Thread.interrupted()).isTrue();
    Connections.listener(listener.address(), KEY).close();
  }

  @Test
  void noMoreClientsAreTakenThanTheBacklogAllowsUntilSomebodyAccepts() throws Exception {
    List<Connection> open = new ArrayList<>();
    ListenerOptions options = ListenerOptions.builder().authKey(KEY).backlog(2).build();
    try (Listener listener = Connections.listener(loopback(), options)) {
      ClientOptions hasty = ClientOptions.builder().authKey(KEY).connectTimeout(Duration.ofMillis(300)).build();
      Throwable full = null;
      while (full == null) {
        full = catchThrowable(() -> open.add(Connections.client(listener.address(), hasty)));
      }
      assertThat(open).hasSizeBetween(2, 2 + options.maxPendingHandshakes());
      assertThat(full).isInstanceOf(SocketTimeoutException.class);

      FutureTask<Connection> another = inThread(() -> Connections.client(listener.address(), KEY));
      int waiting = open.size();
      for (int i = 0; i <= waiting; i++) {
        open.add(acceptGood(listener));
      }
      open.add(get(another));
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  /** The next client that proved the key: the one that gave up is reported as well. */
  private static Connection acceptGood(Listener listener) throws IOException {
    while (true) {
      try {
        return listener.accept();
      } catch (AuthenticationException e) {
        assertThat(e).hasMessageContaining("did not prove the key");
      }
    }
  }
}
