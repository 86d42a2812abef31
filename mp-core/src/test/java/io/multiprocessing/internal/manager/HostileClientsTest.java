package io.multiprocessing.internal.manager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.RemoteObject;
import io.multiprocessing.process.AuthKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that have the key, and send anything at all. Another client is served all the while. */
class HostileClientsTest {

  private static final AuthKey KEY = AuthKey.of("key".getBytes(UTF_8));
  private static final int MAX_MESSAGE_BYTES = 256 * 1024;
  private static final int MAX_CONNECTIONS = 40;
  private static final int MAX_WAITING_BYTES = 2 << 20;

  private static ServerCore server;
  private RawClient good;
  private long text;

  /** A text that takes arguments of any size. */
  public static final class Text {
    public String repeat(int count) {
      return "x".repeat(count);
    }

    public int length(Object value) {
      return String.valueOf(value).length();
    }
  }

  @BeforeAll
  static void serve() {
    ManagerConfig config =
        ManagerConfig.builder()
            .authKey(KEY)
            .maxMessageBytes(MAX_MESSAGE_BYTES)
            .maxConnections(MAX_CONNECTIONS)
            .maxWaitingBytes(MAX_WAITING_BYTES)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    ManagedType<RemoteObject> type = ManagedType.exposing("Text", new NewText(), Set.of("repeat", "length"));
    server = ServerCore.open(config, new BuiltInTypes(new UserTypes(List.of(type)), pool -> null));
  }

  private record NewText() implements RemoteCallable<Text> {
    @Override
    public Text call() {
      return new Text();
    }
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void connect() throws Throwable {
    good = RawClient.connect(server.address(), KEY);
    text = good.create("Text");
  }

  @AfterEach
  void theGoodClientIsServedAndNothingIsLeft() throws Throwable {
    assertThat(good.call(text, "repeat", 3)).isEqualTo("xxx");
    good.close();
    await().atMost(20, SECONDS).untilAsserted(() -> {
      assertThat(server.snapshot().clients()).isZero();
      assertThat(server.snapshot().waitingCalls()).isZero();
      assertThat(server.snapshot().objects()).isEmpty();
    });
  }

  private static void write(RawClient client, ByteBuffer bytes) throws IOException {
    SocketChannel channel = (SocketChannel) client.socket.channel();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static RawClient silent() throws IOException {
    return RawClient.silent(server.address(), KEY);
  }

  @Test
  void whoDoesNotGreetIsToldSo() throws IOException {
    try (RawClient client = silent()) {
      client.tell(ManagerFrameDescriptor.INFO, 1);
      assertThat(client.refusal()).contains("not that of a manager's client", server.address().toString());
      client.awaitEnd();
    }
    try (RawClient client = silent()) {
      client.socket.send(ByteBuffer.wrap(new byte[] {ManagerFrameDescriptor.HELLO, 'M', 'P'}));
      assertThat(client.refusal()).contains("too short");
    }
    try (RawClient client = silent()) {
      client.socket.send(ByteBuffer.allocate(0));
      assertThat(client.refusal()).contains("too short");
    }
  }

  @Test
  void anotherVersionIsRefused() throws IOException {
    try (RawClient client = silent()) {
      client.socket.send(
          ByteBuffer.wrap(new byte[] {ManagerFrameDescriptor.HELLO, 'M', 'P', 'M', ManagerFrameDescriptor.VERSION + 1}));
      assertThat(client.refusal()).contains("different versions", "manager=1", "client=2");
      client.awaitEnd();
    }
  }

  @Test
  void aPickleIsRefusedInPicklesToo() throws IOException {
    try (RawClient client = silent()) {
      client.socket.send(ByteBuffer.wrap(new byte[] {(byte) 0x80, 4, 'N', '.'}));
      String reply = UTF_8.decode(client.next()).toString();
      assertThat(reply).contains("#TRACEBACK", "CPython clients are not supported");
      client.awaitEnd();
    }
  }

  @Test
  void aMessageThatIsTooLongEndsThatConnection() throws Throwable {
    try (RawClient client = RawClient.connect(server.address(), KEY)) {
      assertThat(client.create("Text")).isPositive();
      write(client, ByteBuffer.allocate(4).putInt(MAX_MESSAGE_BYTES + 1).flip());
      assertThat(client.refusal()).contains("length=" + (MAX_MESSAGE_BYTES + 1), "limit=" + MAX_MESSAGE_BYTES);
      client.awaitEnd();
    }
    try (RawClient client = RawClient.connect(server.address(), KEY)) {
      write(client, ByteBuffer.allocate(4).putInt(-7).flip());
      assertThat(client.refusal()).contains("can't be negative");
    }
  }

  @Test
  void halfAMessageWaitsAndGoesWithItsConnection() throws Throwable {
    List<RawClient> halves = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      RawClient client = RawClient.connect(server.address(), KEY);
      write(client, ByteBuffer.allocate(4 + i * 100).putInt(100_000).rewind());
      halves.add(client);
    }
    assertThat(good.call(text, "repeat", 2)).isEqualTo("xx");
    for (RawClient client : halves) {
      client.close();
    }
  }

  @Test
  void whatIsNoMessageEndsThatConnection() throws IOException {
    for (byte[] message : new byte[][] {
      {}, {ManagerFrameDescriptor.CALL, 1, 2}, {99}, {ManagerFrameDescriptor.HELLO}, {ManagerFrameDescriptor.RESULT},
      {ManagerFrameDescriptor.RELEASE, 0, 0, 0, 0, 0, 0, 0, 1, -1, -1, -1, -1}
    }) {
      try (RawClient client = RawClient.connect(server.address(), KEY)) {
        client.socket.send(ByteBuffer.wrap(message));
        assertThat(client.refusal()).contains("no message of a client");
        client.awaitEnd();
      }
    }
  }

  @Test
  void argumentsThatCanNotBeDecodedFailTheirCallOnly() throws Throwable {
    byte[] name = WireFormat.utf8("length");
    ByteBuffer call = ByteBuffer.allocate(100).put(ManagerFrameDescriptor.CALL).putLong(77).putLong(text).putLong(1);
    WireFormat.putText(call, name).putInt(0).putInt(3).put(new byte[] {1, 2, 3});
    good.socket.send(call.flip());
    assertThatThrownBy(() -> good.result(77))
        .isExactlyInstanceOf(ManagerException.class)
        .hasMessageContainingAll("can't be decoded", "method=length", server.address().toString());
    ByteBuffer cut = ByteBuffer.allocate(100).put(ManagerFrameDescriptor.CALL).putLong(78).putLong(text).putLong(1);
    good.socket.send(WireFormat.putText(cut, name).putInt(Integer.MAX_VALUE).putInt(3).flip());
    assertThatThrownBy(() -> good.result(78)).hasMessageContaining("can't be decoded");
  }

  @Test
  void randomMessagesNeverEndTheServer() throws Throwable {
    long seed = Long.getLong("multiprocessing.test.seed", System.nanoTime());
    System.out.println("HostileClientsTest seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 150; i++) {
      RawClient client = random.nextInt(4) == 0 ? silent() : RawClient.connect(server.address(), KEY);
      try (client) {
        for (int n = random.nextInt(4); n >= 0; n--) {
          byte[] message = new byte[random.nextInt(random.nextBoolean() ? 20 : 200)];
          random.nextBytes(message);
          if (message.length > 0 && random.nextInt(4) > 0) {
            message[0] = (byte) (1 + random.nextInt(8)); // all but SHUTDOWN, which is a client's right
          }
          if (message.length > 0 && message[0] == ManagerFrameDescriptor.SHUTDOWN) {
            message[0] = 0;
          }
          if (random.nextInt(5) == 0) {
            write(client, ByteBuffer.wrap(message));
          } else {
            client.socket.send(ByteBuffer.wrap(message));
          }
        }
      } catch (IOException e) {
        assertThat(e.getMessage()).as("seed=" + seed).matches("Broken pipe|Connection reset.*");
      }
    }
    assertThat(good.call(text, "repeat", 1)).isEqualTo("x");
  }

  @Test
  void aClientThatDoesNotReadIsNotReadAnyMore() throws Throwable {
    int calls = 600;
    int length = 50_000;
    try (RawClient client = RawClient.connect(server.address(), KEY)) {
      long object = client.create("Text");
      long before = server.statistics().calls();
      for (int i = 0; i < calls; i++) {
        client.send(object, "repeat", length);
      }
      await().atMost(20, SECONDS).until(() -> server.statistics().calls() > before);
      long ended = settled() - before;
      assertThat(ended * length).as("bytes of answers in the server").isLessThan(15_000_000L);
      assertThat(good.call(text, "repeat", 2)).isEqualTo("xx");
      for (int i = 2; i <= calls + 1; i++) {
        assertThat((String) client.result(i)).hasSize(length);
      }
    }
  }

  private static long settled() {
    long[] last = {-1};
    await().pollInterval(Duration.ofMillis(100)).atMost(20, SECONDS).until(() -> {
      long before = last[0];
      last[0] = server.statistics().calls();
      return before == last[0];
    });
    return last[0];
  }

  @Test
  void longRequestsThatWaitAreBoundedAndWhatTheyWaitForIsLetIn() throws Throwable {
    int length = 200_000;
    byte[] element = new byte[length];
    try (RawClient client = RawClient.connect(server.address(), KEY)) {
      long queue = client.create("Queue", 1);
      client.call(queue, "put", "first");
      ManagerException refusal = null;
      List<Long> puts = new ArrayList<>();
      for (int i = 1; i <= 100; i++) { // all but the first wait for room
        puts.add(client.send(queue, i, "put", element));
      }
      for (long put : puts.subList(20, 100)) {
        try {
          client.result(put);
        } catch (ManagerException e) {
          refusal = e;
        }
      }
      assertThat(refusal)
          .isNotNull()
          .hasMessageContainingAll(
              "longer together", "method=put", "maxWaitingBytes=" + MAX_WAITING_BYTES, server.address().toString());
      int waiting = server.snapshot().waitingCalls();
      assertThat((long) waiting * length).as("bytes that wait").isBetween(1L, (long) MAX_WAITING_BYTES);
      assertThat(good.call(text, "length", "x".repeat(length))).as("others have their own bound").isEqualTo(length);
      assertThat(client.call(queue, "take")).isEqualTo("first");
      for (int i = 0; i < waiting; i++) {
        assertThat((byte[]) client.call(queue, "take")).hasSize(length);
      }
      await().atMost(10, SECONDS).until(() -> server.snapshot().waitingCalls() == 0);
      assertThat(client.call(queue, "put", element)).as("there is room again").isEqualTo(true);
      for (int i = 0; i < MAX_WAITING_BYTES / length; i++) {
        client.send(queue, "put", element);
      }
    }
  }

  @Test
  void aBoundThatLetsNothingInIsRefused() {
    assertThatThrownBy(() -> ManagerConfig.builder().maxWaitingBytes(1023))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxWaitingBytes must be at least 1024: maxWaitingBytes=1023");
  }

  @Test
  void oneRequestIsLetInHoweverLongItIsWhereNoOtherWaits() throws Throwable {
    ManagerConfig config = ManagerConfig.builder().authKey(KEY).maxWaitingBytes(1024).build();
    try (ServerCore small = ServerCore.open(config, new BuiltInTypes(new UserTypes(List.of()), pool -> null));
        RawClient client = RawClient.connect(small.address(), KEY)) {
      long queue = client.create("Queue", 1);
      client.call(queue, "put", new byte[100_000]);
      long second = client.send(queue, "put", new byte[100_000]);
      assertThatThrownBy(() -> client.call(queue, "put", new byte[2000])).hasMessageContaining("maxWaitingBytes=1024");
      assertThat((byte[]) client.call(queue, "take")).hasSize(100_000);
      assertThat(client.result(second)).isEqualTo(true);
    }
  }

  @Test
  void moreClientsThanAllowedAreTurnedAwayAndToldWhy() throws Throwable {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 1; i < MAX_CONNECTIONS; i++) {
        clients.add(RawClient.connect(server.address(), KEY));
      }
      assertThatThrownBy(() -> RawClient.connect(server.address(), KEY))
          .hasMessageContainingAll("refused", "maxConnections=" + MAX_CONNECTIONS, server.address().toString());
      clients.remove(0).close();
      await().atMost(10, SECONDS).until(() -> server.snapshot().clients() < MAX_CONNECTIONS);
      clients.add(RawClient.connect(server.address(), KEY));
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void twoCallsOfOneNumberAreAnError() throws Throwable {
    try (RawClient client = RawClient.connect(server.address(), KEY)) {
      long object = client.create("Text");
      byte[] name = WireFormat.utf8("length");
      Object[] large = {new byte[100_000]}; // decoded elsewhere, so that the first is there when the second comes
      var encoded = server.codec().encode(large);
      for (int i = 0; i < 2; i++) {
        ByteBuffer head = ByteBuffer.allocate(200).put(ManagerFrameDescriptor.CALL).putLong(5).putLong(object).putLong(1);
        client.socket.sendLater(WireFormat.withObject(WireFormat.putText(head, name), encoded));
      }
      client.socket.flush();
      ByteBuffer first = client.next();
      if (first.get(0) == ManagerFrameDescriptor.REFUSED) {
        assertThat(UTF_8.decode(first).toString()).contains("a call of this number");
      } else { // the first had ended in time
        assertThat(client.next().get(0)).isIn(ManagerFrameDescriptor.REFUSED, ManagerFrameDescriptor.RESULT);
      }
    }
  }

  @Test
  void whoSaysNothingHasToGoInTime() throws IOException {
    try (RawClient client = silent()) {
      client.awaitEnd();
    }
  }

  @Test
  void aClientThatComesBackHasItsReferences() throws Throwable {
    UUID session = UUID.randomUUID();
    RawClient first = RawClient.connect(server.address(), KEY, session);
    long object = first.create("Text");
    try (RawClient second = RawClient.connect(server.address(), KEY, session)) {
      first.awaitEnd();
      assertThat(second.call(object, "repeat", 1)).isEqualTo("x");
    } finally {
      first.close();
    }
  }

  @Test
  void theInterfaceOfAnObjectWithoutOneIsThatOfAllProxies() throws Throwable {
    Handle handle = (Handle) good.result(good.sendCreate("Text", null));
    assertThat(handle.type()).isEqualTo(RemoteObject.class.getName());
  }
}
