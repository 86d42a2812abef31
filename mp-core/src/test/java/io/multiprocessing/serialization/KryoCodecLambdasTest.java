package io.multiprocessing.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.api.RemoteFunction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Lambdas and method references, the tasks of the pool. */
class KryoCodecLambdasTest {

  private static final Codec CODEC = new KryoCodec();
  private final int field = 30;

  static int square(int n) {
    return n * n;
  }

  int plusField(int n) {
    return n + field;
  }

  @Test
  void sendsLambdasAndMethodReferences() throws Exception {
    RemoteFunction<Integer, Integer> lambda = n -> n + 1;
    RemoteFunction<Integer, Integer> reference = KryoCodecLambdasTest::square;
    RemoteFunction<Integer, List<Object>> constructor = ArrayList::new;
    RemoteFunction<Integer, int[]> array = int[]::new;
    RemoteFunction<String, Integer> ofArgument = String::length;
    RemoteCallable<Integer> bound = "abc"::length;
    for (int i = 0; i < 3; i++) {
      assertThat(TestMessages.copy(CODEC, lambda).apply(1)).isEqualTo(2);
      assertThat(TestMessages.copy(CODEC, reference).apply(3)).isEqualTo(9);
      assertThat(TestMessages.copy(CODEC, constructor).apply(3)).isEmpty();
      assertThat(TestMessages.copy(CODEC, array).apply(3)).hasSize(3);
      assertThat(TestMessages.copy(CODEC, ofArgument).apply("ab")).isEqualTo(2);
      assertThat(TestMessages.copy(CODEC, bound).call()).isEqualTo(3);
    }
  }

  @Test
  void sendsWhatALambdaCaptured() throws Exception {
    List<RemoteFunction<Integer, Integer>> lambdas = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int captured = i;
      lambdas.add(n -> n + captured);
    }
    lambdas.add(this::plusField);
    lambdas.add(n -> n + field + lambdas.size());
    List<RemoteFunction<Integer, Integer>> copies = TestMessages.copy(CODEC, lambdas);
    assertThat(copies.get(0).apply(1)).isEqualTo(1);
    assertThat(copies.get(2).apply(1)).isEqualTo(3);
    assertThat(copies.get(3).apply(1)).isEqualTo(31);
    assertThat(copies.get(4).apply(1)).isEqualTo(36);
  }

  @Test
  void keepsTheIdentityOfALambda() {
    int captured = 3;
    RemoteFunction<Integer, Integer> lambda = n -> n + captured;
    List<Object> copy = TestMessages.copy(CODEC, new ArrayList<>(List.of(lambda, lambda)));
    assertThat(copy.get(0)).isSameAs(copy.get(1));
  }

  @Test
  void reusesALambdaThatCapturesNothing() {
    RemoteFunction<Integer, Integer> lambda = n -> n + 1;
    assertThat(TestMessages.copy(CODEC, lambda)).isSameAs(TestMessages.copy(CODEC, lambda));
  }

  @Test
  void sendsComparatorsOfTheJdk() {
    TreeMap<String, Integer> byLength = new TreeMap<>(Comparator.comparing(
        (Function<String, Integer> & java.io.Serializable) String::length).reversed()
        .thenComparing(Comparator.naturalOrder()));
    byLength.putAll(Map.of("a", 1, "ccc", 3, "bb", 2));
    TreeMap<String, Integer> copy = TestMessages.copy(CODEC, byLength);
    copy.put("dddd", 4);
    assertThat(copy.keySet()).containsExactly("dddd", "ccc", "bb", "a");
  }

  @Test
  void refusesALambdaThatIsNotSerializable() {
    Supplier<Integer> plain = () -> 1;
    assertThatThrownBy(() -> CODEC.encode(plain))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("interface=java.util.function.Supplier")
        .hasMessageContaining("RemoteFunction");
    RemoteCallable<Integer> captures = plain::get;
    assertThatThrownBy(() -> CODEC.encode(captures))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("lambda in " + getClass().getName() + ", captured value 0");
  }
}
