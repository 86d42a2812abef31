package io.multiprocessing.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.io.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages of an authenticated peer that wants to run code here, or to take all memory or time. */
@Timeout(60)
class HostileMessagesTest {

  private static final int ROUNDS = 2_000;

  /** More than a decoder takes for each byte of a message, and for the message itself. */
  private static final long BYTES_PER_BYTE = 200;

  private static final long FIXED_BYTES = 256 * 1024;

  private final Codec any = new KryoCodec();
  private final Codec standard = new KryoCodec(AllowedClasses.standard());

  /** Sees every name that is looked up through it. */
  private static final class Watch extends ClassLoader {
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    Watch(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      names.add(name);
      return super.loadClass(name, resolve);
    }
  }

  static class Loaded {
    static final AtomicReference<String> INITIALISED = new AtomicReference<>();

    static class Trap {
      static {
        INITIALISED.set("yes");
      }
    }
  }

  private static EncodedMessage message(Output body, ByteBuffer... attachments) {
    return new EncodedMessage(ByteBuffer.wrap(body.toBytes()), List.of(attachments));
  }

  private static Output begin(int tag) {
    Output out = new Output(256, 1 << 24);
    out.writeByte(GraphWriter.FORMAT);
    out.writeByte(tag);
    return out;
  }

  /** An object in a stream of the JDK, as no writer of this library would send it. */
  private static EncodedMessage jdk(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
      stream.writeObject(value);
    }
    Output out = begin(BuiltIn.JDK);
    out.writeVarInt(0, true);
    out.writeVarInt(bytes.size(), true);
    out.writeBytes(bytes.toByteArray());
    return message(out);
  }

  private void expectRefused(EncodedMessage message, String part) {
    assertThatThrownBy(() -> standard.decode(message))
        .isInstanceOf(SerializationException.class)
        .hasStackTraceContaining(part);
  }

  @Test
  void refusesAClassBeforeItIsLoaded() {
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    Watch watch = new Watch(own);
    Thread.currentThread().setContextClassLoader(watch);
    try {
      for (String name : List.of(Loaded.Trap.class.getName(), "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
          "[Lcom.evil.Gadget;", "javax.script.ScriptEngineManager")) {
        Output out = begin(BuiltIn.NEW_CLASS);
        out.writeString(name);
        out.writeInt(0);
        expectRefused(message(out), "class=" + name);
      }
      assertThat(watch.names).isEmpty();
      assertThat(Loaded.INITIALISED).hasNullValue();
    } finally {
      Thread.currentThread().setContextClassLoader(own);
    }
  }

  @Test
  void showsNoMoreOfANameThanIsGoodForALog() {
    Output out = begin(BuiltIn.NEW_CLASS);
    out.writeString("evil\n2026 INFO all is well\u202e" + "x".repeat(100_000));
    out.writeInt(0);
    assertThatThrownBy(() -> standard.decode(message(out)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("class=evil?2026?INFO?all?is?well?xxx")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500).doesNotContain("\n"));
  }

  @Test
  void refusesTheShapesOfKnownGadgets() throws Exception {
    HashMap<Object, Object> asksForAnAddress = new HashMap<>();
    asksForAnAddress.put(new URL("http://127.0.0.1:1/"), "x");
    expectRefused(jdk(asksForAnAddress), "class=java.net.URL");
    expectRefused(any.encode(asksForAnAddress), "class=java.net.URL");
    expectRefused(jdk(new javax.management.BadAttributeValueExpException("x")), "class=javax.management");
    expectRefused(jdk(Map.Entry.comparingByKey()), "class=java.lang.invoke.SerializedLambda");
    expectRefused(jdk(java.lang.reflect.Proxy.newProxyInstance(getClass().getClassLoader(),
        new Class<?>[] {Comparable.class}, new AllowedClassesTest.Shout("x"))), "class=java.lang.reflect.Proxy");
    expectRefused(jdk(Collections.nCopies(Integer.MAX_VALUE, "x")), "class=java.util.Collections$CopiesList");
    expectRefused(jdk(new AtomicReference<>(new AllowedClassesTest.Shout("x"))), AllowedClassesTest.Shout.class.getName());
    TreeMap<Object, Object> sorted = new TreeMap<>((java.util.Comparator<Object> & java.io.Serializable) (a, b) -> 0);
    sorted.put("a", "b");
    expectRefused(any.encode(sorted), "class=" + getClass().getName());
    expectRefused(jdk(sorted), "class=java.lang.invoke.SerializedLambda");
  }

  @Test
  void refusesPathsOfOtherFileSystems() {
    Output out = begin(BuiltIn.PATH);
    out.writeBoolean(false);
    out.writeString("jar:file:/tmp/a.jar!/x");
    expectRefused(message(out), "paths must be of the default file system");
  }

  /** Lists that hold the one before twice: hashing the last takes for ever. */
  private static List<Object> doubling(int levels) {
    List<Object> all = new ArrayList<>();
    Object last = new ArrayList<>(List.of("x"));
    for (int i = 0; i < levels; i++) {
      last = new ArrayList<>(Arrays.asList(last, last));
      all.add(last);
    }
    return all;
  }

  @Test
  void refusesWhatTakesForEverToHash() throws Exception {
    expectRefused(any.encode(doubling(40)), "to hash them would take too long");
    expectRefused(any.encode(new AtomicReference<>(doubling(40))), "to hash them would take too long");

    Object nested = "x".repeat(100_000);
    for (int i = 0; i < 400; i++) { // each is hashed once more for every one that it is in
      nested = new HashSet<>(Set.of(nested));
    }
    expectRefused(any.encode(nested), "to hash them would take too long");

    // In streams of the JDK, where nobody counts.
    Object entry = "x";
    List<Object> entries = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      entry = new SimpleEntry<>(entry, entry);
      entries.add(entry);
    }
    expectRefused(jdk(entry), "may hold no other object");
    expectRefused(jdk(entries), "may hold no other object");
    expectRefused(jdk(Arrays.asList(1, new SimpleEntry<>("a", "b"))), "may hold no other object");
    Set<Object> set = new HashSet<>();
    set.add("x");
    expectRefused(jdk(new Holder(set)), "class=" + Holder.class.getName());
    assertThatThrownBy(() -> new KryoCodec(AllowedClasses.standard().with(Holder.class)).decode(jdk(new Holder(set))))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("a hashed container must be allowed by itself");
  }

  static final class Holder extends Exception {
    private static final long serialVersionUID = 1L;
    private final java.io.Serializable held;

    Holder(Set<Object> held) {
      this.held = (java.io.Serializable) held;
    }

    Object held() {
      return held;
    }
  }

  @Test
  void takesWhatIsSharedWithinReason() {
    List<Integer> shared = new ArrayList<>(Collections.nCopies(1_000, 7));
    List<Object> all = new ArrayList<>(Collections.nCopies(1_000, shared));
    Map<Object, Object> map = new HashMap<>(Map.of(all, 1, List.of(shared), 2));
    assertThat(standard.decode(any.encode(map))).isEqualTo(map);
  }

  @Test
  void allocatesOnlyInProportionToWhatHasCome() throws Exception {
    Output arrays = begin(BuiltIn.NEW_CLASS);
    arrays.writeString("[Ljava.lang.Object;");
    arrays.writeInt(0);
    for (int i = 0; i < 900; i++) { // each claims what is left of the message, and holds the next
      arrays.writeVarInt(200_000, true);
      arrays.writeVarInt(BuiltIn.FIRST_CLASS, true);
    }
    arrays.writeBytes(new byte[200_000]);
    expectBounded(message(arrays), "counts together");

    Output lists = begin(BuiltIn.ARRAY_LIST);
    for (int i = 0; i < 900; i++) {
      lists.writeVarInt(200_000, true);
      lists.writeByte(i % 2 == 0 ? BuiltIn.IMMUTABLE_LIST : BuiltIn.ARRAY_LIST);
    }
    lists.writeBytes(new byte[200_000]);
    expectBounded(message(lists), "counts together");

    Output buffers = begin(BuiltIn.ARRAY_LIST);
    buffers.writeVarInt(1_000, true);
    for (int i = 0; i < 1_000; i++) {
      buffers.writeByte(BuiltIn.BUFFER);
      buffers.writeByte(1); // direct: each a copy of its own
      buffers.writeByte(1); // attached
      buffers.writeVarInt(0, true);
    }
    expectBounded(message(buffers, ByteBuffer.wrap(new byte[1 << 20])), "two values refer to one attachment");

    Object nested = "x";
    for (int i = 0; i < 20; i++) {
      nested = new Object[] {nested};
    }
    byte[] stream = TestMessages.bytes(jdk(new ArrayList<>(List.of(nested))).body());
    expectBounded(new EncodedMessage(ByteBuffer.wrap(withLongArrays(stream)), List.of()), "longer than what there is");
  }

  /** Makes every array of one element in a stream of the JDK claim 50 million. */
  private static byte[] withLongArrays(byte[] stream) {
    byte[] changed = stream.clone();
    for (int i = 0; i + 4 < changed.length; i++) {
      if (changed[i] == 0x70 && changed[i + 1] == 0 && changed[i + 2] == 0 && changed[i + 3] == 0 && changed[i + 4] == 1) {
        changed[i + 1] = 3;
      }
    }
    assertThat(changed).isNotEqualTo(stream);
    return changed;
  }

  private void expectBounded(EncodedMessage message, String part) {
    long before = allocated();
    expectRefused(message, part);
    assertThat(allocated() - before).isLessThan(message.lengthBytes() * BYTES_PER_BYTE + FIXED_BYTES * 8);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** Everything that a peer may send, in one message. */
  private EncodedMessage sample() {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("list", new ArrayList<>(Arrays.asList(1, null, "x", 2.5, new byte[] {1, 2, 3}, Optional.of(5L))));
    more.put("sorted", new TreeMap<>(Map.of("a", 1)));
    more.put("failure", new IllegalStateException("m", new RuntimeException("c")));
    more.put("array", new Object[] {String.class, List.of(1), Set.of("s"), new String[] {"a"}});
    more.put("wrapped", Collections.synchronizedMap(new HashMap<>(Map.of(1, "a"))));
    more.put("entry", new SimpleEntry<>("k", new AtomicReference<>("v")));
    more.put("large", new byte[40_000]);
    more.put("numbers", new BigDecimal("1.5"));
    more.put("jdk", List.of(Locale.GERMANY, URI.create("a:b"), Duration.ofDays(1), new java.util.Date(0)));
    more.put("buffer", ByteBuffer.allocateDirect(10));
    return any.encode(more);
  }

  @Test
  void failsCleanlyWithinBoundsOnMutatedMessagesAndLoadsNothingElse() {
    long seed = System.nanoTime();
    System.out.println("HostileMessagesTest: seed=" + seed);
    Random random = new Random(seed);
    EncodedMessage sample = sample();
    byte[] original = TestMessages.bytes(sample.body());
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    Watch watch = new Watch(own);
    Thread.currentThread().setContextClassLoader(watch);
    try {
      standard.decode(sample);
      for (int i = 0; i < ROUNDS; i++) {
        byte[] bytes = original.clone();
        for (int n = random.nextInt(4); n >= 0; n--) {
          bytes[random.nextInt(bytes.length)] = random.nextBoolean() ? (byte) random.nextInt() : (byte) -1;
        }
        String context = "seed=" + seed + ", round=" + i;
        long before = allocated();
        try {
          standard.decode(new EncodedMessage(ByteBuffer.wrap(bytes), sample.attachments()));
        } catch (SerializationException expected) {
          assertThat(expected.getMessage()).as(context).startsWith("cannot decode");
        } catch (Throwable e) {
          throw new AssertionError(context, e);
        }
        assertThat(allocated() - before).as(context).isLessThan(
            (bytes.length + 40_000) * BYTES_PER_BYTE + FIXED_BYTES);
      }
    } finally {
      Thread.currentThread().setContextClassLoader(own);
    }
    assertThat(watch.names).as("seed=" + seed).allMatch(AllowedClasses.standard()::allows);
  }
}
