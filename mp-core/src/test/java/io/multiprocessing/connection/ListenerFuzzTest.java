package io.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Connections;
import io.multiprocessing.api.AuthenticationException;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.SerializationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random bytes, handshakes with a flaw, and frames with a flaw after a good handshake: whatever comes, the listener
 * serves a good client afterwards. The seed is printed; {@code -Dmultiprocessing.test.seed} runs one again.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListenerFuzzTest {

  private static final byte[] KEY = "secret password".getBytes(StandardCharsets.US_ASCII);
  private static final int ROUNDS = 300;

  private final long seed = Long.getLong("multiprocessing.test.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private Listener listener;

  @BeforeEach
  void listen() throws IOException {
    System.out.println("ListenerFuzzTest seed=" + seed);
    ListenerOptions options =
        ListenerOptions.builder().authKey(AuthKey.of(KEY)).handshakeTimeout(Duration.ofSeconds(5)).build();
    listener = Connections.listener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options);
  }

  @AfterEach
  void aGoodClientIsServed() throws IOException {
    try (Listener open = listener;
        Connection client = Connections.client(open.address(), AuthKey.of(KEY));
        Connection server = acceptGood()) {
      client.send("still here");
      assertThat(server.<String>recv()).as("seed=%d", seed).isEqualTo("still here");
    }
  }

  private Connection acceptGood() throws IOException {
    while (true) {
      try {
        return listener.accept();
      } catch (AuthenticationException e) {
        assertThat(e).hasMessageContaining("did not prove the key");
      }
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] framed(byte[] body) {
    return ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array();
  }

  private static byte[] reply(byte[] challengeMessage) throws Exception {
    byte[] challenge = Arrays.copyOfRange(challengeMessage, "#CHALLENGE#".length(), challengeMessage.length);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    byte[] code = mac.doFinal(challenge);
    return ByteBuffer.allocate(8 + code.length).put("{sha256}".getBytes(StandardCharsets.US_ASCII)).put(code).array();
  }

  /** The message with a bit turned, bytes cut off, added or doubled; never the same. */
  private byte[] flawed(byte[] message) {
    switch (random.nextInt(4)) {
      case 0 -> {
        byte[] turned = message.clone();
        turned[random.nextInt(turned.length)] ^= (byte) (1 << random.nextInt(8));
        return turned;
      }
      case 1 -> {
        return Arrays.copyOf(message, random.nextInt(message.length));
      }
      case 2 -> {
        return ByteBuffer.allocate(message.length + 5).put(bytes(5)).put(message).array();
      }
      default -> {
        return ByteBuffer.allocate(2 * message.length).put(message).put(message).array();
      }
    }
  }

  /** Writes until the other side hangs up, at most all. */
  private static void writeWhatGoes(RawPeer peer, byte[] bytes) {
    try {
      peer.write(bytes);
      peer.endOutput();
    } catch (IOException e) {
      return; // it hung up, as it should
    }
  }

  @Test
  void survivesRandomBytes() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      try (RawPeer peer = new RawPeer(listener.address())) {
        writeWhatGoes(peer, bytes(random.nextInt(600)));
        if (random.nextBoolean()) {
          peer.awaitEnd();
        }
      }
    }
  }

  @Test
  void survivesHandshakesWithAFlawAndLetsNoneOfThemIn() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      try (RawPeer peer = new RawPeer(listener.address())) {
        byte[] good = framed(reply(peer.frame()));
        if (random.nextInt(3) == 0) { // the first half is good: it holds the key, but can't say it well
          peer.write(good);
          peer.frame();
          writeWhatGoes(peer, flawed(framed(bytes(random.nextInt(300)))));
        } else {
          writeWhatGoes(peer, flawed(good));
        }
        peer.awaitEnd();
      }
      CompletableFuture<Throwable> outcome = new CompletableFuture<>();
      new Thread(() -> outcome.complete(failureOfAccept())).start();
      assertThat(outcome.get(30, TimeUnit.SECONDS)).as("seed=%d", seed).isInstanceOf(AuthenticationException.class);
    }
  }

  private Throwable failureOfAccept() {
    try {
      listener.accept().close();
      return null;
    } catch (IOException | RuntimeException e) {
      return e;
    }
  }

  @Test
  void survivesFramesWithAFlawAfterTheHandshake() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      try (RawPeer peer = new RawPeer(listener.address())) {
        byte[] reply = reply(peer.frame());
        peer.frame(reply);
        assertThat(new String(peer.frame(), StandardCharsets.US_ASCII)).isEqualTo("#WELCOME#");
        peer.frame(
            ByteBuffer.allocate(59)
                .put("#CHALLENGE#{sha256}".getBytes(StandardCharsets.US_ASCII))
                .put(bytes(40))
                .array());
        peer.frame();
        ByteBuffer messages = ByteBuffer.allocate(4000);
        messages.put(framed("#WELCOME#".getBytes(StandardCharsets.US_ASCII)));
        for (int m = 0; m < 5; m++) {
          messages.put(flawed(framed(bytes(1 + random.nextInt(300)))));
        }
        writeWhatGoes(peer, Arrays.copyOf(messages.array(), messages.position()));
        receiveUntilItFails();
      }
    }
  }

  private void receiveUntilItFails() throws IOException {
    try (Connection server = listener.accept()) {
      while (true) {
        if (random.nextBoolean()) {
          server.recvBytes(1 << 20);
        } else {
          receiveObject(server);
        }
      }
    } catch (IOException e) {
      assertThat(e.getMessage()).as("seed=%d", seed).isNotNull();
    }
  }

  private void receiveObject(Connection server) throws IOException {
    try {
      server.recv();
    } catch (SerializationException e) {
      assertThat(e.getMessage()).as("seed=%d", seed).contains("not an object");
    }
  }
}
