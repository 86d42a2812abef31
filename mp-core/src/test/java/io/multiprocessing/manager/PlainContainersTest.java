package io.multiprocessing.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.multiprocessing.Multiprocessing;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Proxies of the JDK's own collections and maps, which the user registers as types of his own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlainContainersTest {

  /** An interface of the user's that extends one of the JDK's. */
  interface Names extends List<String> {
    List<String> upper();

    Stream<String> streamOfUpper();
  }

  static final class NameList extends ArrayList<String> implements Names {
    private static final long serialVersionUID = 1L;

    @Override
    public List<String> upper() {
      return stream().map(String::toUpperCase).toList();
    }

    @Override
    public Stream<String> streamOfUpper() {
      return upper().stream();
    }
  }

  /** A value without an equals method. */
  static final class Unequal implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private static final ManagedType<BlockingQueue<String>> QUEUE =
      ManagedType.of("queue", BlockingQueue.class, LinkedBlockingQueue::new);
  private static final ManagedType<Deque<String>> DEQUE =
      ManagedType.of("deque", Deque.class, LinkedBlockingDeque::new);
  private static final ManagedType<ConcurrentMap<String, Object>> CONCURRENT =
      ManagedType.of("concurrent", ConcurrentMap.class, ConcurrentHashMap::new);
  private static final ManagedType<Map<String, Integer>> MAP =
      ManagedType.of("map", Map.class, () -> Collections.synchronizedMap(new HashMap<>()));
  private static final ManagedType<ConcurrentNavigableMap<String, Integer>> SORTED =
      ManagedType.of("sorted", ConcurrentNavigableMap.class, ConcurrentSkipListMap::new);
  private static final ManagedType<List<String>> LIST =
      ManagedType.of("list", List.class, CopyOnWriteArrayList::new);
  private static final ManagedType<Names> NAMES = ManagedType.of("names", Names.class, NameList::new);
  private static final ManagedType<Set<String>> SET =
      ManagedType.of("set", Set.class, () -> Collections.synchronizedSet(new HashSet<>()));
  private static final ManagedType<Iterator<Integer>> ITERATOR =
      ManagedType.of("iterator", Iterator.class, () -> List.of(1, 2, 3).iterator());
  private static final ManagedType<Map<String, Integer>> LIMITED =
      ManagedType.<Map<String, Integer>>of("limited", Map.class, ConcurrentHashMap::new)
          .withExposed(Set.of("put", "get"));
  private static final ManagedType<RemoteObject> NAMELESS =
      ManagedType.exposing("nameless", LinkedBlockingQueue::new, Set.of("drainTo", "iterator", "add", "size"));
  private static final ManagedType<Lock> LOCK = ManagedType.of("lock", Lock.class, ReentrantLock::new);
  private static final ManagedType<Lock> WRITE_LOCK =
      ManagedType.of("writeLock", Lock.class, () -> new ReentrantReadWriteLock().writeLock());
  private static final ManagedType<ReadWriteLock> READ_WRITE_LOCK =
      ManagedType.of("readWriteLock", ReadWriteLock.class, ReentrantReadWriteLock::new);

  private static BaseManager manager;

  @BeforeAll
  static void start() {
    manager =
        new BaseManager(
            Multiprocessing.get(), ManagerConfig.defaults(), QUEUE, DEQUE, CONCURRENT, MAP, SORTED, LIST, NAMES, SET,
            ITERATOR, LIMITED, NAMELESS, LOCK, WRITE_LOCK, READ_WRITE_LOCK);
    manager.start();
  }

  @AfterAll
  static void shutDown() {
    manager.close();
  }

  private static long calls() {
    return manager.snapshot().calls();
  }

  @Test
  void aQueueIsDrainedHere() throws Exception {
    BlockingQueue<String> queue = manager.create(QUEUE);
    queue.put("a");
    queue.addAll(Arrays.asList("b", "c", "d", "e"));
    List<String> target = new ArrayList<>();
    assertThat(queue.drainTo(target, 2)).isEqualTo(2);
    assertThat(target).containsExactly("a", "b");
    assertThat(queue).hasSize(3);
    assertThat(queue.drainTo(new ArrayBlockingQueue<>(1))).as("there is no room for more").isEqualTo(1);
    assertThat(queue.drainTo(target)).isEqualTo(2);
    assertThat(target).containsExactly("a", "b", "d", "e");
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.drainTo(target, 0)).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(queue)).withMessageContaining("itself");
    assertThatIllegalArgumentException().isThrownBy(() -> queue.addAll(queue)).withMessageContaining("itself");
  }

  @Test
  void whatATargetRefusesDoesNotTakeTheOthersAlong() {
    BlockingQueue<String> queue = manager.create(QUEUE);
    queue.addAll(List.of("a", "no", "b", "no"));
    List<String> target =
        new ArrayList<>() {
          @Override
          public boolean add(String element) {
            if (element.equals("no")) {
              throw new IllegalStateException("not this");
            }
            return super.add(element);
          }
        };
    assertThatIllegalStateException()
        .isThrownBy(() -> queue.drainTo(target))
        .withMessage("not this")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(target).containsExactly("a", "b");
  }

  @Test
  void aQueueBlocksAndIteratesOverASnapshot() throws Exception {
    BlockingQueue<String> queue = manager.create(QUEUE);
    assertThat(queue.poll()).isNull();
    assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
    FutureTask<String> taken = new FutureTask<>(queue::take);
    new Thread(taken).start();
    queue.put("first");
    assertThat(taken.get(20, TimeUnit.SECONDS)).isEqualTo("first");
    queue.addAll(List.of("a", "b", "c"));
    long before = calls();
    List<String> seen = new ArrayList<>();
    for (String element : queue) {
      seen.add(element);
    }
    assertThat(calls() - before).as("one, and the question itself").isEqualTo(2);
    assertThat(seen).containsExactly("a", "b", "c");
    Iterator<String> iterator = queue.iterator();
    iterator.next();
    iterator.remove();
    assertThat(queue.toArray()).containsExactly("b", "c");
    assertThat(queue.toArray(new String[0])).containsExactly("b", "c");
    assertThat(queue.toArray(String[]::new)).containsExactly("b", "c");
    assertThat(queue.remove("c")).isTrue();
    assertThat(queue.remove()).isEqualTo("b");
    assertThat(queue.removeIf(element -> true)).isFalse();
  }

  @Test
  void functionsOverACollectionRunHere() {
    BlockingQueue<String> queue = manager.create(QUEUE);
    queue.addAll(List.of("a", "bb", "ccc"));
    List<String> here = new ArrayList<>(); // isn't sent
    queue.forEach(here::add);
    assertThat(here).containsExactly("a", "bb", "ccc");
    assertThat(queue.stream().mapToInt(String::length).sum()).isEqualTo(6);
    assertThat(queue.parallelStream().count()).isEqualTo(3);
    assertThat(queue.spliterator().getExactSizeIfKnown()).isEqualTo(3);
    assertThat(queue.removeIf(here.subList(0, 2)::contains)).isTrue();
    assertThat(queue).containsExactly("ccc");
    assertThat(queue.containsAll(new HashMap<>(Map.of("ccc", 1)).keySet())).as("a view travels as a list").isTrue();
    assertThat(queue.retainAll(new HashMap<>(Map.of("x", 1)).keySet())).isTrue();
    assertThatNullPointerException().isThrownBy(() -> queue.forEach(null));
    assertThatNullPointerException().isThrownBy(() -> queue.removeIf(null));
  }

  @Test
  void aDequeIsSeenFromBothEnds() {
    Deque<String> deque = manager.create(DEQUE);
    deque.addAll(List.of("a", "b", "a"));
    deque.push("z");
    Iterator<String> backwards = deque.descendingIterator();
    assertThat(backwards.next()).isEqualTo("a");
    backwards.remove();
    assertThat(deque).containsExactly("z", "a", "b");
    assertThat(deque.pollLast()).isEqualTo("b");
  }

  @Test
  void aMapsViewsAreSnapshotsThatWriteThrough() {
    Map<String, Integer> map = manager.create(MAP);
    map.putAll(Map.of("a", 1, "b", 2, "c", 3));
    long before = calls();
    int sum = 0;
    for (Map.Entry<String, Integer> entry : map.entrySet()) {
      sum += entry.getValue();
    }
    assertThat(calls() - before).as("one, and the question itself").isEqualTo(2);
    assertThat(sum).isEqualTo(6);
    assertThat(map.keySet()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(map.keySet().remove("a")).isTrue();
    assertThat(map.values().remove(2)).isTrue();
    map.entrySet().iterator().next().setValue(30);
    assertThat(map).isEqualTo(map).isNotEqualTo(Map.of("c", 30));
    assertThat(map.entrySet()).isEqualTo(Map.of("c", 30).entrySet());
    Collection<Integer> seen = map.values();
    map.put("c", 31);
    seen.clear();
    assertThat(map).as("what was seen isn't there any more").containsEntry("c", 31);
    List<String> keys = new ArrayList<>();
    map.forEach((key, value) -> keys.add(key));
    assertThat(keys).containsExactly("c");
    map.keySet().clear();
    assertThat(map.isEmpty()).isTrue();
  }

  @Test
  void aConcurrentMapIsUpdatedByFunctionsThatRunHere() throws Exception {
    ConcurrentMap<String, Object> map = manager.create(CONCURRENT);
    Object notSent = new Object();
    assertThat(map.computeIfAbsent("a", key -> notSent.hashCode() == 0 ? 0 : 1)).isEqualTo(1);
    assertThat(map.computeIfAbsent("a", key -> 2)).isEqualTo(1);
    assertThat(map.computeIfPresent("a", (key, value) -> (int) value + 1)).isEqualTo(2);
    assertThat(map.computeIfPresent("none", (key, value) -> 1)).isNull();
    assertThat(map.compute("b", (key, value) -> value == null ? 10 : 0)).isEqualTo(10);
    assertThat(map.compute("b", (key, value) -> null)).isNull();
    assertThat(map.putIfAbsent("a", 5)).isEqualTo(2);
    assertThat(map.replace("a", 2, 3)).isTrue();
    assertThat(map.replace("a", 2, 4)).isFalse();
    assertThat(map.remove("a", 2)).isFalse();
    List<FutureTask<Boolean>> adders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      FutureTask<Boolean> adder =
          new FutureTask<>(() -> {
            for (int times = 0; times < 50; times++) {
              map.merge("count", 1, (old, one) -> (int) old + (int) one);
            }
          }, true);
      adders.add(adder);
      new Thread(adder).start();
    }
    for (FutureTask<Boolean> adder : adders) {
      adder.get(30, TimeUnit.SECONDS);
    }
    map.replaceAll((key, value) -> -(int) value);
    assertThat(new HashMap<>(map)).isEqualTo(Map.of("a", -3, "count", -200));
  }

  @Test
  void aFunctionIsRefusedWhereItsUpdateCouldBeLostOrNeverEnd() {
    Map<String, Integer> map = manager.create(MAP);
    map.put("a", 1);
    assertThat(map.getOrDefault("b", 7)).isEqualTo(7);
    assertThat(map.putIfAbsent("a", 2)).isEqualTo(1);
    assertThatExceptionOfType(ManagerException.class)
        .isThrownBy(() -> map.merge("a", 1, Integer::sum))
        .withMessageContaining("needs a ConcurrentMap")
        .withMessageContaining("SyncManager.map()");
    assertThat(map.get("a")).isEqualTo(1);
    ConcurrentMap<String, Object> concurrent = manager.create(CONCURRENT);
    concurrent.put("a", new Unequal());
    assertThatExceptionOfType(ConcurrentModificationException.class)
        .isThrownBy(() -> concurrent.compute("a", (key, value) -> 1))
        .withMessageContaining("equals method");
  }

  @Test
  void partsOfAMapAreRefused() {
    ConcurrentNavigableMap<String, Integer> map = manager.create(SORTED);
    map.putAll(Map.of("a", 1, "b", 2));
    assertThat(map.firstKey()).isEqualTo("a");
    assertThat(map.lastEntry().getValue()).isEqualTo(2);
    assertThat(map.values()).containsExactly(1, 2);
    assertThatExceptionOfType(ManagerException.class)
        .isThrownBy(() -> map.headMap("b"))
        .withMessageContaining("headMap(Object)")
        .withMessageContaining("withProxyResult");
    assertThatExceptionOfType(ManagerException.class).isThrownBy(map::keySet).withMessageContaining("cut off");
  }

  @Test
  void aListIsReadBySnapshotsAndChangedByItsOwnMethods() {
    List<String> list = manager.create(LIST);
    list.addAll(List.of("b", "a", "c"));
    list.addAll(1, List.of("x"));
    assertThat(list).containsExactly("b", "x", "a", "c").isNotEqualTo(List.of("b", "x", "a", "c"));
    assertThat(list.remove(1)).isEqualTo("x");
    assertThat(list.remove("none")).isFalse();
    assertThat(list.listIterator(2).next()).isEqualTo("c");
    assertThat(list.listIterator().next()).isEqualTo("b");
    assertThat(list.subList(1, 3)).containsExactly("a", "c");
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.subList(1, 9));
    list.sort(null);
    assertThat(list).containsExactly("a", "b", "c");
    list.sort((Comparator<String> & Serializable) (a, b) -> b.compareTo(a));
    assertThat(list).containsExactly("c", "b", "a");
    list.replaceAll((UnaryOperator<String> & Serializable) element -> element + "!");
    assertThat(list).containsExactly("c!", "b!", "a!");
  }

  @Test
  void changesOfAListThatWouldBeLostAreRefused() {
    List<String> list = manager.create(LIST);
    list.addAll(List.of("b", "a"));
    Iterator<String> iterator = list.iterator();
    iterator.next();
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(iterator::remove);
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> list.subList(0, 1).clear());
    Comparator<String> unsendable = (a, b) -> a.compareTo(b);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> list.sort(unsendable))
        .withMessageContaining("method=sort")
        .withMessageContaining("SyncManager.list()");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> list.replaceAll(element -> element + list.size()))
        .withMessageContaining("method=replaceAll");
    assertThat(list).containsExactly("b", "a");
  }

  @Test
  void anInterfaceThatExtendsTheJdksWorksAsThat() {
    Names names = manager.create(NAMES);
    names.addAll(List.of("a", "b"));
    assertThat(names.upper()).as("a copy").containsExactly("A", "B");
    assertThat(names.stream().toList()).containsExactly("a", "b");
    assertThatExceptionOfType(ManagerException.class)
        .isThrownBy(names::streamOfUpper)
        .withMessageContaining("streamOfUpper()")
        .withMessageContaining(manager.address().toString());
  }

  @Test
  void aSetIsEqualToWhatHasTheSameElements() {
    Set<String> set = manager.create(SET);
    assertThat(set.addAll(new ArrayDeque<>(List.of("a", "b")))).isTrue();
    assertThat(set).isEqualTo(set).containsExactlyInAnyOrder("a", "b").isNotEqualTo(Set.of("a", "b"));
    set.iterator().forEachRemaining(set::remove);
    assertThat(set.isEmpty()).isTrue();
  }

  @Test
  void anIteratorIsGoneOverHere() {
    Iterator<Integer> iterator = manager.create(ITERATOR);
    assertThat(iterator.next()).isEqualTo(1);
    List<Integer> rest = new ArrayList<>();
    iterator.forEachRemaining(rest::add);
    assertThat(rest).containsExactly(2, 3);
    assertThatNullPointerException().isThrownBy(() -> iterator.forEachRemaining(null));
  }

  @Test
  void whatIsNotExposedIsNotSeenByDetours() {
    Map<String, Integer> map = manager.create(LIMITED);
    map.put("a", 1);
    assertThatExceptionOfType(ManagerException.class).isThrownBy(map::keySet).withMessageContaining("not exposed");
    assertThatExceptionOfType(ManagerException.class)
        .isThrownBy(() -> map.merge("a", 1, Integer::sum))
        .withMessageContaining("not exposed");
    assertThat(map.get("a")).isEqualTo(1);
  }

  @Test
  void methodsThatFillAnArgumentOrReturnAnIteratorAreRefusedByNameToo() throws Exception {
    RemoteObject queue = manager.create(NAMELESS);
    queue.call("add", "a");
    assertThatExceptionOfType(ManagerException.class)
        .isThrownBy(() -> queue.call("drainTo", new ArrayList<>()))
        .withMessageContaining("fills its argument");
    assertThatExceptionOfType(ManagerException.class)
        .isThrownBy(() -> queue.call("iterator"))
        .withMessageContaining("returns=java.util.Iterator");
    assertThatExceptionOfType(ManagerException.class)
        .isThrownBy(() -> queue.call("#elements"))
        .withMessageContaining("begin with #");
    assertThat(queue.call("size")).isEqualTo(1);
  }

  @Test
  void locksThatBelongToAThreadAreRefused() {
    for (ManagedType<?> type : List.of(LOCK, WRITE_LOCK, READ_WRITE_LOCK)) {
      assertThatExceptionOfType(ManagerException.class)
          .isThrownBy(() -> manager.create(type))
          .withMessageContaining("typeId=" + type.typeId())
          .withMessageContaining("SyncManager.lock()");
    }
  }
}
