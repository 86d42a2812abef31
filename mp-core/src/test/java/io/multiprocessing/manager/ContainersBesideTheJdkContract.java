package io.multiprocessing.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same random steps on a manager's container and on the JDK's have the same results. */
@Timeout(60)
abstract class ContainersBesideTheJdkContract {

  private static final int STEPS = 300;

  /** It has a process of its own. */
  abstract SyncManager manager();

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private static Object outcome(Callable<?> step) {
    try {
      return String.valueOf(step.call());
    } catch (Exception e) {
      return e.getClass();
    }
  }

  @Test
  void lists() {
    System.out.println("seed=" + seed);
    List<Integer> ours = manager().list();
    List<Integer> jdk = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      int kind = random.nextInt(16);
      int index = random.nextInt(10) - 1;
      Integer value = random.nextInt(8);
      assertThat(outcome(() -> step(ours, kind, index, value)))
          .as("seed=%d, step=%d, kind=%d", seed, i, kind).isEqualTo(outcome(() -> step(jdk, kind, index, value)));
    }
    assertThat(new ArrayList<>(ours)).as("seed=%d", seed).isEqualTo(jdk);
  }

  private static Object step(List<Integer> list, int kind, int index, Integer value) {
    return switch (kind) {
      case 0, 1, 2 -> list.add(value);
      case 3 -> {
        list.add(index, value);
        yield null;
      }
      case 4 -> list.remove(index);
      case 5 -> list.remove(value);
      case 6 -> list.set(index, value);
      case 7 -> list.get(index);
      case 8 -> list.indexOf(value) + " " + list.lastIndexOf(value) + " " + list.contains(value);
      case 9 -> list.addAll(index, List.of(value, value + 1));
      case 10 -> list.removeIf(each -> each.equals(value));
      case 11 -> list.subList(0, index);
      case 12 -> list.retainAll(List.of(0, 1, 2, 3, 4, value));
      case 13 -> list.size() + " " + list.isEmpty() + " " + list.containsAll(List.of(value, 1));
      case 14 -> {
        list.sort(null);
        yield list.toString();
      }
      default -> new ArrayList<>(list).hashCode();
    };
  }

  @Test
  void maps() {
    System.out.println("seed=" + seed);
    Map<String, Integer> ours = manager().map();
    Map<String, Integer> jdk = new LinkedHashMap<>();
    for (int i = 0; i < STEPS; i++) {
      int kind = random.nextInt(18);
      String key = random.nextInt(12) == 0 ? null : "k" + random.nextInt(8);
      Integer value = random.nextInt(12) == 0 ? null : random.nextInt(4);
      assertThat(outcome(() -> step(ours, kind, key, value)))
          .as("seed=%d, step=%d, kind=%d, key=%s, value=%s", seed, i, kind, key, value)
          .isEqualTo(outcome(() -> step(jdk, kind, key, value)));
    }
    assertThat(new LinkedHashMap<>(ours)).as("seed=%d", seed).isEqualTo(jdk);
  }

  private static Object step(Map<String, Integer> map, int kind, String key, Integer value) {
    return switch (kind) {
      case 0, 1, 2 -> map.put(key, value);
      case 3 -> map.remove(key);
      case 4 -> map.remove(key, value);
      case 5 -> map.putIfAbsent(key, value);
      case 6 -> map.replace(key, value);
      case 7 -> map.replace(key, 1, value);
      case 8 -> map.getOrDefault(key, -1) + " " + map.containsKey(key) + " " + map.containsValue(value);
      case 9 -> map.computeIfAbsent(key, each -> value);
      case 10 -> map.computeIfPresent(key, (each, old) -> value);
      case 11 -> map.compute(key, (each, old) -> old == null ? value : null);
      case 12 -> map.merge(key, value, Integer::sum);
      case 13 -> map.keySet().removeIf(each -> each != null && each.endsWith("7"));
      case 14 -> map.values().remove(value);
      case 15 -> {
        map.replaceAll((each, old) -> old == null ? null : old % 3);
        yield map.toString();
      }
      case 16 -> map.entrySet().removeIf(entry -> entry.getValue() != null && entry.getValue() > 2);
      default -> new LinkedHashMap<>(map).hashCode() + " " + map.keySet() + map.values() + map.size();
    };
  }

  @Test
  void sets() {
    System.out.println("seed=" + seed);
    Set<Integer> ours = manager().set();
    Set<Integer> jdk = new LinkedHashSet<>();
    for (int i = 0; i < STEPS; i++) {
      int kind = random.nextInt(8);
      Integer value = random.nextInt(8);
      assertThat(outcome(() -> step(ours, kind, value)))
          .as("seed=%d, step=%d, kind=%d", seed, i, kind).isEqualTo(outcome(() -> step(jdk, kind, value)));
    }
    assertThat(new LinkedHashSet<>(ours)).as("seed=%d", seed).isEqualTo(jdk);
  }

  private static Object step(Set<Integer> set, int kind, Integer value) {
    return switch (kind) {
      case 0, 1, 2 -> set.add(value);
      case 3 -> set.remove(value);
      case 4 -> set.removeIf(each -> each > value);
      case 5 -> set.addAll(List.of(value, value + 1)) + " " + set.containsAll(List.of(1, value));
      case 6 -> set.retainAll(List.of(0, 1, 2, 3, value)) + " " + set.removeAll(List.of(value));
      default -> new LinkedHashSet<>(set).hashCode() + " " + set + set.size() + set.contains(value);
    };
  }
}
