package io.multiprocessing.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.serialization.AllowedClasses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each built-in type over TCP, where only allowed classes are decoded: what the proxies themselves send has to be among
 * them.
 */
@Timeout(60)
class ManagerOverTcpTest {

  private static ManagerConfig.Builder onTcp() {
    return ManagerConfig.builder().address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Test
  void theDefaultListHasWhatBuiltInTypesSend() throws Exception {
    useAll(onTcp().build());
  }

  @Test
  void anOwnListLosesNeitherTheBuiltInTypesNorTheRegisteredOnes() throws Exception {
    useAll(onTcp().allowedClasses(AllowedClasses.standard().with(Duration.class)).build());
  }

  private static void useAll(ManagerConfig config) throws Exception {
    try (SyncManager server = new SyncManager(Multiprocessing.get(), config, Box.TYPE)) {
      ManagerConfig.Builder there = ManagerConfig.builder().address(server.server().address());
      ManagerConfig client = there.allowedClasses(config.allowedClasses()).build();
      try (SyncManager manager = new SyncManager(Multiprocessing.get(), client, Box.TYPE)) {
        manager.connect();
        useAll(manager);
      }
    }
  }

  private static void useAll(SyncManager manager) throws Exception {
    ManagedMap<String, Integer> map = manager.map(Map.of("a", 1));
    assertThat(map.merge("a", 2, Integer::sum)).isEqualTo(3);
    map.putAll(Map.of("b", 2));
    map.entrySet().removeIf(entry -> entry.getValue() == 2);
    map.replaceAll((key, value) -> value + 1);
    assertThat(map.copy()).isEqualTo(Map.of("a", 4));
    ManagedList<Object> list = manager.list(List.of(3, 1, 2));
    list.sort(null);
    list.removeIf(element -> element.equals(2));
    assertThat(list.copy()).isEqualTo(List.of(1, 3));
    list.add(map);
    list.add(manager.create(Box.TYPE));
    assertThat(list.get(2)).isEqualTo(map);
    assertThat(((Box) list.get(3)).add(5)).isEqualTo(5);
    ManagedSet<String> set = manager.set(List.of("x", "y"));
    assertThat(set.retainAll(List.of("x"))).isTrue();
    assertThat(set.copy()).isEqualTo(java.util.Set.of("x"));
    ManagedValue<Integer> value = manager.value(1);
    value.update(old -> old + 1);
    assertThat(value.get()).isEqualTo(2);
    ManagedArray<Integer> array = manager.array(List.of(1, 2));
    assertThat(array.copy()).isEqualTo(List.of(1, 2));
    Namespace namespace = manager.namespace();
    namespace.set("x", 1);
    assertThat(namespace.<Integer>get("x")).isEqualTo(1);
    ManagedJoinableQueue<Integer> queue = manager.joinableQueue();
    queue.put(1);
    assertThat(queue.take()).isEqualTo(1);
    queue.taskDone();
    queue.join();
    manager.lock().lock();
    manager.reentrantLock().lock();
    manager.semaphore(1).acquire();
    manager.boundedSemaphore(1).acquire();
    manager.event().set();
    assertThat(manager.barrier(1).await()).isZero();
    var condition = manager.condition();
    condition.getLock().lock();
    assertThat(condition.await(1, TimeUnit.MILLISECONDS)).isFalse();
    condition.getLock().unlock();
  }
}
