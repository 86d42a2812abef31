package io.multiprocessing.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.multiprocessing.Connections;
import io.multiprocessing.Waitables;
import io.multiprocessing.api.AuthenticationException;
import io.multiprocessing.process.AuthKey;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What TLS keeps from others, and what the two sides are told when it fails. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsTest {

  private static final AuthKey KEY = AuthKey.of("secret password".getBytes(US_ASCII));
  private static final Duration HASTY = Duration.ofMillis(400);

  @TempDir Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Closeable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (Closeable resource : opened) {
      resource.close();
    }
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, SECONDS)).isTrue();
  }

  private static SocketAddress localhost() {
    return new InetSocketAddress("localhost", 0);
  }

  private static ListenerOptions.Builder listening(@Nullable SSLContext context) {
    return ListenerOptions.builder().authKey(KEY).ssl(context);
  }

  private static ClientOptions.Builder connecting(@Nullable SSLContext context) {
    return ClientOptions.builder().authKey(KEY).ssl(context).connectTimeout(Duration.ofSeconds(20));
  }

  private Listener listen(ListenerOptions.Builder options) throws IOException {
    Listener listener = Connections.listener(localhost(), options.build());
    opened.add(listener);
    return listener;
  }

  private Connection[] pair(Listener listener, SocketAddress address, ClientOptions.Builder options) throws Exception {
    Future<Connection> accepted = threads.submit(listener::accept);
    Connection client = Connections.client(address, options.build());
    opened.add(client);
    Connection server = accepted.get(20, SECONDS);
    opened.add(server);
    return new Connection[] {client, server};
  }

  /** What the connecting side is told, and what the accepting side is. */
  private Throwable[] failures(Listener listener, ClientOptions.Builder options) throws Exception {
    Future<Throwable> refusal = threads.submit(() -> catchThrowable(listener::accept));
    Throwable failure = catchThrowable(() -> Connections.client(listener.address(), options.build()).close());
    return new Throwable[] {failure, refusal.get(20, SECONDS)};
  }

  private static String port(Listener listener) {
    return ":" + ((InetSocketAddress) listener.address()).getPort();
  }

  /** Somebody between the two sides, who sees what goes through and can cut it off. */
  private final class Relay implements Closeable {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private final List<Socket> sockets = new ArrayList<>();

    Relay(SocketAddress target) throws IOException {
      opened.add(this);
      threads.submit(() -> {
        Socket from = server.accept();
        Socket to = new Socket();
        sockets.add(from);
        sockets.add(to);
        to.connect(target);
        threads.submit(() -> copy(from, to));
        threads.submit(() -> copy(to, from));
        return null;
      });
    }

    private Void copy(Socket from, Socket to) throws IOException {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        synchronized (seen) {
          seen.write(buffer, 0, count);
        }
        out.write(buffer, 0, count);
      }
      return null;
    }

    SocketAddress address() {
      return new InetSocketAddress("localhost", server.getLocalPort());
    }

    String seen() {
      synchronized (seen) {
        return seen.toString(ISO_8859_1);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void nobodyReadsAlong() throws Exception {
    for (SSLContext context : new SSLContext[] {TestCertificates.good(), null}) {
      Listener listener = listen(listening(context));
      Relay relay = new Relay(listener.address());
      Connection[] ends = pair(listener, relay.address(), connecting(context));
      ends[0].send(List.of("a word for few"));
      assertThat(ends[1].<List<String>>recv()).containsExactly("a word for few");
      assertThat(relay.seen().contains("a word for fe")).isEqualTo(context == null);
      assertThat(relay.seen().contains("#CHALLENGE#")).isEqualTo(context == null);
    }
  }

  @Test
  void anEndThatIsNotAnnouncedIsAnErrorAndOneThatIsIsTheEnd() throws Exception {
    Listener listener = listen(listening(TestCertificates.good()));
    Relay relay = new Relay(listener.address());
    Connection[] cut = pair(listener, relay.address(), connecting(TestCertificates.good()));
    cut[0].send("before");
    assertThat(cut[1].<String>recv()).isEqualTo("before");
    relay.close();
    assertThatThrownBy(() -> cut[1].recv())
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("the connection was cut off");

    Connection[] closed = pair(listener, listener.address(), connecting(TestCertificates.good()));
    closed[0].send("last words");
    closed[0].close();
    assertThat(closed[1].<String>recv()).isEqualTo("last words");
    assertThatThrownBy(() -> closed[1].recv()).isInstanceOf(EOFException.class);
  }

  @Test
  void whatTlsSendsForItselfIsNoMessage() throws Exception {
    Listener listener = listen(listening(TestCertificates.good()));
    Connection[] ends = pair(listener, listener.address(), connecting(TestCertificates.good()));
    for (Connection end : ends) {
      assertThat(Waitables.await(List.of(end), Duration.ofMillis(100))).isEmpty();
      assertThat(end.poll()).isFalse();
    }
    ends[1].send(1);
    ends[1].send(2); // comes with the first, so that the socket has nothing when that was received
    assertThat(Waitables.await(List.of(ends[0]), Duration.ofSeconds(10))).isNotEmpty();
    assertThat(ends[0].<Integer>recv()).isEqualTo(1);
    assertThat(Waitables.await(List.of(ends[0]), Duration.ofSeconds(10))).isNotEmpty();
    assertThat(ends[0].<Integer>recv()).isEqualTo(2);
    assertThat(Waitables.await(List.of(ends[0]), Duration.ofMillis(100))).isEmpty();
  }

  @Test
  void withoutAKeyTlsIsAllThereIs() throws Exception {
    Listener listener = listen(ListenerOptions.builder().ssl(TestCertificates.good()));
    Connection[] ends = pair(listener, listener.address(), ClientOptions.builder().ssl(TestCertificates.good()));
    ends[1].send("in");
    assertThat(ends[0].<String>recv()).isEqualTo("in");
    assertThat(ends[0].toString()).contains("TLSv1.3");
  }

  @Test
  void goesOverAUnixSocketToo() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
    Listener listener = Connections.listener(address, listening(TestCertificates.elsewhere()).build());
    opened.add(listener);
    Connection[] ends = pair(listener, address, connecting(TestCertificates.good()));
    ends[0].send("no host to check");
    assertThat(ends[1].<String>recv()).isEqualTo("no host to check");
  }

  @Test
  void saysThatACertificateIsNotTrusted() throws Exception {
    Listener listener = listen(listening(TestCertificates.good()));
    Throwable[] told = failures(listener, connecting(TestCertificates.untrusting()));
    assertThat(told[0])
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("the certificate of the listener is not trusted here")
        .hasMessageContaining("address=").hasMessageContaining(port(listener));
    assertThat(told[1])
        .isInstanceOf(AuthenticationException.class)
        .hasMessageContaining("a client did not get through TLS: the client refused this side");
  }

  @Test
  void saysThatACertificateIsForAnotherHostOrHasExpired() throws Exception {
    Throwable[] elsewhere = failures(listen(listening(TestCertificates.elsewhere())), connecting(TestCertificates.good()));
    assertThat(elsewhere[0])
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("the certificate of the listener is for another host")
        .hasMessageContaining("host=");
    assertThat(elsewhere[1]).hasMessageContaining("the client refused this side");
    Throwable[] expired = failures(listen(listening(TestCertificates.expired())), connecting(TestCertificates.good()));
    assertThat(expired[0])
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("the certificate of the listener has expired");
    assertThat(expired[1]).hasMessageContaining("the client refused this side");
  }

  @Test
  void aListenerWithoutACertificateSaysSo() throws Exception {
    Throwable[] told = failures(listen(listening(TestCertificates.untrusting())), connecting(TestCertificates.good()));
    assertThat(told[0]).isInstanceOf(SSLHandshakeException.class).hasMessageContaining("the listener refused this side");
    assertThat(told[1]).isInstanceOf(AuthenticationException.class).hasMessageContaining("did not get through TLS");
  }

  @Test
  void theKeyStillCounts() throws Exception {
    Listener listener = listen(listening(TestCertificates.good()));
    Throwable[] told = failures(listener, connecting(TestCertificates.good()).authKey(AuthKey.random()));
    assertThat(told[0]).isInstanceOf(AuthenticationException.class).hasMessageContaining("another key");
    assertThat(told[1]).isInstanceOf(AuthenticationException.class).hasMessageContaining("did not prove the key");
  }

  @Test
  void afterTlsAPeerWithoutTheKeyGetsNoMoreThan256Bytes() throws Exception {
    Listener listener = listen(listening(TestCertificates.good()));
    Connection hostile =
        Connections.client(
            listener.address(), ClientOptions.builder().ssl(TestCertificates.good()).build());
    opened.add(hostile);
    hostile.sendBytes(new byte[257]);
    assertThatThrownBy(listener::accept)
        .isInstanceOf(AuthenticationException.class)
        .hasMessageContaining("length=257, limit=256");
    hostile.recvBytes(256); // the challenge
    assertThatThrownBy(() -> hostile.recvBytes(256)).isInstanceOf(IOException.class);
  }

  @Test
  void tellsAClientOfTlsThatTheListenerHasNone() throws Exception {
    Listener listener = listen(listening(null));
    Throwable[] told = failures(listener, connecting(TestCertificates.good()));
    assertThat(told[0])
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("the listener does not speak TLS")
        .hasMessageContaining(port(listener));
    assertThat(told[1]).isInstanceOf(AuthenticationException.class).hasMessageContaining("this looks like TLS");

    Listener open = listen(ListenerOptions.builder());
    ClientOptions.Builder hasty = ClientOptions.builder().ssl(TestCertificates.good()).connectTimeout(HASTY);
    Future<Throwable> received = threads.submit(() -> {
      try (Connection connection = open.accept()) {
        return catchThrowable(connection::recv);
      }
    });
    assertThatThrownBy(() -> Connections.client(open.address(), hasty.build()))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("the handshake was not made within the limit").hasMessageContaining(port(open));
    assertThat(received.get(20, SECONDS)).isInstanceOf(IOException.class).hasMessageContaining("this looks like TLS");
  }

  @Test
  void tellsAClientWithoutTlsThatTheListenerHasIt() throws Exception {
    Listener listener = listen(listening(TestCertificates.good()).handshakeTimeout(HASTY));
    Throwable[] told = failures(listener, connecting(null));
    assertThat(told[0])
        .isInstanceOf(IOException.class)
        .hasMessageContaining(port(listener)).hasMessageContaining("TLS");
    assertThat(told[1])
        .isInstanceOf(AuthenticationException.class)
        .hasMessageContaining("a client did not get through TLS: it did not do so in time")
        .hasMessageContaining("one without TLS waits for the listener to begin");

    Connection early = Connections.client(listener.address()); // without a key it begins
    opened.add(early);
    early.send("hello");
    assertThatThrownBy(listener::accept)
        .isInstanceOf(AuthenticationException.class)
        .hasMessageContaining("the client does not speak TLS");
    assertThatThrownBy(early::recv).isInstanceOf(IOException.class).hasMessageContaining("TLS");
  }

  @Test
  void clientsThatStopInsideTlsKeepNobodyOut() throws Exception {
    Listener listener = listen(listening(TestCertificates.good()).maxPendingHandshakes(3));
    byte[] begin = {0x16, 3, 1, 2, 0, 1, 0, 1}; // of a record that never ends
    for (int i = 0; i < 20; i++) {
      Socket socket = new Socket();
      opened.add(socket);
      socket.connect(listener.address());
      socket.getOutputStream().write(begin, 0, i % begin.length);
    }
    Future<Connection> accepted = threads.submit(() -> {
      while (true) {
        try {
          return listener.accept();
        } catch (AuthenticationException e) {
          assertThat(e).hasMessageContaining("did not get through TLS");
        }
      }
    });
    Connection client = Connections.client(listener.address(), connecting(TestCertificates.good()).build());
    opened.add(client);
    opened.add(accepted.get(20, SECONDS));
  }

  @Test
  void randomBytesOnThePortOfTlsEndNoListener() throws Exception {
    long seed = System.nanoTime();
    System.out.println("TlsTest: seed=" + seed);
    java.util.Random random = new java.util.Random(seed);
    Listener listener = listen(listening(TestCertificates.good()).handshakeTimeout(HASTY));
    for (int i = 0; i < 30; i++) {
      byte[] bytes = new byte[random.nextInt(600)];
      random.nextBytes(bytes);
      if (bytes.length > 5 && i % 3 != 0) {
        System.arraycopy(new byte[] {(byte) (0x14 + i % 4), 3, 3, 0, (byte) random.nextInt()}, 0, bytes, 0, 5);
      }
      try (Socket socket = new Socket()) {
        socket.connect(listener.address());
        socket.getOutputStream().write(bytes);
      }
      assertThatThrownBy(listener::accept).as("seed=" + seed).isInstanceOf(AuthenticationException.class);
    }
    Connection[] ends = pair(listener, listener.address(), connecting(TestCertificates.good()));
    ends[0].send("still here");
    assertThat(ends[1].<String>recv()).isEqualTo("still here");
  }

  @Test
  void wantsTls13OfTheContext() throws Exception {
    SSLContext old = new SSLContext(new OldSpi(), SSLContext.getDefault().getProvider(), "old") {};
    assertThatThrownBy(() -> listen(listening(old)))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("the SSLContext must know TLS 1.3: supported=[TLSv1.2]");
    Listener listener = listen(listening(TestCertificates.good()));
    assertThatThrownBy(() -> Connections.client(listener.address(), connecting(old).build()))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("supported=[TLSv1.2]");
  }

  /** Knows an old version only. */
  private static final class OldSpi extends SSLContextSpi {
    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException(Arrays.toString(keys));
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      return new SSLParameters(new String[0], new String[] {"TLSv1.2"});
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      throw new UnsupportedOperationException();
    }
  }
}
