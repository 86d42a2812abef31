package io.multiprocessing.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.Stack;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What of the JDK travels, and arrives equal and of the same class. */
class KryoCodecValuesTest {

  private final Codec codec = new KryoCodec();

  static Stream<Object> valuesOfTheJdk() throws Exception {
    Map<String, Integer> linked = new LinkedHashMap<>();
    for (int i = 0; i < 40; i++) {
      linked.put("k" + (i * 31 % 40), i);
    }
    TreeMap<String, Integer> descending = new TreeMap<>(Comparator.reverseOrder());
    descending.putAll(linked);
    ConcurrentSkipListMap<String, Integer> skipList = new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);
    skipList.putAll(Map.of("a", 1, "B", 2));
    EnumMap<DayOfWeek, Object> days = new EnumMap<>(DayOfWeek.class);
    days.put(DayOfWeek.FRIDAY, List.of("x"));
    BitSet bits = new BitSet();
    bits.set(77);
    Properties properties = new Properties();
    properties.setProperty("a", "b");
    Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Asia/Tokyo"), Locale.FRANCE);
    return Stream.of(
        "", "a", "text", "ümläut 漢字 \uD83D\uDE00", "x".repeat(100_000), 1, -1, Integer.MIN_VALUE, Long.MIN_VALUE, 7L,
        1.5, Double.NaN, 2.5f, (short) -3, (byte) -4, 'ß', true, false,
        new int[] {1, -2}, new long[] {Long.MAX_VALUE}, new double[] {1, Double.NEGATIVE_INFINITY}, new float[] {1},
        new short[] {-1}, new char[] {'a', '漢'}, new boolean[] {true, false}, new byte[] {1, 2}, new byte[0],
        new int[][] {{1}, null, {}}, new String[] {"a", null}, new Object[] {1, "b", null, new int[] {3}},
        new BigInteger("-123456789012345678901234567890"), new BigDecimal("-1.50"), new BigDecimal("1E+40"),
        UUID.fromString("00000000-0000-0001-8000-000000000002"), Instant.MAX, Duration.ofNanos(-1), LocalDate.MIN,
        LocalTime.MAX, LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4), Period.ofDays(3), Year.of(2000),
        ZoneId.of("Europe/Rome"),
        ZonedDateTime.parse("2024-01-01T00:00:00+01:00[Europe/Rome]"),
        OffsetDateTime.parse("2024-01-01T00:00:00+01:00"),
        DayOfWeek.MONDAY, new Date(5), new java.sql.Timestamp(6), calendar,
        Locale.forLanguageTag("de-CH-x-lvariant"), Locale.ROOT, URI.create("http://a.example/b?c#d"),
        URI.create("http://a.example/b").toURL(), new File("a/b"), Path.of("a", "b"), Path.of("/"),
        StandardCharsets.UTF_16BE, Currency.getInstance("CHF"), TimeZone.getTimeZone("Europe/Rome"),
        InetAddress.getByAddress("host.example", new byte[] {1, 2, 3, 4}), InetAddress.getByAddress(new byte[16]),
        Optional.empty(), Optional.of("x"), OptionalInt.of(3), OptionalLong.empty(),
        String.class, int.class, int[].class, Map.Entry.class, void.class,
        List.of(), List.of(1), List.of(1, 2), List.of(1, 2, 3), Set.of(), Set.of(1), Set.of(1, 2, 3), Map.of(),
        Map.of("a", 1), Map.of("a", 1, "b", 2), Map.entry("a", 1), Stream.of(1, 2, 3).toList(),
        Stream.of(1, null).toList(),
        Arrays.asList(1, null, "x"), Collections.emptyList(), Collections.emptyMap(), Collections.emptySet(),
        Collections.singletonList(1), Collections.singleton(1), Collections.singletonMap(1, 2),
        Collections.nCopies(3, "x"), Collections.unmodifiableList(new ArrayList<>(List.of(1))),
        Collections.unmodifiableList(new LinkedList<>(List.of(1))),
        Collections.unmodifiableSet(new HashSet<>(List.of(1))),
        Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))),
        Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(1))),
        Collections.synchronizedList(new ArrayList<>(List.of(1))),
        Collections.synchronizedMap(new HashMap<>(Map.of(1, 2))),
        Collections.synchronizedSet(new HashSet<>(Set.of(1))),
        Collections.checkedList(new ArrayList<>(List.of("a")), String.class),
        new ArrayList<>(Arrays.asList(1, null)), new LinkedList<>(List.of(1)), new Vector<>(List.of(1)), new Stack<>(),
        new HashSet<>(Arrays.asList(1, null)), new LinkedHashSet<>(List.of(3, 1, 2)), new TreeSet<>(List.of(3, 1)),
        new HashMap<>(Map.of("a", 1)), linked, descending, skipList, new Hashtable<>(Map.of(1, 2)),
        new ConcurrentHashMap<>(Map.of(1, 2)), new CopyOnWriteArrayList<>(List.of(1, 2)), ConcurrentHashMap.newKeySet(),
        days, EnumSet.of(DayOfWeek.MONDAY), EnumSet.noneOf(DayOfWeek.class), bits, properties,
        new StringBuilder("x").toString());
  }

  @ParameterizedTest
  @MethodSource("valuesOfTheJdk")
  void returnsAnEqualValueOfTheSameClass(Object value) {
    Object copy = TestMessages.copy(codec, value);
    assertThat(copy.getClass()).isEqualTo(value.getClass());
    if (value.getClass().isArray()) {
      assertThat(Arrays.deepEquals(new Object[] {copy}, new Object[] {value})).isTrue();
    } else {
      assertThat(copy).isEqualTo(value);
    }
    if (value instanceof Collection || value instanceof Map) {
      assertThat(copy.toString()).as("iteration order").isEqualTo(value.toString());
    }
  }

  @Test
  void returnsNullForNull() {
    assertThat(codec.decode(codec.encode(null))).isNull();
  }

  @Test
  void keepsWhatHasNoEquals() {
    assertThat(TestMessages.copy(codec, new StringBuilder("abc"))).hasToString("abc");
    assertThat(TestMessages.copy(codec, new java.util.concurrent.atomic.AtomicLong(7))).hasValue(7);
    assertThat(TestMessages.copy(codec, new java.util.concurrent.atomic.AtomicReference<>("x"))).hasValue("x");
    assertThat(TestMessages.copy(codec, new java.util.concurrent.atomic.AtomicIntegerArray(new int[] {1, 2})))
        .hasToString("[1, 2]");
    assertThat(TestMessages.copy(codec, java.util.regex.Pattern.compile("a+", 2)).matcher("AAA").matches()).isTrue();
    assertThat(TestMessages.copy(codec, new ArrayDeque<>(List.of(1, 2)))).containsExactly(1, 2);
    LinkedBlockingQueue<Integer> queue = TestMessages.copy(codec, new LinkedBlockingQueue<>(3));
    assertThat(queue.remainingCapacity()).isEqualTo(3);
    IdentityHashMap<Object, Object> identities = new IdentityHashMap<>();
    identities.put(new String("a"), 1);
    identities.put(new String("a"), 2);
    assertThat(TestMessages.copy(codec, identities)).hasSize(2);
    assertThat(TestMessages.copy(codec, new Object()).getClass()).isEqualTo(Object.class);
  }

  @Test
  void sendsViewsAsCopies() {
    List<Integer> numbers = new ArrayList<>(List.of(1, 2, 3));
    assertThat(TestMessages.copy(codec, (Object) numbers.subList(1, 3))).isEqualTo(List.of(2, 3));
    assertThat(TestMessages.copy(codec, (Object) List.of(1, 2, 3).subList(0, 2))).isEqualTo(List.of(1, 2));
    Map<String, Integer> map = new LinkedHashMap<>(Map.of("a", 1));
    assertThat(TestMessages.copy(codec, (Object) map.keySet())).isEqualTo(Set.of("a"));
    assertThat(TestMessages.copy(codec, (Object) map.values())).isEqualTo(List.of(1));
    assertThat(TestMessages.copy(codec, (Object) map.entrySet())).isEqualTo(map.entrySet());
    assertThat(TestMessages.copy(codec, (Object) new TreeMap<>(map).headMap("b"))).isEqualTo(map);
    assertThat(TestMessages.copy(codec, (Object) new TreeMap<>(map).descendingMap())).isEqualTo(map);
  }
}
