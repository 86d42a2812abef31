package io.multiprocessing.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Maps, lists, sets, namespaces, values and arrays of a manager. Behaviour 42. */
@Timeout(60)
abstract class ManagedContainersContract {

  /** It has a process of its own. */
  abstract SyncManager manager();

  @Test
  void listsShowThemselvesAsInTheReferencePage() {
    ManagedList<Integer> squares = manager().list();
    for (int i = 0; i < 10; i++) {
      squares.add(i * i);
    }
    assertThat(squares).hasToString("[0, 1, 4, 9, 16, 25, 36, 49, 64, 81]");
    assertThat(squares.describe()).startsWith("ListProxy[typeId=list, id=");
    assertThat(squares.get(4)).isEqualTo(16);
    assertThat(squares.subList(2, 5)).containsExactly(4, 9, 16);
    assertThat(squares.stream().mapToInt(i -> i).sum()).isEqualTo(285);
    assertThat(squares).isEqualTo(squares).isNotEqualTo(squares.copy());
    assertThat(squares.removeFirst()).isZero();
    assertThat(squares.removeLast()).isEqualTo(81);
    squares.clear();
    assertThatThrownBy(squares::removeLast).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> squares.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aMethodCanBeCalledByItsName() throws Exception {
    ManagedList<String> list = manager().list(List.of("a", "b", "c", "b"));
    assertThat(list.call("size")).isEqualTo(4);
    assertThat(list.call("remove", 1)).isEqualTo("b");
    assertThat(list.call("remove", "b")).isEqualTo(true);
    assertThat(list.copy()).containsExactly("a", "c");
    assertThatThrownBy(() -> list.call("getClass"))
        .isInstanceOf(ManagerException.class).hasMessageContaining("no such method");
    assertThatThrownBy(() -> list.call("get", "one")).isInstanceOf(ManagerException.class).hasMessageContaining("get");
  }

  @Test
  void nestedProxiesStayReferences() {
    ManagedList<Object> outer = manager().list();
    ManagedList<String> inner = manager().list();
    outer.add(inner);
    inner.add("hello");
    @SuppressWarnings("unchecked")
    List<String> arrived = (List<String>) outer.get(0);
    assertThat(arrived).containsExactly("hello").isEqualTo(inner).isInstanceOf(ManagedList.class);
    assertThat(outer.toString()).startsWith("[ListProxy[typeId=list");
    ManagedMap<String, ManagedMap<String, Integer>> maps = manager().map();
    maps.put("first", manager().map());
    maps.get("first").put("a", 1);
    maps.get("first").put("b", 2);
    assertThat(maps.get("first")).hasToString("{a=1, b=2}");
    inner.close();
    assertThat(arrived).hasToString("[hello]");
    outer.add(outer);
    assertThat(outer.toString()).contains("ListProxy");
  }

  @Test
  void aChangedCopyHasToBeSetAgain() {
    ManagedList<Map<String, Integer>> list = manager().list();
    list.add(new HashMap<>());
    Map<String, Integer> copy = list.get(0);
    copy.put("a", 1);
    assertThat(list.get(0)).isEmpty();
    list.set(0, copy);
    assertThat(list.get(0)).containsEntry("a", 1);
    ManagedMap<String, List<Integer>> map = manager().map(Map.of("k", new ArrayList<>()));
    map.compute(
        "k",
        (key, value) -> {
          value.add(7); // what it was given, changed
          return value;
        });
    assertThat(map.get("k")).containsExactly(7);
  }

  @Test
  void viewsOfAMapWriteThrough() {
    ManagedMap<String, Integer> map = manager().map();
    for (int i = 0; i < 10; i++) {
      map.put("k" + i, i);
    }
    assertThat(map.keySet()).hasSize(10).contains("k3");
    assertThat(map.values().stream().mapToInt(i -> i).sum()).isEqualTo(45);
    map.entrySet().forEach(entry -> entry.setValue(entry.getValue() * 2));
    assertThat(map.get("k9")).isEqualTo(18);
    assertThat(map.values().removeIf(value -> value > 9)).isTrue();
    assertThat(map).hasToString("{k0=0, k1=2, k2=4, k3=6, k4=8}");
    map.keySet().remove("k0");
    Iterator<Map.Entry<String, Integer>> entries = map.entrySet().iterator();
    entries.next();
    entries.remove();
    assertThatThrownBy(entries::remove).isInstanceOf(IllegalStateException.class);
    map.keySet().retainAll(Set.of("k3", "k4"));
    assertThat(map.copy()).isEqualTo(Map.of("k3", 6, "k4", 8));
    assertThat(map).isEqualTo(map).isNotEqualTo(map.copy());
    assertThat(map.entrySet()).isEqualTo(map.copy().entrySet()).hasSameHashCodeAs(map.copy().entrySet());

    var values = map.values();
    map.put("k3", 100);
    values.clear();
    assertThat(map).as("a value that was seen goes, another stays").hasToString("{k3=100}");
    map.keySet().clear();
    assertThat(map).isEmpty();
  }

  @Test
  void anIteratorOfAListWritesThroughOrFails() {
    ManagedList<String> list = manager().list(List.of("a", "b", "c", "d"));
    ListIterator<String> iterator = list.listIterator();
    assertThat(iterator.next()).isEqualTo("a");
    iterator.set("A");
    iterator.next();
    iterator.remove();
    iterator.add("x");
    assertThat(iterator.previous()).isEqualTo("x");
    assertThat(list.copy()).containsExactly("A", "x", "c", "d");
    list.add("e");
    assertThatThrownBy(iterator::remove).isInstanceOf(ConcurrentModificationException.class);
    assertThat(list.removeIf(each -> each.equals("c"))).isTrue();
    assertThat(list.removeIf(String::isEmpty)).isFalse();
    list.replaceAll(each -> each + "!");
    list.sort(null);
    assertThat(list.copy()).containsExactly("A!", "d!", "e!", "x!");
  }

  @Test
  void setsBehaveAsSets() {
    ManagedSet<String> set = manager().set(List.of("a", "b"));
    assertThat(set.add("b")).isFalse();
    assertThat(set.add(null)).isTrue();
    assertThat(set.contains(null)).isTrue();
    assertThat(set.removeIf(each -> each == null)).isTrue();
    assertThat(set.removeIf(each -> each == null)).isFalse();
    assertThat(set).isNotEqualTo(set.copy()).hasToString("[a, b]");
    assertThat(set.copy()).isEqualTo(Set.of("a", "b"));
    Iterator<String> iterator = set.iterator();
    iterator.next();
    iterator.remove();
    assertThat(set.stream().collect(Collectors.toSet())).containsExactly("b");
    assertThat(set.copy()).isInstanceOf(LinkedHashSet.class);
  }

  @Test
  void namespacesHaveAttributes() {
    Namespace global = manager().namespace();
    global.set("x", 10);
    global.set("y", "hello");
    assertThat(global).hasToString("Namespace(x=10, y='hello')");
    int x = global.get("x");
    assertThat(x).isEqualTo(10);
    assertThat(global.has("z")).isFalse();
    assertThat(global.attributes()).containsExactly(Map.entry("x", 10), Map.entry("y", "hello"));
    global.remove("x");
    assertThatThrownBy(() -> global.get("x"))
        .isInstanceOf(NoSuchElementException.class).hasMessageContaining("name=x").hasMessageContaining("attributes=[y]");
    assertThatThrownBy(() -> global.remove("x")).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> global.set(null, 1)).isInstanceOf(NullPointerException.class).hasMessage("name");
  }

  @Test
  void valuesAndArraysAreSetAndRead() {
    ManagedValue<Integer> value = manager().value(5);
    assertThat(value).hasToString("Value(5)");
    assertThat(value.compareAndSet(4, 6)).isFalse();
    assertThat(value.compareAndSet(5, 6)).isTrue();
    assertThat(value.update(old -> old + 1)).isEqualTo(7);
    value.set(null);
    assertThat(value.get()).isNull();
    ManagedArray<Double> array = manager().array(List.of(1.5, 2.5, 3.5));
    array.set(1, 9.0);
    array.setAll(0, List.of(0.5));
    assertThat(array.length()).isEqualTo(3);
    assertThat(array.get(1)).isEqualTo(9.0);
    assertThat(array.slice(0, 2)).containsExactly(0.5, 9.0);
    assertThat(array).hasToString("[0.5, 9.0, 3.5]");
    assertThat(array.copy()).isEqualTo(List.of(0.5, 9.0, 3.5));
    assertThatThrownBy(() -> array.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.setAll(2, List.of(1.0, 2.0))).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.slice(1, 7)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void objectsAreFoundByTheirNames() {
    manager().sharedMap("counts").put("a", 1);
    assertThat(manager().sharedMap("counts")).hasToString("{a=1}");
    manager().sharedList("names").add("x");
    assertThat(manager().sharedList("names")).containsExactly("x");
    manager().sharedValue("total", 3).update(old -> old + 1);
    assertThat(manager().sharedValue("total", 0).get()).isEqualTo(4);
    assertThatThrownBy(() -> manager().sharedSet("counts"))
        .isInstanceOf(ManagerException.class).hasMessageContaining("counts");
    assertThatThrownBy(() -> manager().sharedQueue("jobs", 0))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("capacity must be at least 1: capacity=0");
  }

  private record Incrementing(
      ManagedMap<String, Integer> map, ManagedValue<Integer> value, ManagedList<Integer> list, int times)
      implements RemoteRunnable {
    @Override
    public void run() {
      for (int i = 0; i < times; i++) {
        map.merge("n", 1, Integer::sum);
        map.compute("m", (key, old) -> old == null ? 1 : old + 1);
        map.replaceAll((key, old) -> key.equals("r") ? old + 1 : old);
        value.update(old -> old + 1);
        list.replaceAll(old -> old + 1);
      }
    }
  }

  @Test
  void twoClientsLoseNoUpdate() throws Exception {
    int times = 200;
    Incrementing incrementing =
        new Incrementing(manager().map(Map.of("r", 0)), manager().value(0), manager().list(Arrays.asList(0, 0)), times);
    ChildProcess child = Multiprocessing.get().process(incrementing);
    child.start();
    incrementing.run();
    assertThat(child.join(Duration.ofSeconds(40))).isTrue();
    assertThat(child.exitCode()).hasValue(0);
    assertThat(incrementing.map().copy()).isEqualTo(Map.of("n", 2 * times, "m", 2 * times, "r", 2 * times));
    assertThat(incrementing.value().get()).isEqualTo(2 * times);
    assertThat(incrementing.list().copy()).containsExactly(2 * times, 2 * times);
  }

  private long roundTrips(Runnable step) {
    long before = manager().snapshot().calls();
    step.run();
    return manager().snapshot().calls() - before - 1; // the first snapshot is counted in the second
  }

  @Test
  void functionsTakeAsManyRoundTripsAsTheirDocumentationSays() {
    ManagedMap<String, Integer> map = manager().map(Map.of("a", 1, "b", 2));
    assertThat(roundTrips(() -> map.get("a"))).isEqualTo(1);
    assertThat(roundTrips(() -> map.merge("a", 1, Integer::sum))).isEqualTo(2);
    assertThat(roundTrips(() -> map.compute("c", (key, value) -> 3))).isEqualTo(2);
    assertThat(roundTrips(() -> map.computeIfPresent("c", (key, value) -> 4))).isEqualTo(2);
    assertThat(roundTrips(() -> map.computeIfAbsent("c", key -> 5))).isEqualTo(1);
    assertThat(roundTrips(() -> map.computeIfAbsent("d", key -> 5))).isEqualTo(3);
    assertThat(roundTrips(() -> map.replaceAll((key, value) -> value + 1))).isEqualTo(2);
    assertThat(roundTrips(() -> map.keySet().stream().count())).isEqualTo(1);
    ManagedList<Integer> list = manager().list(List.of(3, 1, 2));
    assertThat(roundTrips(() -> list.sort(null))).isEqualTo(2);
    assertThat(roundTrips(() -> list.replaceAll(element -> element + 1))).isEqualTo(2);
    assertThat(roundTrips(() -> list.removeIf(element -> element == 2))).isEqualTo(2);
    assertThat(roundTrips(() -> list.removeIf(element -> element == 2))).isEqualTo(1);
    ManagedSet<Integer> set = manager().set(List.of(1, 2));
    assertThat(roundTrips(() -> set.removeIf(element -> element == 2))).isEqualTo(2);
    assertThat(roundTrips(() -> set.removeIf(element -> element == 2))).isEqualTo(1);
  }

  @Test
  void aMapMayHoldNullsAndKeepsItsOrder() {
    Map<String, Integer> entries = new LinkedHashMap<>();
    entries.put("b", null);
    entries.put(null, 1);
    ManagedMap<String, Integer> map = manager().map(entries);
    assertThat(map.copy()).isEqualTo(entries);
    assertThat(map.containsKey("b")).isTrue();
    assertThat(map.getOrDefault("b", 5)).isNull();
    assertThat(map.getOrDefault("c", 5)).isEqualTo(5);
    assertThat(map.putIfAbsent("b", 2)).isNull();
    assertThat(map).hasToString("{b=2, null=1}");
    assertThat(map.computeIfPresent("b", (key, value) -> null)).isNull();
    assertThat(map.computeIfAbsent("z", key -> null)).isNull();
    assertThat(map.computeIfAbsent("z", key -> 26)).isEqualTo(26);
    assertThat(map.keySet()).containsExactly(null, "z");
  }
}
