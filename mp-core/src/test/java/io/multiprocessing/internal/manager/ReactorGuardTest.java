package io.multiprocessing.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.manager.ManagedList;
import io.multiprocessing.manager.ManagedMap;
import io.multiprocessing.manager.ManagedQueue;
import io.multiprocessing.manager.ManagedSet;
import io.multiprocessing.manager.ManagedValue;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.process.AuthKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread that serves all clients waits for nobody, and containers run nobody's code under their locks. */
@Timeout(60)
class ReactorGuardTest {

  private static final AuthKey KEY = AuthKey.random();

  private static ServerCore server;
  private static ClientLink link;

  @BeforeAll
  static void open() throws Exception {
    server =
        ServerCore.open(
            ManagerConfig.builder().authKey(KEY).build(), new BuiltInTypes(new UserTypes(List.of()), c -> null));
    link = connect();
  }

  private static ClientLink connect() throws Exception {
    LinkSettings settings = LinkSettings.of(ManagerConfig.builder().authKey(KEY).build(), KEY, server.address());
    ClientLink made = new ClientLink(Welcome.connect(server.address(), settings), server.address(), settings);
    made.join();
    return made;
  }

  @AfterAll
  static void close() {
    link.leave("the test ends");
    server.close();
  }

  @SuppressWarnings("unchecked")
  private static <T> T shared(Class<?> type, String typeId, Object... arguments) {
    try {
      return (T) Proxies.of(type, link.create(typeId, null, arguments), link);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Says in its methods which thread runs them. */
  private static final class Watcher implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Set<String> SEEN = Collections.synchronizedSet(new HashSet<>());

    private final int number;

    Watcher(int number) {
      this.number = number;
    }

    private void writeObject(java.io.ObjectOutputStream out) throws java.io.IOException {
      note("write");
      out.defaultWriteObject();
    }

    private void readObject(java.io.ObjectInputStream in) throws java.io.IOException, ClassNotFoundException {
      note("read");
      in.defaultReadObject();
    }

    private static void note(String what) {
      if (Reactor.isReactorThread()) {
        SEEN.add(what);
      }
    }

    @Override
    public boolean equals(Object other) {
      note("equals");
      return other instanceof Watcher watcher && watcher.number == number;
    }

    @Override
    public int hashCode() {
      note("hashCode");
      return number;
    }
  }

  @Test
  void runsMethodsOfUsersClassesInOtherThreads() throws Exception {
    ManagedMap<Object, Object> map = shared(ManagedMap.class, "dict");
    ManagedList<Object> list = shared(ManagedList.class, "list");
    ManagedSet<Object> set = shared(ManagedSet.class, "set");
    ManagedQueue<Object> queue = shared(ManagedQueue.class, "Queue");
    ManagedValue<Object> value = shared(ManagedValue.class, "Value", new Watcher(7));
    map.put(new Watcher(1), new Watcher(2));
    map.put("k", new Watcher(3));
    list.add(new Watcher(4));
    set.add(new Watcher(5));
    queue.put(new Watcher(6));

    assertThat(map.get(new Watcher(1))).isEqualTo(new Watcher(2));
    assertThat(map.get("k")).isEqualTo(new Watcher(3));
    assertThat(map.replace("k", new Watcher(3), "v")).isTrue();
    assertThat(map.replace("k", "other", "w")).isFalse();
    assertThat(map.remove("k", "v")).isTrue();
    assertThat(map.containsValue(new Watcher(2))).isTrue();
    assertThat(list.get(0)).isEqualTo(new Watcher(4));
    assertThat(list.contains(new Watcher(4))).isTrue();
    assertThat(list.remove(new Watcher(4))).isTrue();
    assertThat(set.contains(new Watcher(5))).isTrue();
    assertThat(queue.contains(new Watcher(6))).isTrue();
    assertThat(queue.removeAll(List.of(new Watcher(9)))).isFalse();
    assertThat(queue.remove(new Watcher(6))).isTrue();
    assertThat(value.compareAndSet(new Watcher(7), new Watcher(8))).isTrue();
    assertThat(value.get()).isEqualTo(new Watcher(8));
    assertThat(Watcher.SEEN).isEmpty();
  }

  @Test
  void givesAnElementThatIsTakenWhileSomebodyWaits() throws Exception {
    ManagedQueue<Object> queue = shared(ManagedQueue.class, "Queue");
    ExecutorService taking = Executors.newSingleThreadExecutor();
    try {
      Future<Object> taken = taking.submit(queue::take);
      queue.put("x".repeat(200_000));
      assertThat((String) taken.get(20, TimeUnit.SECONDS)).hasSize(200_000);
    } finally {
      taking.shutdownNow();
    }
  }

  @Test
  void showsContainersThatAreInEachOther() throws Exception {
    ManagedMap<String, Object> one = shared(ManagedMap.class, "dict");
    ManagedMap<String, Object> other = shared(ManagedMap.class, "dict");
    one.put("x", List.of(other));
    other.put("x", List.of(one));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<String>> texts = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        texts.add(threads.submit(one::toString));
        texts.add(threads.submit(other::toString));
      }
      for (Future<String> text : texts) {
        assertThat(text.get(30, TimeUnit.SECONDS)).startsWith("{x=[MapProxy[");
      }
      assertThat(one.get("nope")).isNull();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void refusesACallInTheThreadThatServesAll() throws Exception {
    ManagedMap<String, Object> map = shared(ManagedMap.class, "dict");
    java.util.concurrent.CompletableFuture<Throwable> thrown = new java.util.concurrent.CompletableFuture<>();
    server.reactor().execute(
        () -> {
          try {
            map.get("k");
            thrown.complete(new AssertionError("nothing was thrown"));
          } catch (RuntimeException e) {
            thrown.complete(e);
          }
        });
    assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class).hasMessageContaining("must not wait");
  }

  @Test
  void goesOnAfterAnErrorOfATask() throws Exception {
    ManagedMap<String, Object> map = shared(ManagedMap.class, "dict");
    server.reactor().execute(() -> {
      throw new StackOverflowError("of a test");
    });
    server.reactor().execute(() -> {
      throw new NoClassDefFoundError("of a test");
    });
    assertThat(map.put("k", 1)).isNull();
  }

  @Test
  void keepsAProxyAsAKeyWhenItsContentChanges() {
    ManagedList<Object> list = shared(ManagedList.class, "list");
    Map<Object, String> here = new HashMap<>();
    here.put(list, "there");
    list.add(1);
    assertThat(here.get(list)).isEqualTo("there");
    ManagedMap<Object, String> map = shared(ManagedMap.class, "dict");
    map.put(list, "there");
    list.add(2);
    assertThat(map.get(list)).isEqualTo("there");
    assertThat(list).isNotEqualTo(list.copy());
  }

  @Test
  void refusesNamesOfItsOwnInCalls() {
    ManagedList<Object> list = shared(ManagedList.class, "list");
    assertThatThrownBy(() -> list.call("#snapshot")).isInstanceOf(ManagerException.class).hasMessageContaining("#snapshot");
  }

  @Test
  void changesASharedListByItsParts() {
    ManagedList<Integer> list = shared(ManagedList.class, "list");
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      expected.add(i);
    }
    list.addAll(expected);
    Collections.rotate(list, 40);
    Collections.rotate(expected, 40);
    assertThat(list.copy()).isEqualTo(expected);
    Collections.reverse(list);
    Collections.reverse(expected);
    assertThat(list.copy()).isEqualTo(expected);
    Collections.swap(list, 3, 99);
    Collections.swap(expected, 3, 99);
    Collections.shuffle(list, new Random(5));
    Collections.shuffle(expected, new Random(5));
    assertThat(list.copy()).isEqualTo(expected);
    for (List<Integer> each : List.of(list, expected)) {
      List<Integer> part = each.subList(100, 120);
      part.subList(0, 5).clear();
      part.sort(null);
      part.replaceAll(number -> -number);
      part.add(7);
      part.removeIf(number -> number % 2 == 0);
      ListIterator<Integer> all = each.listIterator(2);
      all.next();
      all.set(1000);
      all.add(1001);
    }
    assertThat(list.copy()).isEqualTo(expected);
    List<Integer> stale = list.subList(0, 3);
    list.add(0, 5);
    assertThatThrownBy(() -> stale.set(0, 1)).isInstanceOf(java.util.ConcurrentModificationException.class);
  }

  @Test
  void asksAMapsKeysWithoutItsValues() {
    ManagedMap<String, Object> map = shared(ManagedMap.class, "dict", new HashMap<>(Map.of("a", 1, "b", 2, "c", 3)));
    Set<String> keys = map.keySet();
    assertThat(keys).isEqualTo(Set.of("a", "b", "c")).hasSameHashCodeAs(Set.of("a", "b", "c"));
    assertThat(keys.containsAll(Set.of("a", "c"))).isTrue();
    assertThat(keys.remove("a")).isTrue();
    assertThat(keys.remove("x")).isFalse();
    assertThat(keys.retainAll(Set.of("b"))).isTrue();
    assertThat(map.copy()).isEqualTo(Map.of("b", 2));
    keys.clear();
    assertThat(map).isEmpty();
  }

  @Test
  void takesNothingForACollectionThatCannotBeFilled() throws Exception {
    ManagedQueue<Object> queue = shared(ManagedQueue.class, "Queue");
    queue.put(1);
    assertThatThrownBy(() -> queue.drainTo(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> queue.drainTo(List.of())).isInstanceOf(UnsupportedOperationException.class);
    assertThat(queue.drainTo(new LinkedHashSet<>())).isEqualTo(1);
  }

  /** Can be stored, and not be had back: where it is stored there is no memory for it. */
  private static final class Unsendable implements Serializable {
    private static final long serialVersionUID = 1L;
    private static volatile boolean full;

    private void writeObject(java.io.ObjectOutputStream out) throws java.io.IOException {
      if (full) {
        throw new OutOfMemoryError("of a test");
      }
      out.defaultWriteObject();
    }
  }

  @Test
  void answersACallWhoseResultCannotBeEncodedForAnError() throws Exception {
    ManagedList<Object> list = shared(ManagedList.class, "list");
    ManagedQueue<Object> queue = shared(ManagedQueue.class, "Queue");
    list.add(new Unsendable());
    queue.put(new Unsendable());
    Unsendable.full = true;
    assertThatThrownBy(() -> list.get(0)).isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(list::copy).isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(queue::take).isInstanceOf(OutOfMemoryError.class);
    assertThat(list).hasSize(1);
  }

  @Test
  void takesNoTaskOfAPoolsClientThatIsGone() {
    try (Pool pool = Multiprocessing.get().pool(1)) {
      PoolReferent referent = new PoolReferent(pool);
      FakeClient client = new FakeClient(1);
      assertThat(client.get(referent, "#imapBegins", 5L)).isNull();
      client.die(List.of(), referent);
      assertThat(client.call(referent, "#imapBegins", 5L).failure()).hasMessageContaining("is gone");
      assertThat(client.call(referent, "#next", 5L, 0, 1).failure()).hasMessageContaining("is gone");
      pool.terminate();
    }
  }
}
