package io.multiprocessing.internal.manager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.ManagerSnapshot;
import io.multiprocessing.process.AuthKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls, objects and references, as a client on the wire sees them. */
@SuppressWarnings("serial")
class ServerCoreTest {

  private static final AuthKey KEY = AuthKey.of("key".getBytes(UTF_8));

  /** What the tests call. */
  public interface Desk {
    int add(int a, int b);

    String add(String a, String b);

    List<Integer> numbers(int count);

    Iterator<Integer> iterate(int count);

    Object unencodable();

    void fail() throws IOException;

    void block() throws InterruptedException;

    void stubborn();

    int hidden();

    void die();

    default String greeting() {
      return "hello from " + this;
    }
  }

  static final class DeskObject implements Desk {
    private final String name;
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch mayEnd = new CountDownLatch(1);
    volatile boolean interrupted;

    DeskObject(String name) {
      this.name = name;
    }

    @Override
    public int add(int a, int b) {
      return a + b;
    }

    @Override
    public String add(String a, String b) {
      return a + b;
    }

    @Override
    public List<Integer> numbers(int count) {
      List<Integer> numbers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        numbers.add(i);
      }
      return numbers;
    }

    @Override
    public Iterator<Integer> iterate(int count) {
      return numbers(count).iterator();
    }

    @Override
    public Object unencodable() {
      return new Thread(() -> {});
    }

    @Override
    public void fail() throws IOException {
      throw new IOException("as asked");
    }

    @Override
    public void block() throws InterruptedException {
      entered.countDown();
      mayEnd.await();
    }

    @Override
    public void stubborn() {
      entered.countDown();
      while (mayEnd.getCount() > 0) {
        try {
          mayEnd.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }

    @Override
    public int hidden() {
      return 42;
    }

    @Override
    public void die() {
      throw new StackOverflowError("as asked");
    }

    @Override
    public String toString() {
      return "Desk " + name;
    }
  }

  static final AtomicInteger made = new AtomicInteger();
  static volatile DeskObject lastMade = new DeskObject("none");
  static final DeskObject COMMON = new DeskObject("common");

  private static ServerCore server;
  private RawClient client;

  @BeforeAll
  static void serve() {
    server =
        ServerCore.open(
            ManagerConfig.builder().authKey(KEY).maxMessageBytes(1 << 20).build(),
            new UserTypes(List.of(
                ManagedType.withArguments("Desk", Desk.class, ServerCoreTest::desk)
                    .withExposed(
                        Set.of(
                            "add", "numbers", "iterate", "unencodable", "fail", "block", "stubborn", "greeting", "die"))
                    .withProxyResult("iterate", "Iterator"),
                ManagedType.of("Common", Desk.class, () -> COMMON),
                ManagedType.named("Iterator", Iterator.class).withoutCreate(),
                ManagedType.named("Nowhere", Desk.class),
                ManagedType.of("Nothing", Desk.class, () -> null),
                ManagedType.exposing("Text", () -> new StringBuilder("text"), Set.of("length", "append")),
                ManagedType.exposing("Any", () -> "any object", Set.of("length")))));
  }

  private static DeskObject desk(List<Object> arguments) {
    made.incrementAndGet();
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("a desk needs a name");
    }
    lastMade = new DeskObject((String) arguments.get(0));
    return lastMade;
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void connect() throws IOException {
    client = RawClient.connect(server.address(), KEY);
  }

  /** Whatever a test did, nothing of its client is left. */
  @AfterEach
  void leave() throws IOException {
    lastMade.mayEnd.countDown();
    client.close();
    await().atMost(10, SECONDS).untilAsserted(() -> {
      ManagerSnapshot snapshot = server.snapshot();
      assertThat(snapshot.clients()).isZero();
      assertThat(snapshot.waitingCalls()).isZero();
      assertThat(snapshot.objects()).filteredOn(object -> object.name().isEmpty()).isEmpty();
    });
  }

  private long objects() {
    return server.snapshot().objects().size();
  }

  @Test
  void anObjectIsCreatedAndCalled() throws Throwable {
    long desk = client.create("Desk", "one");
    assertThat(client.call(desk, "add(int,int)", 4, 3)).isEqualTo(7);
    assertThat(client.call(desk, "add", 4, 3)).isEqualTo(7);
    assertThat(client.call(desk, "add", "4", "3")).isEqualTo("43");
    assertThat(client.call(desk, "numbers", 3)).isEqualTo(List.of(0, 1, 2));
    assertThat(client.call(desk, "greeting")).as("a default method").isEqualTo("hello from Desk one");
    assertThat(client.call(desk, "#toString")).isEqualTo("Desk one");
  }

  @Test
  void anObjectWithoutAnInterfaceIsCalledByTheNamesOfItsMethods() throws Throwable {
    long text = client.create("Text");
    assertThat(client.call(text, "length")).isEqualTo(4);
    assertThat(client.call(text, "append", "s").toString()).isEqualTo("texts");
    assertThat(client.call(text, "#copy").toString()).isEqualTo("texts");
    assertThatThrownBy(() -> client.call(text, "reverse")).hasMessageContaining("not exposed");
  }

  @Test
  void whatTheMethodThrowsArrivesAsItselfWithTheRemoteStack() throws Throwable {
    long desk = client.create("Desk", "one");
    assertThatThrownBy(() -> client.call(desk, "fail"))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("as asked")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThatThrownBy(() -> client.call(desk, "die")).isInstanceOf(StackOverflowError.class).hasMessage("as asked");
  }

  @Test
  void callsThatCanNotBeAreRefused() throws Throwable {
    long desk = client.create("Desk", "one");
    String address = server.address().toString();
    assertRefused(desk, "hidden").hasMessageContainingAll("not exposed", "hidden", "typeId=Desk", address);
    assertRefused(desk, "hidden()").hasMessageContaining("not exposed");
    assertRefused(desk, "getClass").hasMessageContaining("not exposed");
    assertRefused(desk, "numbers", "x").hasMessageContainingAll("no method takes these", "numbers(int)", "[String]");
    assertRefused(desk, "add", null, 1).hasMessageContainingAll("no method takes these", "[null, Integer]");
    assertRefused(desk, "unencodable").hasMessageContainingAll("can't be encoded", "Thread", address);
    assertRefused(desk, "numbers", 1_000_000).hasMessageContainingAll("longer than a message", address);
    assertRefused(desk + 1000, "add", 1, 2).hasMessageContainingAll("gone", "id=" + (desk + 1000), address);
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      long object, String method, Object... arguments) {
    return assertThatThrownBy(() -> client.call(object, method, arguments)).isExactlyInstanceOf(ManagerException.class);
  }

  @Test
  void objectsThatCanNotBeAreRefused() {
    String address = server.address().toString();
    assertThatThrownBy(() -> client.create("Chair")).isExactlyInstanceOf(ManagerException.class)
        .hasMessageContainingAll("doesn't know", "typeId=Chair", address);
    assertThatThrownBy(() -> client.create("Iterator")).hasMessageContainingAll("can't be created", address);
    assertThatThrownBy(() -> client.create("Nowhere")).hasMessageContainingAll("no factory", address);
    assertThatThrownBy(() -> client.create("Nothing")).hasMessageContainingAll("null", address);
    assertThatThrownBy(() -> client.create("Common", 1)).hasMessageContaining("without arguments");
    assertThatThrownBy(() -> client.create("Desk"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("a desk needs a name");
    assertThat(objects()).isZero();
  }

  @Test
  void anObjectGoesWithItsLastReference() throws Throwable {
    long desk = client.create("Desk", "one");
    client.redeem(desk, 2, 0);
    client.count(ManagerFrameDescriptor.RELEASE, desk, 2);
    assertThat(client.call(desk, "add", 1, 2)).isEqualTo(3);
    assertThat(server.snapshot().objects().get(0).references()).isEqualTo(1);
    client.count(ManagerFrameDescriptor.RELEASE, desk, 1);
    assertRefused(desk, "add", 1, 2).hasMessageContaining("gone");
    client.count(ManagerFrameDescriptor.RELEASE, desk, 100);
    client.redeem(desk, 1, 0);
    client.lend(desk, 5);
    assertRefused(desk, "add", 1, 2).hasMessageContaining("gone");
  }

  @Test
  void aReplyThatNobodyRedeemsKeepsItsObjectAsLongAsTheClient() throws Throwable {
    client.result(client.sendCreate("Desk", null, "one"));
    assertThat(objects()).isEqualTo(1);
    client.close();
    await().atMost(10, SECONDS).until(() -> objects() == 0);
  }

  @Test
  void aProxyOnItsWayKeepsItsObject() throws Throwable {
    long desk = client.create("Desk", "one");
    client.lend(desk, 5);
    client.close();
    await().atMost(10, SECONDS).until(() -> server.snapshot().clients() == 0);
    assertThat(objects()).isEqualTo(1);
    client = RawClient.connect(server.address(), KEY);
    client.redeem(desk, 1, 5);
    assertThat(client.call(desk, "add", 1, 2)).isEqualTo(3);
  }

  @Test
  void aProxyMayArriveBeforeTheWordThatItWasSent() throws Throwable {
    long desk = client.create("Desk", "one");
    try (RawClient other = RawClient.connect(server.address(), KEY)) {
      other.redeem(desk, 1, 5);
      assertThat(other.call(desk, "add", 1, 2)).isEqualTo(3);
      client.lend(desk, 5);
      client.count(ManagerFrameDescriptor.RELEASE, desk, 1);
      await().atMost(10, SECONDS).until(() -> server.snapshot().objects().get(0).references() == 1);
    }
    await().atMost(10, SECONDS).until(() -> objects() == 0);
  }

  @Test
  void aProxyThatSeveralDecodeTakesNothingFromAnotherOnItsWay() throws Throwable {
    long desk = client.create("Desk", "one");
    try (RawClient other = RawClient.connect(server.address(), KEY)) {
      client.lend(desk, 5);
      client.lend(desk, 6);
      other.redeem(desk, 1, 5);
      other.redeem(desk, 1, 5);
      other.redeem(desk, 1, 5);
      other.count(ManagerFrameDescriptor.RELEASE, desk, 3);
      assertThat(other.call(desk, "add", 1, 2)).isEqualTo(3);
      client.count(ManagerFrameDescriptor.RELEASE, desk, 1);
      assertThat(client.call(desk, "add", 1, 2)).as("the other sending still keeps it").isEqualTo(3);
      other.redeem(desk, 1, 6);
      assertThat(other.call(desk, "add", 1, 2)).isEqualTo(3);
    }
    await().atMost(10, SECONDS).until(() -> objects() == 0);
  }

  @Test
  void aHugeCountIsTakenAtOnceOrTurnsItsClientAway() throws Throwable {
    long desk = client.create("Desk", "one");
    client.redeem(desk, ObjectTable.MAX_COUNT, 0);
    assertThat(client.call(desk, "add", 1, 2)).isEqualTo(3);
    try (RawClient other = RawClient.connect(server.address(), KEY)) {
      other.redeem(desk, Integer.MAX_VALUE, 0);
      assertThat(other.refusal()).contains("a count must be between 1 and", server.address().toString());
      other.awaitEnd();
    }
    assertThat(server.snapshot().objects().get(0).references()).isEqualTo(ObjectTable.MAX_COUNT + 1);
  }

  @Test
  void whatAFactoryGivesOutTwiceIsOneObject() throws Throwable {
    long first = client.create("Common");
    long second = client.create("Common");
    assertThat(second).isEqualTo(first);
    assertThat(server.snapshot().objects().get(0).references()).isEqualTo(2);
    assertThat(client.create("Desk", "a")).isNotEqualTo(client.create("Desk", "b"));
  }

  @Test
  void theFirstWhoAsksForANameCreatesTheObjectAndItStays() throws Throwable {
    int before = made.get();
    Handle first = (Handle) client.result(client.sendCreate("Desk", "the desk", "named"));
    try (RawClient other = RawClient.connect(server.address(), KEY)) {
      Handle second = (Handle) other.result(other.sendCreate("Desk", "the desk", "other"));
      assertThat(second).isEqualTo(first);
    }
    assertThat(made.get()).isEqualTo(before + 1);
    assertThatThrownBy(() -> client.result(client.sendCreate("Common", "the desk")))
        .isExactlyInstanceOf(ManagerException.class)
        .hasMessageContainingAll("name is taken", "the desk", "typeId=Desk", "wanted=Common");
    client.close();
    await().atMost(10, SECONDS).until(() -> server.snapshot().clients() == 0);
    assertThat(server.snapshot().objects()).hasSize(1);
    client = RawClient.connect(server.address(), KEY);
    assertThat(client.call(first.objectId(), "greeting")).isEqualTo("hello from Desk named");
    client.call(first.objectId(), "#unlink");
    assertRefused(first.objectId(), "greeting").hasMessageContaining("gone");
    Handle third = (Handle) client.result(client.sendCreate("Desk", "the desk", "third"));
    assertThat(third.objectId()).isNotEqualTo(first.objectId());
    client.call(third.objectId(), "#unlink");
  }

  @Test
  void aResultMayBecomeAnObjectOfItsOwn() throws Throwable {
    long desk = client.create("Desk", "one");
    Handle handle = (Handle) client.call(desk, "iterate", 2);
    assertThat(handle.typeId()).isEqualTo("Iterator");
    assertThat(handle.type()).isEqualTo(Iterator.class.getName());
    assertThat(handle.address()).isEqualTo(server.address());
    client.redeem(handle.objectId(), 1, 0);
    long iterator = handle.objectId();
    assertThat(client.call(iterator, "next")).isEqualTo(0);
    assertThat(client.call(iterator, "next")).isEqualTo(1);
    assertThat(client.call(iterator, "hasNext")).isEqualTo(false);
    assertThatThrownBy(() -> client.call(iterator, "next")).isInstanceOf(java.util.NoSuchElementException.class);
    client.count(ManagerFrameDescriptor.RELEASE, iterator, 1);
    assertRefused(iterator, "hasNext").hasMessageContaining("gone");
  }

  @Test
  void aBlockedCallDoesNotHoldUpOthersAndCanBeWithdrawn() throws Throwable {
    long desk = client.create("Desk", "one");
    long blocked = client.send(desk, "block");
    assertThat(lastMade.entered.await(10, SECONDS)).isTrue();
    assertThat(client.call(desk, "add", 1, 2)).isEqualTo(3);
    assertThat(server.snapshot().waitingCalls()).isEqualTo(1);
    client.tell(ManagerFrameDescriptor.CANCEL, blocked);
    assertThatThrownBy(() -> client.result(blocked)).isInstanceOf(InterruptedException.class);
    client.tell(ManagerFrameDescriptor.CANCEL, blocked);
    client.tell(ManagerFrameDescriptor.CANCEL, 4711);
    assertThat(client.call(desk, "add", 1, 2)).isEqualTo(3);
  }

  @Test
  void aMethodThatDoesNotHeedItsInterruptIsAnsweredWhenItEnds() throws Throwable {
    long desk = client.create("Desk", "one");
    long call = client.send(desk, "stubborn");
    assertThat(lastMade.entered.await(10, SECONDS)).isTrue();
    client.tell(ManagerFrameDescriptor.CANCEL, call);
    await().atMost(10, SECONDS).until(() -> lastMade.interrupted);
    lastMade.mayEnd.countDown();
    assertThat(client.result(call)).isNull();
  }

  @Test
  void aClientThatIsGoneInterruptsItsCalls() throws Throwable {
    long desk = client.create("Desk", "one");
    client.send(desk, "stubborn");
    assertThat(lastMade.entered.await(10, SECONDS)).isTrue();
    client.close();
    await().atMost(10, SECONDS).until(() -> lastMade.interrupted);
  }

  @Test
  void aServerSaysThatItIsThere() throws Throwable {
    long calls = server.snapshot().calls();
    client.tell(ManagerFrameDescriptor.PING, 4711);
    ByteBuffer answer = client.next();
    assertThat(answer.get()).isEqualTo(ManagerFrameDescriptor.PONG);
    assertThat(answer.getLong()).isEqualTo(4711);
    assertThat(server.snapshot().calls()).as("it is no call").isEqualTo(calls);
  }

  @Test
  void aSnapshotCountsWhatWasDone() throws Throwable {
    ManagerSnapshot before = server.snapshot();
    long desk = client.create("Desk", "one");
    client.call(desk, "add", 1, 2);
    assertThatThrownBy(() -> client.call(desk, "fail")).isInstanceOf(IOException.class);
    client.tell(ManagerFrameDescriptor.INFO, 99);
    ManagerSnapshot told = (ManagerSnapshot) client.result(99);
    assertThat(told.address()).isEqualTo(server.address());
    assertThat(told.clients()).isEqualTo(1);
    assertThat(told.calls()).isEqualTo(before.calls() + 3);
    assertThat(told.failedCalls()).isEqualTo(before.failedCalls() + 1);
    assertThat(told.callTime()).isGreaterThan(before.callTime());
    assertThat(told.objects()).singleElement().satisfies(object -> {
      assertThat(object.typeId()).isEqualTo("Desk");
      assertThat(object.references()).isEqualTo(1);
    });
  }
}
