package io.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.multiprocessing.Connections;
import io.multiprocessing.api.AuthenticationException;
import io.multiprocessing.connection.PythonPeer.Interpreter;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.SerializationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real CPython at the other end, as client and as listener, over TCP and Unix domain sockets. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PythonInteropTest {

  private static final AuthKey KEY = AuthKey.of("secret password".getBytes(StandardCharsets.US_ASCII));
  private static final AuthKey OTHER = AuthKey.of("another".getBytes(StandardCharsets.US_ASCII));
  private static final int[] LENGTHS = {0, 1, 16384, 16385, 1 << 20};

  @TempDir Path folder;

  /** One interpreter and one kind of socket; without an interpreter one case that says so. */
  record Case(Interpreter interpreter, boolean unix) {
    @Override
    public String toString() {
      return interpreter == null ? "no python3 here" : interpreter + (unix ? " over AF_UNIX" : " over AF_INET");
    }

    SocketAddress address(Path folder) {
      return unix
          ? UnixDomainSocketAddress.of(folder.resolve("socket"))
          : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    ListenerOptions listenerOptions(AuthKey key) {
      return ListenerOptions.builder().authKey(key).legacyMd5(interpreter.isLegacy()).build();
    }

    ClientOptions clientOptions(AuthKey key) {
      return ClientOptions.builder().authKey(key).legacyMd5(interpreter.isLegacy()).build();
    }
  }

  static Stream<Case> cases() {
    List<Interpreter> interpreters = PythonPeer.interpreters();
    return interpreters.isEmpty()
        ? Stream.of(new Case(null, false))
        : interpreters.stream().flatMap(i -> Stream.of(new Case(i, false), new Case(i, true)));
  }

  /** Those that a test is about; a peer that isn't there at all is left in, to be skipped with the reason. */
  static Stream<Case> legacyCases() {
    return cases().filter(on -> on.interpreter() == null || on.interpreter().isLegacy());
  }

  /** Before 3.13 an empty key is no key. */
  static Stream<Case> emptyKeyCases() {
    return cases().filter(on -> on.interpreter() == null || on.interpreter().minor() >= 13);
  }

  private PythonPeer python(Case on, String role, SocketAddress address, AuthKey key) throws IOException {
    return PythonPeer.start(on.interpreter(), folder, role, address, key);
  }

  /** Starts a listener of Python and tells where it listens. */
  private static SocketAddress addressOf(Case on, PythonPeer listener) throws IOException {
    String printed = listener.line();
    return on.unix()
        ? UnixDomainSocketAddress.of(printed)
        : new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(printed));
  }

  private static void exchange(Connection connection) throws IOException {
    Random random = new Random(7);
    for (int length : LENGTHS) {
      byte[] message = new byte[length];
      random.nextBytes(message);
      connection.sendBytes(message);
      assertThat(connection.recvBytes()).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aClientOfPythonExchangesByteMessagesWithOurListener(Case on) throws Exception {
    assumeTrue(on.interpreter() != null, "no python3 on the path");
    try (Listener listener = Connections.listener(on.address(folder), on.listenerOptions(KEY));
        PythonPeer peer = python(on, "client", listener.address(), KEY)) {
      try (Connection connection = listener.accept()) {
        exchange(connection);
      }
      assertThat(peer.rest()).isEqualTo("echoed\n");
      assertThat(listener.lastAccepted().isPresent()).isEqualTo(!on.unix());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void ourClientExchangesByteMessagesWithAListenerOfPython(Case on) throws Exception {
    assumeTrue(on.interpreter() != null, "no python3 on the path");
    try (PythonPeer peer = python(on, "listener", on.address(folder), KEY)) {
      try (Connection connection = Connections.client(addressOf(on, peer), on.clientOptions(KEY))) {
        exchange(connection);
      }
      assertThat(peer.rest()).isEqualTo("echoed\n");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void withoutAKeyTheyExchangeByteMessagesBothWays(Case on) throws Exception {
    assumeTrue(on.interpreter() != null, "no python3 on the path");
    try (Listener listener = Connections.listener(on.address(folder));
        PythonPeer peer = python(on, "client", listener.address(), null)) {
      try (Connection connection = listener.accept()) {
        exchange(connection);
      }
      assertThat(peer.rest()).isEqualTo("echoed\n");
    }
    try (PythonPeer peer = python(on, "listener", on.address(folder), null)) {
      try (Connection connection = Connections.client(addressOf(on, peer))) {
        exchange(connection);
      }
      assertThat(peer.rest()).isEqualTo("echoed\n");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aClientOfPythonWithAnotherKeyIsRefused(Case on) throws Exception {
    assumeTrue(on.interpreter() != null, "no python3 on the path");
    try (Listener listener = Connections.listener(on.address(folder), on.listenerOptions(KEY));
        PythonPeer peer = python(on, "client", listener.address(), OTHER)) {
      assertThatThrownBy(listener::accept)
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("digest received was wrong");
      assertThat(peer.rest()).isEqualTo("AuthenticationError: digest sent was rejected\n");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aListenerOfPythonWithAnotherKeyRefusesOurClient(Case on) throws Exception {
    assumeTrue(on.interpreter() != null, "no python3 on the path");
    try (PythonPeer peer = python(on, "listener", on.address(folder), OTHER)) {
      SocketAddress address = addressOf(on, peer);
      assertThatThrownBy(() -> Connections.client(address, on.clientOptions(KEY)))
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("digest sent was rejected");
      assertThat(peer.rest()).isEqualTo("AuthenticationError: digest received was wrong\n");
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("legacyCases")
  void aLegacyPeerIsRefusedUnlessMd5IsAllowed(Case on) throws Exception {
    assumeTrue(on.interpreter() != null, "no python3 on the path");
    try (Listener listener = Connections.listener(on.address(folder), KEY);
        PythonPeer peer = python(on, "client", listener.address(), KEY)) {
      assertThatThrownBy(listener::accept)
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("legacyMd5(true) allows it");
      assertThat(peer.rest()).startsWith("AuthenticationError");
    }
    try (PythonPeer peer = python(on, "listener", on.address(folder), KEY)) {
      SocketAddress address = addressOf(on, peer);
      assertThatThrownBy(() -> Connections.client(address, KEY))
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("legacyMd5(true) allows it");
      assertThat(peer.rest()).isNotEmpty();
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("emptyKeyCases")
  void anEmptyKeyIsProvedBothWays(Case on) throws Exception {
    assumeTrue(on.interpreter() != null, "no python3 on the path");
    AuthKey empty = AuthKey.of(new byte[0]);
    try (Listener listener = Connections.listener(on.address(folder), empty);
        PythonPeer peer = python(on, "client", listener.address(), empty)) {
      listener.accept().close();
      assertThat(peer.rest()).isEqualTo("echoed\n");
    }
    try (PythonPeer peer = python(on, "listener", on.address(folder), empty)) {
      Connections.client(addressOf(on, peer), empty).close();
      assertThat(peer.rest()).isEqualTo("echoed\n");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aPickleIsAClearErrorAndTheNextMessageIsFine(Case on) throws Exception {
    assumeTrue(on.interpreter() != null, "no python3 on the path");
    try (Listener listener = Connections.listener(on.address(folder), on.listenerOptions(KEY));
        PythonPeer peer = python(on, "pickling-client", listener.address(), KEY)) {
      try (Connection connection = listener.accept()) {
        assertThatThrownBy(connection::recv)
            .isInstanceOf(SerializationException.class)
            .hasMessageContaining("looks like a pickle of Python");
        exchange(connection);
      }
      assertThat(peer.rest()).isEqualTo("echoed\n");
    }
  }
}
