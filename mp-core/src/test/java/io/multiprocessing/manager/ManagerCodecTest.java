package io.multiprocessing.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.connection.Addresses;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.SerializationException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A codec of the user's between a manager's process and its clients: {@link ManagerConfig#codec}. */
@Timeout(60)
class ManagerCodecTest {

  private static SyncManager manager;

  private static ManagerConfig.Builder withCodec() {
    return ManagerConfig.builder().codec(MarkedCodec::new);
  }

  @BeforeAll
  static void start() {
    manager = new SyncManager(Multiprocessing.get(), withCodec().build(), Box.TYPE.withProxyResult("child", "Box"));
    manager.start();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  @Test
  void argumentsAndResultsGoThroughIt() {
    long before = MarkedCodec.MESSAGES.get();
    Box box = manager.create(Box.TYPE);
    box.put(List.of("a", 1));
    assertThat(box.get(0)).isEqualTo(List.of("a", 1));
    assertThat(box.pid()).isNotEqualTo(ProcessHandle.current().pid());
    assertThat(MarkedCodec.MESSAGES.get()).isGreaterThanOrEqualTo(before + 4);
  }

  @Test
  void theBuiltInTypesWorkWithIt() throws Exception {
    ManagedMap<String, Integer> map = manager.map(Map.of("a", 1));
    assertThat(map.merge("a", 2, Integer::sum)).isEqualTo(3);
    map.replaceAll((key, value) -> value + 1);
    assertThat(map.entrySet()).containsExactly(Map.entry("a", 4));
    ManagedList<Object> list = manager.list(List.of(2, 1));
    list.sort(null);
    assertThat(list.copy()).isEqualTo(List.of(1, 2));
    ManagedSet<String> set = manager.set(List.of("x", "y"));
    assertThat(set.removeIf("x"::equals)).isTrue();
    ManagedJoinableQueue<Integer> queue = manager.joinableQueue();
    queue.put(1);
    assertThat(queue.poll(1, TimeUnit.SECONDS)).isEqualTo(1);
    queue.taskDone();
    queue.join();
    manager.lock().lock();
    assertThat(manager.barrier(1).await()).isZero();
    assertThat(manager.snapshot().objects()).isNotEmpty();
  }

  @Test
  void proxiesTravelThroughIt() {
    ManagedList<Object> outer = manager.list();
    ManagedList<Object> inner = manager.list();
    outer.add(inner);
    inner.add("hello");
    assertThat(((ManagedList<?>) outer.get(0)).copy()).isEqualTo(List.of("hello"));
    assertThat(manager.create(Box.TYPE).child().add(2)).isEqualTo(2);
  }

  @Test
  void errorsNameTheMethodAndTheAddress() {
    Box box = manager.create(Box.TYPE);
    String address = manager.address().toString();
    assertThatExceptionOfType(SerializationException.class)
        .isThrownBy(() -> box.put(new Object()))
        .withMessageContaining("method=put")
        .withMessageContaining("address=" + address)
        .withMessageContaining("NotSerializableException");
    assertThatExceptionOfType(ManagerException.class)
        .isThrownBy(box::unencodable)
        .withMessageContaining("method=unencodable")
        .withMessageContaining("address=" + address);
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> box.fail("as asked")).withMessage("as asked");
  }

  @Test
  void aClientWithAnotherCodecIsToldWhatIsWrong() {
    try (BaseManager server = new BaseManager(Multiprocessing.get(), withCodec().build(), Box.TYPE)) {
      ManagerConfig config = ManagerConfig.builder().address(server.server().address()).build();
      try (BaseManager client = new BaseManager(Multiprocessing.get(), config, Box.TYPE)) {
        client.connect();
        assertThatExceptionOfType(ManagerException.class)
            .isThrownBy(() -> client.create(Box.TYPE))
            .withMessageContaining("the arguments can't be decoded")
            .withMessageContaining("address=" + server.address());
      }
    }
  }

  @Test
  void aCodecThatCanNotBeMadeIsAnErrorThatNamesTheAddress() {
    RemoteCallable<Codec> broken =
        () -> {
          throw new IOException("no codec today");
        };
    ManagerConfig served = ManagerConfig.builder().codec(broken).build();
    try (BaseManager server = new BaseManager(Multiprocessing.get(), served)) {
      assertThatExceptionOfType(ManagerException.class)
          .isThrownBy(server::server)
          .withMessageContaining("the manager's codec can't be made: address=private")
          .withMessageContaining("no codec today");
    }
    ManagerConfig connected = ManagerConfig.builder().codec(broken).address(Addresses.of("127.0.0.1", 4711)).build();
    try (BaseManager client = new BaseManager(Multiprocessing.get(), connected)) {
      assertThatExceptionOfType(ManagerException.class)
          .isThrownBy(client::connect)
          .withMessageContaining("codec can't be made")
          .withMessageContaining("address=/127.0.0.1:4711")
          .withMessageContaining("no codec today");
    }
  }

  /** In the server's own process nothing is sent, and copies are made by the same codec. */
  @Test
  void theServersOwnCallsNameTheAddressToo() {
    try (BaseManager own = new BaseManager(Multiprocessing.get(), withCodec().build(), Box.TYPE)) {
      String address = own.server().address().toString();
      Box box = own.create(Box.TYPE);
      assertThatExceptionOfType(ManagerException.class)
          .isThrownBy(() -> box.put(new Fragile()))
          .withMessageContaining("the arguments can't be decoded: method=put")
          .withMessageContaining("address=" + address);
    }
    try (BaseManager own = new BaseManager(Multiprocessing.get(), withCodec().build(), Queues.TYPE)) {
      String address = own.server().address().toString();
      assertThatExceptionOfType(ManagerException.class)
          .isThrownBy(() -> own.create(Queues.TYPE).peek())
          .withMessageContaining("the result can't be decoded here: method=peek")
          .withMessageContaining("address=" + address);
    }
  }

  /** Holds something that nobody can read again. */
  private static final class Queues {

    static final ConcurrentLinkedQueue<Fragile> FULL = new ConcurrentLinkedQueue<>(List.of(new Fragile()));

    @SuppressWarnings("rawtypes")
    static final ManagedType<Queue> TYPE = ManagedType.of("Full", Queue.class, () -> FULL);
  }

  /** Can be written and not read. */
  private static final class Fragile implements Serializable {

    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) throws IOException {
      throw new IOException("broken on the way");
    }
  }
}
