package io.multiprocessing.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.io.Output;
import io.multiprocessing.api.RemoteFunction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes that are no message, and messages that don't fit the receiver. */
class KryoCodecFaultsTest {

  private static final int ROUNDS = 5_000;

  private final Codec codec = new KryoCodec();

  record Order(int id, String name, List<Integer> lines, Map<String, Object> more) {}

  static class Node {
    Object next;
    int[] numbers = {1, 2, 3};
  }

  /** A message with something of every kind of form in it. */
  private EncodedMessage sample() {
    Node node = new Node();
    node.next = new ArrayList<>(Arrays.asList(node, null, "x", 2.5, new byte[] {1, 2, 3}, Optional.of(5L)));
    int captured = 4;
    RemoteFunction<Integer, Integer> lambda = n -> n + captured;
    RemoteFunction<Integer, Integer> reference = Math::abs;
    Map<Thread.State, Object> states = new EnumMap<>(Thread.State.class);
    states.put(Thread.State.NEW, Collections.synchronizedMap(new HashMap<>(Map.of(1, "a"))));
    Map<String, Object> more = new HashMap<>();
    more.put("states", states);
    more.put("sorted", new TreeMap<>(Map.of("a", 1)));
    more.put("failure", new IllegalStateException("m", new RuntimeException("c")));
    more.put("lambdas", new Object[] {lambda, reference, String.class, node});
    more.put("large", new byte[40_000]);
    more.put("buffer", ByteBuffer.allocateDirect(10));
    more.put("big", new java.math.BigDecimal("1.5"));
    return codec.encode(new Order(3, "näme", List.of(1, 2, 3), more));
  }

  @Test
  void decodesTheSampleItself() {
    assertThat(codec.decode(TestMessages.transfer(sample()))).isInstanceOf(Order.class);
  }

  @Test
  @Timeout(60)
  void failsCleanlyOnRandomBytes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length > 1 && i % 4 != 0) {
        bytes[0] = (byte) GraphWriter.FORMAT;
        bytes[1] = (byte) random.nextInt(BuiltIn.FIRST_CLASS);
      }
      expectValueOrSerializationException(bytes, List.of(), "seed=" + seed + ", round=" + i);
    }
  }

  @Test
  @Timeout(60)
  void failsCleanlyOnMutatedMessages() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    EncodedMessage sample = sample();
    byte[] original = TestMessages.bytes(sample.body());
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = original.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = random.nextBoolean() ? (byte) random.nextInt() : (byte) -1;
      }
      expectValueOrSerializationException(bytes, sample.attachments(), "seed=" + seed + ", round=" + i);
    }
    assertThat(codec.decode(sample)).as("the next message").isInstanceOf(Order.class);
  }

  private void expectValueOrSerializationException(byte[] bytes, List<ByteBuffer> attachments, String context) {
    try {
      codec.decode(new EncodedMessage(ByteBuffer.wrap(bytes), attachments));
    } catch (SerializationException expected) {
      assertThat(expected.getMessage()).startsWith("cannot decode");
    } catch (Throwable e) {
      throw new AssertionError(context + ", bytes=" + Arrays.toString(bytes), e);
    }
  }

  @Test
  void refusesEveryTruncationAndWhatFollowsTheEnd() {
    EncodedMessage sample = sample();
    byte[] bytes = TestMessages.bytes(sample.body());
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> codec.decode(new EncodedMessage(ByteBuffer.wrap(part), sample.attachments())))
          .isInstanceOf(SerializationException.class);
    }
    byte[] more = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> codec.decode(new EncodedMessage(ByteBuffer.wrap(more), sample.attachments())))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("bytes follow its end: bytesLeft=1");
    assertThatThrownBy(() -> codec.decode(new EncodedMessage(ByteBuffer.wrap(bytes), List.of())))
        .isInstanceOf(SerializationException.class);
  }

  @Test
  void refusesHugeLengthsBeforeItAllocates() {
    for (int tag : new int[] {BuiltIn.STRING, BuiltIn.INTS, BuiltIn.LONGS, BuiltIn.ARRAY_LIST, BuiltIn.HASH_MAP,
        BuiltIn.IMMUTABLE_LIST, BuiltIn.IMMUTABLE_MAP, BuiltIn.BIG_INTEGER, BuiltIn.LAMBDA, BuiltIn.JDK,
        BuiltIn.PROXY}) {
      Output out = new Output(64);
      out.writeByte(GraphWriter.FORMAT);
      out.writeByte(tag);
      if (tag == BuiltIn.STRING) {
        out.writeVarIntFlag(true, Integer.MAX_VALUE, true);
      } else {
        out.writeVarInt(Integer.MAX_VALUE, true);
      }
      assertThatThrownBy(() -> codec.decode(new EncodedMessage(ByteBuffer.wrap(out.toBytes()), List.of())))
          .as("tag " + tag)
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("what is left of it");
    }
  }

  @Test
  void namesAMissingOrAbstractClass() {
    assertThatThrownBy(() -> codec.decode(named("com.acme.Missing", 0)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("class=com.acme.Missing");
    for (String name : List.of("java.lang.Comparable", ValueForm.class.getName(), "java.lang.Thread")) {
      assertThatThrownBy(() -> codec.decode(named(name, 0)))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining(name);
    }
  }

  @Test
  void refusesAClassWithOtherFields() {
    assertThatThrownBy(() -> codec.decode(named(Node.class.getName(), 123)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("cannot decode " + Node.class.getName())
        .hasMessageContaining("same version of the class");
  }

  private static EncodedMessage named(String name, int fingerprint) {
    Output out = new Output(256);
    out.writeByte(GraphWriter.FORMAT);
    out.writeByte(BuiltIn.NEW_CLASS);
    out.writeString(name);
    out.writeInt(fingerprint);
    return new EncodedMessage(ByteBuffer.wrap(out.toBytes()), List.of());
  }

  @Test
  void decodesTheNextMessageAfterEachFailure() {
    EncodedMessage good = codec.encode(new Order(1, "a", List.of(1), Map.of()));
    byte[] half = Arrays.copyOf(TestMessages.bytes(good.body()), good.body().remaining() / 2);
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> codec.decode(new EncodedMessage(ByteBuffer.wrap(half), List.of())))
          .isInstanceOf(SerializationException.class);
      assertThat(codec.decode(good)).isEqualTo(new Order(1, "a", List.of(1), Map.of()));
    }
  }

  @Test
  @Timeout(60)
  void servesManyThreadsAtOnce() throws Exception {
    int threads = 8;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> outcomes = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int id = t;
      outcomes.add(executor.submit(() -> {
        start.await();
        for (int i = 0; i < 2_000; i++) {
          Order order = new Order(i, "n" + id, List.of(i, id), Map.of("k", List.of(id)));
          assertThat(TestMessages.copy(codec, order)).isEqualTo(order);
          RemoteFunction<Integer, Integer> task = n -> n + id;
          assertThat(TestMessages.copy(codec, task).apply(1)).isEqualTo(1 + id);
        }
        return null;
      }));
    }
    start.countDown();
    for (Future<?> outcome : outcomes) {
      outcome.get(60, TimeUnit.SECONDS);
    }
    executor.shutdown();
  }
}
