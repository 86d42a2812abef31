package io.multiprocessing.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.manager.ManagerException;
import java.io.File;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a list of allowed classes lets through, and what it doesn't. */
class AllowedClassesTest {

  private final Codec any = new KryoCodec();
  private final Codec standard = new KryoCodec(AllowedClasses.standard());

  record Point(int x, int y) {}

  static class Plain {
    int number = 1;
    Object other = "x";
  }

  enum Colour {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "green";
      }
    }
  }

  static class OwnException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final HashMap<String, List<Integer>> facts = new HashMap<>();

    OwnException(String message) {
      super(message);
    }
  }

  record Shout(String text) implements InvocationHandler, Serializable {
    @Override
    public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
      return text;
    }
  }

  static class ByNumber implements Comparator<Integer>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Integer left, Integer right) {
      return right.compareTo(left);
    }
  }

  private Object send(Object value, Codec receiver) {
    return receiver.decode(TestMessages.transfer(any.encode(value)));
  }

  private static Codec allowing(Class<?>... classes) {
    return new KryoCodec(AllowedClasses.standard().with(classes));
  }

  private void expectRefused(Object value, Codec receiver, String className) {
    assertThatThrownBy(() -> send(value, receiver))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("must be on the list of allowed classes: class=" + className)
        .hasMessageContaining("AllowedClasses.with");
  }

  @Test
  void takesTheValuesAndContainersOfTheJdk() {
    List<Object> values = new ArrayList<>(Arrays.asList(1, 2L, 3.0, 4f, 'c', true, (short) 5, (byte) 6, "text", null,
        UUID.randomUUID(), new BigDecimal("1.50"), Instant.now(), Duration.ofSeconds(3), ZonedDateTime.now(),
        ZoneId.of("Europe/Vienna"), Locale.GERMANY, URI.create("http://example.org/a"), new Date(), new File("a/b"),
        Optional.of("o"), TimeUnit.DAYS, String.class, int.class, new InetSocketAddress("127.0.0.1", 80),
        List.of(1, 2), Set.of(3), Map.of("a", 1), new LinkedList<>(List.of(1)), new TreeMap<>(Map.of("b", 2)),
        new TreeMap<>(Collections.reverseOrder()), new PriorityQueue<>(List.of(3, 1)), EnumSet.of(TimeUnit.DAYS).size(),
        Collections.unmodifiableMap(new HashMap<>(Map.of("k", List.of("v")))), BitSet.valueOf(new long[] {5}),
        Collections.synchronizedList(new ArrayList<>(List.of(1))), Collections.emptyList(), Map.entry("k", "v"),
        new ConcurrentHashMap<>(Map.of(1, 1)), Arrays.asList("a", "b"), String.CASE_INSENSITIVE_ORDER));
    Object[] received = ((List<?>) send(values, standard)).toArray();
    for (int i = 0; i < received.length; i++) {
      if (!(values.get(i) instanceof PriorityQueue || values.get(i) instanceof Comparator)) {
        assertThat(received[i]).as("value " + i).isEqualTo(values.get(i));
      }
    }
    assertThat(((AtomicLong) send(new AtomicLong(7), standard)).get()).isEqualTo(7);
    assertThat(((AtomicReference<?>) send(new AtomicReference<>(List.of(1)), standard)).get()).isEqualTo(List.of(1));
    Properties properties = new Properties();
    properties.setProperty("a", "b");
    assertThat(send(properties, standard)).isEqualTo(properties);
    EnumMap<TimeUnit, String> byUnit = new EnumMap<>(Map.of(TimeUnit.DAYS, "d"));
    assertThat(send(byUnit, standard)).isEqualTo(byUnit);
    assertThat(send(EnumSet.of(TimeUnit.DAYS, TimeUnit.HOURS), standard)).isEqualTo(
        EnumSet.of(TimeUnit.DAYS, TimeUnit.HOURS));
  }

  @Test
  void takesArraysOfWhatIsAllowed() {
    assertThat((int[][]) send(new int[][] {{1}, {2, 3}}, standard)).isDeepEqualTo(new int[][] {{1}, {2, 3}});
    assertThat((String[]) send(new String[] {"a"}, standard)).containsExactly("a");
    assertThat((Object[]) send(new Object[] {"a", 1, new byte[40_000]}, standard)).hasSize(3);
    assertThat((Point[][]) send(new Point[][] {{new Point(1, 2)}}, allowing(Point[].class))).hasDimensions(1, 1);
    expectRefused(new Point[0][0], standard, "[[L" + Point.class.getName() + ";");
  }

  @Test
  void takesTheExceptionsOfTheJdkAndOfThisLibrary() {
    IllegalStateException failure = new IllegalStateException("m", new java.io.IOException("c"));
    failure.addSuppressed(new ManagerException("s"));
    Throwable received = (Throwable) send(failure, standard);
    assertThat(received).isInstanceOf(IllegalStateException.class).hasMessage("m").hasRootCauseMessage("c");
    assertThat(received.getSuppressed()[0]).isInstanceOf(ManagerException.class).hasMessage("s");
    assertThat(received.getStackTrace()[0].getMethodName()).startsWith("takesTheExceptions");
    assertThat(received.getCause().getSuppressed()).isEmpty();
  }

  @Test
  void refusesWhatIsNotOnTheList() {
    expectRefused(new Point(1, 2), standard, Point.class.getName());
    expectRefused(List.of(new Plain()), standard, Plain.class.getName());
    expectRefused(Colour.RED, standard, Colour.class.getName());
    expectRefused(Plain.class, standard, Plain.class.getName());
    expectRefused(new OwnException("m"), standard, OwnException.class.getName());
    expectRefused(new RuntimeException(new OwnException("m")), standard, OwnException.class.getName());
    expectRefused(new AtomicReference<>(new Point(1, 2)), standard, Point.class.getName());
    expectRefused(new TreeMap<>(new ByNumber()), standard, ByNumber.class.getName());
    expectRefused(new PriorityQueue<>(new ByNumber()), standard, ByNumber.class.getName());
  }

  @Test
  void takesWhatWasAllowed() {
    assertThat(send(new Point(1, 2), allowing(Point.class))).isEqualTo(new Point(1, 2));
    assertThat(((Plain) send(new Plain(), allowing(Plain.class))).other).isEqualTo("x");
    assertThat(send(Colour.GREEN, allowing(Colour.class))).isEqualTo(Colour.GREEN);
    assertThat(send(new TreeMap<>(Map.of(1, 1)), standard)).isEqualTo(Map.of(1, 1));
    TreeMap<Integer, Integer> sorted = new TreeMap<>(new ByNumber());
    sorted.putAll(Map.of(1, 1, 2, 2));
    assertThat(((TreeMap<?, ?>) send(sorted, allowing(ByNumber.class))).firstKey()).isEqualTo(2);
    Codec mine = new KryoCodec(AllowedClasses.standard().withPackage("io.multiprocessing.serialization"));
    assertThat(send(new Point(1, 2), mine)).isEqualTo(new Point(1, 2));
  }

  @Test
  void refusesAHashedContainerInsideWhatTheJdkSerializesUnlessItIsAllowedByItself() {
    OwnException failure = new OwnException("m");
    failure.facts.put("a", List.of(1));
    assertThatThrownBy(() -> send(failure, allowing(OwnException.class)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("a hashed container must be allowed by itself")
        .hasMessageContaining("class=java.util.HashMap");
    OwnException received =
        (OwnException) send(failure, new KryoCodec(AllowedClasses.standard().withPackage("java.util")
            .with(OwnException.class)));
    assertThat(received.facts).isEqualTo(failure.facts);
  }

  @Test
  void takesALambdaOnlyOfAnAllowedClass() {
    int captured = 3;
    RemoteFunction<Integer, Integer> lambda = n -> n + captured;
    expectRefused(lambda, standard, getClass().getName());
    @SuppressWarnings("unchecked")
    RemoteFunction<Integer, Integer> received =
        (RemoteFunction<Integer, Integer>) send(lambda, allowing(getClass()));
    assertThat(received).isNotNull();
    expectRefused(lambda, standard, getClass().getName()); // also now that this process knows it
    expectRefused(Map.Entry.comparingByKey(), standard, "java.lang.invoke.SerializedLambda");
  }

  @Test
  void takesAProxyOnlyIfProxiesAndItsInterfacesAreAllowed() {
    Object proxy = Proxy.newProxyInstance(
        getClass().getClassLoader(), new Class<?>[] {CharSequence.class, Runnable.class}, new Shout("hey"));
    expectRefused(proxy, standard, "java.lang.reflect.Proxy");
    expectRefused(proxy, allowing(Proxy.class), "java.lang.Runnable");
    expectRefused(proxy, allowing(Proxy.class, Runnable.class), Shout.class.getName());
    Object received = send(proxy, allowing(Proxy.class, Runnable.class, Shout.class));
    assertThat(received.toString()).isEqualTo("hey");
  }

  @Test
  void allowsByNameByPackageAndByWhatAnArrayHolds() {
    AllowedClasses allowed = AllowedClasses.standard().with(Point.class, Plain[].class).withPackage("com.acme");
    assertThat(allowed.allows(Point.class.getName())).isTrue();
    assertThat(allowed.allows(Plain.class.getName())).isTrue();
    assertThat(allowed.allows("com.acme.Order")).isTrue();
    assertThat(allowed.allows("com.acme.deep.Order")).isTrue();
    assertThat(allowed.allows("[[Lcom.acme.Order;")).isTrue();
    assertThat(allowed.allows("[[I")).isTrue();
    assertThat(allowed.allows("com.acmeX.Order")).isFalse();
    assertThat(allowed.allows("com.acme")).isFalse();
    assertThat(allowed.allows("[Lcom.evil.Order;")).isFalse();
    assertThat(allowed.allows("[com.evil.Order")).isFalse();
    assertThat(allowed.allows(Colour.class.getName())).isFalse();
    assertThat(AllowedClasses.any().allows("com.evil.Order")).isTrue();
    assertThat(AllowedClasses.any().with(Point.class).allows("com.evil.Order")).isTrue();
    AllowedClasses copy = TestMessages.copy(any, allowed);
    assertThat(copy.allows("com.acme.Order") && !copy.allows("com.evil.Order")).isTrue();
  }

  @Test
  void refusesAPackageThatIsNone() {
    for (String name : List.of("", " ", "com.acme.", ".acme", "com.acme.*")) {
      assertThatThrownBy(() -> AllowedClasses.standard().withPackage(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("name=" + name);
    }
  }

  @Test
  void namesOnlyClassesThatExist() {
    assertThat(StandardClasses.names()).allSatisfy(name -> {
      boolean newer = name.contains("Sequenced") || name.endsWith("MatchException");
      if (!newer || Runtime.version().feature() >= 21) {
        Class<?> type = Class.forName(name, false, getClass().getClassLoader());
        assertThat(InvocationHandler.class.isAssignableFrom(type)).isFalse();
        assertThat(ClassLoader.class.isAssignableFrom(type)).isFalse();
      }
    });
  }

  @Test
  void hasNoClassThatActsOnItsList() {
    for (String name : List.of("java.net.URL", "java.lang.reflect.Proxy", "java.lang.invoke.SerializedLambda",
        "java.rmi.server.UnicastRemoteObject", "javax.management.BadAttributeValueExpException",
        "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl", "sun.reflect.annotation.AnnotationInvocationHandler",
        "java.util.Collections$CopiesList", "java.util.logging.Logger", "java.security.SignedObject",
        "java.util.ServiceLoader", "java.lang.ProcessBuilder", "java.lang.Runtime", "java.lang.Thread",
        "java.beans.EventHandler", "java.util.regex.Pattern", "org.springframework.context.ApplicationContext")) {
      assertThat(AllowedClasses.standard().allows(name)).as(name).isFalse();
    }
  }
}
