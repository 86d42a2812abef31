package io.multiprocessing.manager;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.api.RemoteFunction;
import java.io.Serial;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A type of shared object: its name, the interface through which it is reached, and, where its objects are made, how. A
 * client that only connects needs no factory.
 *
 * <pre>{@code
 * static final ManagedType<Maths> MATHS = ManagedType.of("Maths", Maths.class, MathsObject::new);
 * static final ManagedType<BlockingQueue<String>> JOBS = ManagedType.named("get_queue", BlockingQueue.class);
 * }</pre>
 *
 * <p><b>Collections, maps and iterators</b> of your own or of the JDK may be registered under the JDK's interfaces, or
 * under ones that extend them. Views, iterators and streams are snapshots of one round trip; what is removed from an
 * iterator or a view, and what is set in an entry, is done to the object too, except for lists: their iterators and
 * sublists can't be changed. {@code drainTo} fills the caller's collection. Functions run in the caller's process, and
 * a map's {@code compute} and its kin need a {@link java.util.concurrent.ConcurrentMap} there; a list's {@code sort}
 * and {@code replaceAll} run in the manager's, and need a serializable function. {@code removeIf} removes what is equal
 * to what the filter named. Methods whose result is of no use as a copy, an {@code Iterator}, a {@code Stream} or
 * {@code headMap} for instance, are refused with {@link ManagerException}, and so are locks of {@code
 * java.util.concurrent}, which belong to a thread. Other methods get copies of their arguments: what they write into
 * these is lost.
 *
 * <p>Immutable; it travels to the manager's process, factory included. Python: the arguments of {@code
 * BaseManager.register}.
 *
 * @param <T> the interface of the proxies, or {@link RemoteObject} for those that only have {@link RemoteObject#call}
 */
public final class ManagedType<T> implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final String typeId;
  private final Class<?> type;
  private final @Nullable RemoteFunction<List<@Nullable Object>, ?> factory;

  @SuppressWarnings("serial") // an immutable copy, which is serializable
  private final @Nullable Set<String> exposed;

  @SuppressWarnings("serial") // the same
  private final Map<String, String> methodToTypeId;

  private final boolean createMethod;

  private ManagedType(
      String typeId,
      Class<?> type,
      @Nullable RemoteFunction<List<@Nullable Object>, ?> factory,
      @Nullable Set<String> exposed,
      Map<String, String> methodToTypeId,
      boolean createMethod) {
    this.typeId = Objects.requireNonNull(typeId, "typeId");
    this.type = Objects.requireNonNull(type, "type");
    this.factory = factory;
    this.exposed = exposed;
    this.methodToTypeId = methodToTypeId;
    this.createMethod = createMethod;
    if (typeId.isBlank()) {
      throw new IllegalArgumentException("typeId must not be blank: typeId=" + typeId);
    }
    if (!type.isInterface()) {
      throw new IllegalArgumentException(
          "a shared object is reached through an interface: typeId=" + typeId + ", type=" + type.getName()
              + "; give the interface that the class implements, or RemoteObject.class");
    }
  }

  /** A type whose objects are made without arguments, or that gives out one object to all. */
  public static <T> ManagedType<T> of(String typeId, Class<? super T> type, RemoteCallable<? extends T> factory) {
    Objects.requireNonNull(factory, "factory");
    return new ManagedType<>(typeId, type, new WithoutArguments(typeId, factory), null, Map.of(), true);
  }

  /** A type whose objects are made from the arguments of {@link BaseManager#create}, in their order. */
  public static <T> ManagedType<T> withArguments(
      String typeId, Class<? super T> type, RemoteFunction<List<@Nullable Object>, ? extends T> factory) {
    return new ManagedType<>(typeId, type, Objects.requireNonNull(factory, "factory"), null, Map.of(), true);
  }

  /** A type that the manager which this one connects to has registered; it has no factory here. */
  public static <T> ManagedType<T> named(String typeId, Class<? super T> type) {
    return new ManagedType<>(typeId, type, null, null, Map.of(), true);
  }

  /**
   * A type of objects that are reached by the names of their methods only, see {@link RemoteObject#call}.
   *
   * @param exposed the methods that may be called
   */
  public static ManagedType<RemoteObject> exposing(String typeId, RemoteCallable<?> factory, Set<String> exposed) {
    Objects.requireNonNull(factory, "factory");
    return new ManagedType<RemoteObject>(
            typeId, RemoteObject.class, new WithoutArguments(typeId, factory), null, Map.of(), true)
        .withExposed(exposed);
  }

  /**
   * The same type with only these methods exposed; of an interface's other methods the proxies have them, but they are
   * refused. Without this, all public methods of the interface are exposed; for {@link RemoteObject}, of the object's
   * class. Python: {@code exposed}.
   */
  public ManagedType<T> withExposed(Set<String> methods) {
    return new ManagedType<>(typeId, type, factory, Set.copyOf(methods), methodToTypeId, createMethod);
  }

  /**
   * The same type, with a method whose result becomes a shared object of its own; the caller gets a proxy of it instead
   * of a copy. Python: {@code method_to_typeid}.
   *
   * @param method the method's name
   * @param resultTypeId the registered type of its results
   */
  public ManagedType<T> withProxyResult(String method, String resultTypeId) {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(resultTypeId, "resultTypeId");
    Map<String, String> all = new HashMap<>(methodToTypeId);
    all.put(method, resultTypeId);
    return new ManagedType<>(typeId, type, factory, exposed, Map.copyOf(all), createMethod);
  }

  /** The same type, whose objects clients can't create, only get as results. Python: {@code create_method=False}. */
  public ManagedType<T> withoutCreate() {
    return new ManagedType<>(typeId, type, factory, exposed, methodToTypeId, false);
  }

  public String typeId() {
    return typeId;
  }

  /** The interface of the proxies. */
  public Class<?> type() {
    return type;
  }

  /** How an object is made of the arguments, in the manager's process; null where it isn't made. */
  public @Nullable RemoteFunction<List<@Nullable Object>, ?> factory() {
    return factory;
  }

  /** The names of the exposed methods; null for all public ones. */
  public @Nullable Set<String> exposed() {
    return exposed;
  }

  public Map<String, String> methodToTypeId() {
    return methodToTypeId;
  }

  public boolean createMethod() {
    return createMethod;
  }

  @Override
  public String toString() {
    return "ManagedType[typeId=" + typeId + ", type=" + type.getName() + "]";
  }

  private record WithoutArguments(String typeId, RemoteCallable<?> factory)
      implements RemoteFunction<List<@Nullable Object>, @Nullable Object> {

    @Override
    public @Nullable Object apply(List<@Nullable Object> arguments) throws Exception {
      if (!arguments.isEmpty()) {
        throw new IllegalArgumentException(
            "objects of this type are made without arguments: typeId=" + typeId + ", arguments=" + arguments.size()
                + "; use ManagedType.withArguments");
      }
      return factory.call();
    }
  }
}
