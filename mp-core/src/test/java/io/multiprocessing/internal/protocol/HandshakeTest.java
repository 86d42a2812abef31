package io.multiprocessing.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.api.AuthenticationException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both ends prove the key; whoever doesn't hold it learns nothing and gets nothing allocated. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandshakeTest {

  private static final byte[] KEY = "key".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OTHER = "other".getBytes(StandardCharsets.US_ASCII);

  /** One end of two pipes. */
  private record End(ReadableByteChannel in, WritableByteChannel out) implements ByteChannel {
    @Override
    public int read(ByteBuffer buffer) throws IOException {
      return in.read(buffer);
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
      return out.write(buffer);
    }

    @Override
    public boolean isOpen() {
      return in.isOpen() && out.isOpen();
    }

    @Override
    public void close() throws IOException {
      in.close();
      out.close();
    }
  }

  private interface Side {
    void run(ByteChannel channel) throws IOException;
  }

  /** What each of the two sides ended with: null if it is content. */
  private static Throwable[] meet(Side first, Side second) throws Exception {
    Pipe there = Pipe.open();
    Pipe back = Pipe.open();
    CompletableFuture<Throwable> one = start(first, new End(back.source(), there.sink()));
    CompletableFuture<Throwable> two = start(second, new End(there.source(), back.sink()));
    return new Throwable[] {one.get(10, TimeUnit.SECONDS), two.get(10, TimeUnit.SECONDS)};
  }

  private static CompletableFuture<Throwable> start(Side side, End end) {
    CompletableFuture<Throwable> result = new CompletableFuture<>();
    new Thread(() -> {
      try (end) {
        side.run(end);
        result.complete(null);
      } catch (Throwable e) {
        result.complete(e);
      }
    }).start();
    return result;
  }

  @Test
  void succeedsWithTheSameKeyAlsoAnEmptyOrALongOne() throws Exception {
    for (byte[] key : new byte[][] {KEY, new byte[0], new byte[64], new byte[65], new byte[10_000]}) {
      assertThat(meet(c -> Handshake.accept(c, key), c -> Handshake.connect(c, key))).containsOnlyNulls();
    }
  }

  @Test
  void failsOnBothSidesWithDifferentKeys() throws Exception {
    Throwable[] ends = meet(c -> Handshake.accept(c, KEY), c -> Handshake.connect(c, OTHER));

    assertThat(ends[0]).isInstanceOf(AuthenticationException.class).hasMessageContaining("digest received was wrong");
    assertThat(ends[1]).isInstanceOf(AuthenticationException.class).hasMessageContaining("digest sent was rejected");
  }

  @Test
  void theConnectingSideRefusesAListenerThatAcceptsEverythingButDoesNotHoldTheKey() throws Exception {
    Throwable[] ends =
        meet(
            c -> {
              write(c, "#CHALLENGE#{sha256}" + "x".repeat(40));
              read(c);
              write(c, "#WELCOME#");
              read(c);
              write(c, "{sha256}" + "y".repeat(32));
              assertThat(new String(read(c), StandardCharsets.US_ASCII)).isEqualTo("#FAILURE#");
            },
            c -> Handshake.connect(c, KEY));

    assertThat(ends[0]).isNull();
    assertThat(ends[1]).isInstanceOf(AuthenticationException.class).hasMessageContaining("does not hold the key");
  }

  @Test
  void aChallengeIsNeverTheSame() throws Exception {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 5; i++) {
      meet(c -> Handshake.accept(c, KEY), c -> seen.add(HexFormat.of().formatHex(read(c))));
    }

    assertThat(seen).hasSize(5);
  }

  @Test
  void refusesLengthsBeyondTheLimitWithoutReadingOn() throws Exception {
    for (int length : new int[] {257, 1 << 20, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
      Throwable[] ends =
          meet(
              c -> Handshake.accept(c, KEY),
              c -> {
                read(c);
                c.write(ByteBuffer.allocate(4).putInt(length).flip());
              });
      assertThat(ends[0]).isInstanceOf(AuthenticationException.class).hasMessageContaining("length=" + length);
    }
  }

  @Test
  void refusesOtherDigestsAndMessagesThatAreNone() throws Exception {
    String weaker = "#CHALLENGE#{md5}" + "x".repeat(40);
    for (String challenge : new String[] {"", "#CHALLENGE#", weaker, "#WELCOME#", "x".repeat(256)}) {
      Throwable[] ends = meet(c -> write(c, challenge), c -> Handshake.connect(c, KEY));
      assertThat(ends[1]).isInstanceOf(AuthenticationException.class).hasMessageContaining("no sha256 challenge");
    }
  }

  @Test
  void survivesRandomBytesAndEndsAtEachPosition() throws Exception {
    long seed = System.nanoTime();
    System.out.println("HandshakeTest seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      byte[] garbage = new byte[random.nextInt(300)];
      random.nextBytes(garbage);
      Throwable[] ends =
          meet(
              c -> Handshake.accept(c, KEY),
              c -> {
                ByteBuffer buffer = ByteBuffer.wrap(garbage);
                while (buffer.hasRemaining()) {
                  c.write(buffer);
                }
              });
      assertThat(ends[0]).as("seed=%d", seed).isInstanceOfAny(AuthenticationException.class, IOException.class);
    }
  }

  @Test
  void anEndBeforeTheEndIsAnEndOfFile() throws Exception {
    for (int length = 0; length < 9; length++) {
      byte[] part = {0, 0, 0, 40, 1, 2, 3, 4, 5};
      int end = length;
      Throwable[] ends =
          meet(
              c -> Handshake.accept(c, KEY),
              c -> {
                read(c);
                c.write(ByteBuffer.wrap(part, 0, end));
              });
      assertThat(ends[0]).as("end after %d bytes", end).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void theHmacIsTheStandardOne() throws Exception {
    long seed = System.nanoTime();
    System.out.println("HandshakeTest seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      byte[] key = new byte[1 + random.nextInt(200)];
      byte[] message = new byte[random.nextInt(300)];
      random.nextBytes(key);
      random.nextBytes(message);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));

      assertThat(Hmac.of(HandshakeDigest.SHA256, key, message)).as("seed=%d", seed).isEqualTo(mac.doFinal(message));
    }
  }

  private static void write(ByteChannel channel, String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
    channel.write(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).flip());
  }

  private static byte[] read(ByteChannel channel) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(4);
    while (length.hasRemaining() && channel.read(length) >= 0) {
      Thread.onSpinWait();
    }
    ByteBuffer message = ByteBuffer.allocate(length.flip().getInt());
    while (message.hasRemaining() && channel.read(message) >= 0) {
      Thread.onSpinWait();
    }
    return message.array();
  }
}
