package io.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.manager.ManagedList;
import io.multiprocessing.manager.ManagedMap;
import io.multiprocessing.manager.Namespace;
import io.multiprocessing.manager.RemoteObject;
import io.multiprocessing.manager.SyncManager;
import io.multiprocessing.process.ChildProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jspecify.annotations.Nullable;

/** The examples of "Server process", "Namespace objects" and "Proxy Objects". */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManagerExamplesTest {

  private static SyncManager manager;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @BeforeAll
  static void start() {
    manager = Multiprocessing.get().manager();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private List<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** Run by the child. */
  static void fill(Map<Object, @Nullable Object> d, List<Integer> l) {
    d.put(1, "1");
    d.put("2", 2);
    d.put(0.25, null);
    Collections.reverse(l);
  }

  @Test
  void aServerProcessHoldsAMapAndAList() throws Exception {
    ManagedMap<Object, @Nullable Object> d = manager.map();
    ManagedList<Integer> l = manager.list(IntStream.range(0, 10).boxed().toList());

    ChildProcess p = Multiprocessing.get().process(() -> fill(d, l));
    p.start();
    p.join();

    out.println(d);
    out.println(l);
    assertThat(lines()).containsExactly("{1=1, 2=2, 0.25=null}", "[9, 8, 7, 6, 5, 4, 3, 2, 1, 0]");
  }

  @Test
  void aNamespaceShowsItsAttributes() {
    Namespace global = manager.namespace();
    global.set("x", 10);
    global.set("y", "hello");
    out.println(global);
    assertThat(lines()).containsExactly("Namespace(x=10, y='hello')");
  }

  @Test
  void aProxyIsUsedAsItsReferent() throws Exception {
    ManagedList<Integer> l = manager.list(IntStream.range(0, 10).map(i -> i * i).boxed().toList());
    out.println(l);
    out.println(((RemoteObject) l).describe().replaceAll("id=\\d+, address=[^]]*", "id=..., address=..."));
    out.println(l.get(4));
    out.println(l.subList(2, 5));
    assertThat(lines())
        .containsExactly(
            "[0, 1, 4, 9, 16, 25, 36, 49, 64, 81]",
            "ListProxy[typeId=list, id=..., address=...]",
            "16",
            "[4, 9, 16]");
    assertThat(((RemoteObject) l).call("size")).isEqualTo(10); // _callmethod
  }

  @Test
  void proxiesAreNested() {
    ManagedList<List<String>> a = manager.list();
    ManagedList<String> b = manager.list();
    a.add(b); // the referent of a now contains the referent of b
    b.add("hello");
    out.println(a.get(0) + " " + b);
    assertThat(lines()).containsExactly("[hello] [hello]");

    ManagedList<Map<String, Integer>> outer = manager.list(List.of(manager.map(), manager.map()));
    Map<String, Integer> firstInner = outer.get(0);
    firstInner.put("a", 1);
    firstInner.put("b", 2);
    outer.get(1).put("c", 3);
    outer.get(1).put("z", 26);
    out.println(outer.get(0));
    out.println(outer.get(1));
    assertThat(lines()).endsWith("{a=1, b=2}", "{c=3, z=26}");
  }

  @Test
  void aMutableValueIsSetAgain() {
    ManagedList<Map<String, Integer>> proxy = manager.list();
    proxy.add(new HashMap<>());
    Map<String, Integer> d = proxy.get(0); // a copy
    d.put("a", 1);
    d.put("b", 2);
    assertThat(proxy.get(0)).isEmpty();
    proxy.set(0, d); // the proxy is told of the change
    assertThat(proxy.get(0)).isEqualTo(Map.of("a", 1, "b", 2));
  }
}
