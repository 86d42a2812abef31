package io.multiprocessing.serialization;

import java.util.HashSet;
import java.util.Set;

/**
 * The names behind {@link AllowedClasses#standard()}. Each is a class without methods that act while it is decoded,
 * hashed, compared or shown, or an interface or superclass, which arrays and the JDK's streams name. By name, because
 * some are missing in a JDK or not accessible, and none is to be loaded for the list.
 */
final class StandardClasses {

  private static final Set<String> NAMES = new HashSet<>();

  static {
    add("java.lang.", "Object Number Comparable CharSequence Iterable String Integer Long Double Float Short Byte Character"
        + " Boolean Enum Record Class Throwable StackTraceElement Void Thread$State String$CaseInsensitiveComparator");
    add("java.lang.", "Exception RuntimeException Error ArithmeticException ArrayIndexOutOfBoundsException"
        + " ArrayStoreException AssertionError ClassCastException ClassNotFoundException CloneNotSupportedException"
        + " IllegalArgumentException IllegalCallerException IllegalMonitorStateException IllegalStateException"
        + " IllegalThreadStateException IndexOutOfBoundsException InterruptedException NegativeArraySizeException"
        + " NoSuchFieldException NoSuchMethodException NullPointerException NumberFormatException"
        + " ReflectiveOperationException SecurityException StringIndexOutOfBoundsException UnsupportedOperationException"
        + " EnumConstantNotPresentException InstantiationException IllegalAccessException MatchException"
        + " LinkageError NoClassDefFoundError ExceptionInInitializerError IncompatibleClassChangeError"
        + " AbstractMethodError NoSuchFieldError NoSuchMethodError UnsatisfiedLinkError VirtualMachineError InternalError"
        + " OutOfMemoryError StackOverflowError");
    add("java.io.", "Serializable File IOException EOFException FileNotFoundException InterruptedIOException"
        + " InvalidClassException InvalidObjectException NotSerializableException ObjectStreamException"
        + " StreamCorruptedException UncheckedIOException UnsupportedEncodingException UTFDataFormatException");
    add("java.math.", "BigInteger BigDecimal MathContext RoundingMode");
    add("java.net.", "URI InetAddress Inet4Address Inet6Address SocketAddress InetSocketAddress BindException"
        + " ConnectException NoRouteToHostException PortUnreachableException ProtocolException SocketException"
        + " SocketTimeoutException UnknownHostException URISyntaxException MalformedURLException");
    add("java.nio.", "BufferOverflowException BufferUnderflowException ReadOnlyBufferException charset.Charset file.Path"
        + " file.AccessDeniedException file.DirectoryNotEmptyException file.FileAlreadyExistsException"
        + " file.FileSystemException file.InvalidPathException file.NoSuchFileException file.NotDirectoryException"
        + " channels.ClosedChannelException channels.AsynchronousCloseException channels.ClosedByInterruptException");
    add("java.sql.", "Date Time Timestamp SQLException SQLTimeoutException SQLTransientException SQLNonTransientException"
        + " SQLRecoverableException SQLIntegrityConstraintViolationException SQLSyntaxErrorException SQLDataException");
    add("java.time.", "Ser Instant Duration Period LocalDate LocalTime LocalDateTime OffsetDateTime OffsetTime"
        + " ZonedDateTime Year YearMonth MonthDay ZoneId ZoneOffset DayOfWeek Month DateTimeException"
        + " temporal.ChronoUnit temporal.ChronoField temporal.UnsupportedTemporalTypeException"
        + " format.DateTimeParseException zone.ZoneRulesException chrono.Ser");
    add("java.util.", "Collection List Set Map Queue Deque SortedMap SortedSet NavigableMap NavigableSet Map$Entry"
        + " Comparator Iterator ArrayList LinkedList ArrayDeque Vector Stack HashMap LinkedHashMap HashSet LinkedHashSet"
        + " TreeMap TreeSet Hashtable Properties PriorityQueue EnumMap EnumSet EnumSet$SerializationProxy BitSet CollSer"
        + " Arrays$ArrayList AbstractMap$SimpleEntry AbstractMap$SimpleImmutableEntry Date Currency Locale UUID Optional"
        + " OptionalInt OptionalLong OptionalDouble Comparators$NaturalOrderComparator"
        + " IntSummaryStatistics LongSummaryStatistics DoubleSummaryStatistics");
    add("java.util.Collections$", "EmptyList EmptySet EmptyMap SingletonList SingletonSet SingletonMap"
        + " UnmodifiableCollection UnmodifiableList UnmodifiableRandomAccessList UnmodifiableSet UnmodifiableSortedSet"
        + " UnmodifiableNavigableSet UnmodifiableMap UnmodifiableSortedMap UnmodifiableNavigableMap"
        + " UnmodifiableMap$UnmodifiableEntrySet UnmodifiableSequencedCollection UnmodifiableSequencedSet"
        + " UnmodifiableSequencedMap SynchronizedCollection SynchronizedList SynchronizedRandomAccessList SynchronizedSet"
        + " SynchronizedSortedSet SynchronizedNavigableSet SynchronizedMap SynchronizedSortedMap SynchronizedNavigableMap"
        + " SetFromMap AsLIFOQueue ReverseComparator ReverseComparator2");
    add("java.util.", "ConcurrentModificationException EmptyStackException InputMismatchException MissingResourceException"
        + " NoSuchElementException DuplicateFormatFlagsException IllegalFormatException UnknownFormatConversionException"
        + " MissingFormatArgumentException IllegalFormatConversionException TooManyListenersException"
        + " regex.PatternSyntaxException");
    add("java.util.concurrent.", "ConcurrentMap BlockingQueue BlockingDeque ConcurrentHashMap ConcurrentSkipListMap"
        + " ConcurrentSkipListSet CopyOnWriteArrayList ConcurrentLinkedQueue ConcurrentLinkedDeque"
        + " TimeUnit BrokenBarrierException CancellationException CompletionException"
        + " ExecutionException RejectedExecutionException TimeoutException atomic.AtomicBoolean atomic.AtomicInteger"
        + " atomic.AtomicLong atomic.AtomicReference atomic.AtomicIntegerArray atomic.AtomicLongArray"
        + " atomic.AtomicReferenceArray");
    add("io.multiprocessing.", "api.MultiprocessingException api.AuthenticationException api.SharedObjectException"
        + " serialization.SerializationException manager.ManagerException manager.ManagerUnreachableException"
        + " sync.OwnerDiedException pool.RemoteTaskException pool.RemoteStack pool.TaskTimeoutException"
        + " pool.TaskTimeoutException$Limit pool.PoolBrokenException pool.PoolClosedException"
        + " pool.PoolQueueFullException pool.WorkerDiedException pool.WorkerDiedException$Death process.ProcessStartException"
        + " process.ExitStatus");
  }

  private StandardClasses() {}

  static boolean contains(String name) {
    return NAMES.contains(name);
  }

  static Set<String> names() {
    return Set.copyOf(NAMES);
  }

  private static void add(String prefix, String names) {
    for (String name : names.split(" ")) {
      NAMES.add(prefix + name);
    }
  }
}
