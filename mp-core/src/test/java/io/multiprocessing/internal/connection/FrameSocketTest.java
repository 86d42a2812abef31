package io.multiprocessing.internal.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.AuthenticationException;
import io.multiprocessing.connection.ClientOptions;
import io.multiprocessing.connection.ListenerOptions;
import io.multiprocessing.connection.TestCertificates;
import io.multiprocessing.process.AuthKey;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameSocketTest {

  private static final AuthKey KEY = AuthKey.of("key".getBytes(UTF_8));
  private static final int LIMIT = 16 << 20;

  private final BlockingQueue<FrameSocket> accepted = new LinkedBlockingQueue<>();
  private FrameListener listener;
  private FrameSocket client;
  private FrameSocket server;

  @BeforeEach
  void connect() throws Exception {
    listener = listen(null);
    client = FrameSocket.connect(listener.address(), options(KEY));
    server = accepted.poll(10, SECONDS);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    listener.close();
  }

  private FrameListener listen(@Nullable SocketAddress address) throws IOException {
    return FrameListener.open(address, ListenerOptions.builder().authKey(KEY).build(), accepted::add);
  }

  private static ClientOptions options(AuthKey key) {
    return ClientOptions.builder().authKey(key).build();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static byte[] next(FrameSocket from, FrameSocket to) {
    return await().atMost(20, SECONDS).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).pollInSameThread().until(() -> {
      to.flush();
      return from.receive(LIMIT);
    }, frame -> frame != null);
  }

  @Test
  void aFrameOfSeveralPartsArrivesAsOne() throws IOException {
    assertThat(client.receive(LIMIT)).as("nothing is there, and it doesn't wait").isNull();
    assertThat(server.send(bytes("one "), bytes("frame"))).isTrue();
    assertThat(next(client, server)).asString(UTF_8).isEqualTo("one frame");
  }

  @Test
  void smallFramesWaitForTheFlush() throws IOException {
    for (int i = 0; i < 1000; i++) {
      client.sendLater(bytes("frame " + i));
    }
    assertThat(client.unsentBytes()).isPositive();
    assertThat(server.receive(LIMIT)).isNull();
    client.flush();
    assertThat(client.unsentBytes()).isZero();
    for (int i = 0; i < 1000; i++) {
      assertThat(next(server, client)).asString(UTF_8).isEqualTo("frame " + i);
    }
  }

  @Test
  void whatThePeerDoesNotReadIsKeptAndTheCallersArrayIsFreeAgain() throws IOException {
    byte[] large = new byte[8 << 20];
    Arrays.fill(large, (byte) 7);
    assertThat(client.send(bytes("head"), ByteBuffer.wrap(large))).isFalse();
    assertThat(client.unsentBytes()).isPositive();
    client.sendLater(bytes("after it"));
    byte[] expected = new byte[4 + large.length];
    Arrays.fill(expected, 4, expected.length, (byte) 7);
    System.arraycopy("head".getBytes(UTF_8), 0, expected, 0, 4);
    Arrays.fill(large, (byte) 9);
    assertThat(next(server, client)).isEqualTo(expected);
    assertThat(next(server, client)).asString(UTF_8).isEqualTo("after it");
  }

  @Test
  void aFrameThatIsTooLongIsRefused() throws IOException {
    client.send(ByteBuffer.allocate(2000));
    assertThatThrownBy(() -> await().until(() -> server.receive(1999) != null))
        .hasMessage("bad message length: length=2000, limit=1999");
  }

  @Test
  void theEndComesAfterTheFramesBeforeIt() throws IOException {
    client.send(bytes("last"));
    client.close();
    assertThat(next(server, server)).asString(UTF_8).isEqualTo("last");
    assertThatThrownBy(() -> server.receive(LIMIT)).isInstanceOf(EOFException.class);
  }

  @Test
  void anInterruptDoesNotHurt() throws IOException {
    Thread.currentThread().interrupt();
    try {
      client.send(bytes("sent"));
      server.receive(LIMIT);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    client.send(bytes("again"));
    assertThat(client.channel().isOpen()).isTrue();
    assertThat(server.channel().isOpen()).isTrue();
  }

  @Test
  void aWrongKeyIsRefused() {
    assertThatThrownBy(() -> FrameSocket.connect(listener.address(), options(AuthKey.random())))
        .isInstanceOf(AuthenticationException.class);
    assertThat(accepted).isEmpty();
  }

  @Test
  void theAddressIsFreeAfterTheEnd() throws Exception {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    FrameListener first = listen(loopback);
    SocketAddress address = first.address();
    assertThatThrownBy(() -> listen(address)).hasMessageContaining(address.toString());
    first.close();
    first.close();
    assertThatThrownBy(() -> FrameSocket.connect(address, options(KEY))).isInstanceOf(ConnectException.class);
    try (FrameListener second = listen(address);
        FrameSocket other = FrameSocket.connect(second.address(), options(KEY))) {
      FrameSocket peer = accepted.poll(10, SECONDS);
      peer.send(bytes("hello"));
      assertThat(next(other, peer)).asString(UTF_8).isEqualTo("hello");
      peer.close();
    }
  }

  /** A peer that reads late, so that records are half out, and frames that come several in a record. */
  @Test
  void framesGoOverTlsAsOverABareSocket() throws Exception {
    SSLContext context = TestCertificates.both().call();
    ListenerOptions options = ListenerOptions.builder().authKey(KEY).ssl(context).build();
    try (FrameListener secured = FrameListener.open(new InetSocketAddress("localhost", 0), options, accepted::add);
        FrameSocket from =
            FrameSocket.connect(secured.address(), ClientOptions.builder().authKey(KEY).ssl(context).build())) {
      FrameSocket to = accepted.poll(20, SECONDS);
      byte[] big = new byte[LIMIT];
      Arrays.fill(big, (byte) 7);
      int small = 0;
      boolean sent = from.send(ByteBuffer.wrap(big));
      while (sent || small < 100) {
        sent = from.send(bytes("small " + small++));
      }
      assertThat(from.unsentBytes()).isPositive();
      assertThat(next(to, from)).isEqualTo(big);
      for (int i = 0; i < small; i++) {
        assertThat(next(to, from)).asString(UTF_8).isEqualTo("small " + i);
      }
      assertThat(to.receive(LIMIT)).isNull();
      assertThat(to.hasArrived()).isFalse();
      assertThat(from.flush()).isTrue();
      from.send(bytes("last"));
      from.endSending();
      assertThat(next(to, from)).asString(UTF_8).isEqualTo("last");
      assertThatThrownBy(() -> next(to, from)).isInstanceOf(EOFException.class);
      to.close();
      await().atMost(20, SECONDS).until(from::discard);
    }
  }
}
