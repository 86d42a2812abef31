package io.multiprocessing.manager;

import io.multiprocessing.api.RemoteRunnable;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Objects that live in one process and are used by others through proxies. A manager is in one of three roles: {@link
 * #start} gives it a process of its own, {@link #server} lets this process serve, {@link #connect} joins one that is
 * served elsewhere, on another machine for instance.
 *
 * <pre>{@code
 * class MathsManager extends BaseManager {
 *   static final ManagedType<Maths> MATHS = ManagedType.of("Maths", Maths.class, MathsObject::new);
 *
 *   MathsManager() {
 *     super(Multiprocessing.get(), ManagerConfig.defaults(), MATHS);
 *   }
 *
 *   Maths maths() {
 *     return create(MATHS);
 *   }
 * }
 *
 * try (MathsManager manager = new MathsManager()) {
 *   manager.start();
 *   manager.maths().add(4, 3);   // 7, computed in the manager's process
 * }
 * }</pre>
 *
 * <p>Objects are used by many clients at once: a registered class has to be thread safe, as in Python. The containers
 * of a {@link SyncManager} are.
 *
 * <p>The manager's process ends with the process that started it, however that ends. What a client held when it died is
 * given back: its references, and the locks of a {@link SyncManager}.
 *
 * <p>Safe for use by several threads. Python: {@code multiprocessing.managers.BaseManager}.
 */
public class BaseManager implements AutoCloseable {

  private final ManagerBackend backend;

  /**
   * A manager that has neither been started nor connected.
   *
   * @param context usually {@code Multiprocessing.get()}
   * @param types what can be created; more can be added by {@link #register}
   */
  public BaseManager(ManagerContext context, ManagerConfig config, ManagedType<?>... types) {
    this(context, config, false, types);
  }

  BaseManager(ManagerContext context, ManagerConfig config, boolean builtIns, ManagedType<?>... types) {
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(config, "config");
    backend = context.managerBackend(getClass().getSimpleName(), config, builtIns, List.of(types));
  }

  /**
   * Adds a type. In Python this is a method of the class; here it belongs to one manager.
   *
   * @throws IllegalArgumentException if there is one of this name already
   * @throws IllegalStateException if the manager has been started, serves or is connected
   */
  public final void register(ManagedType<?> type) {
    backend.register(Objects.requireNonNull(type, "type"));
  }

  /** Starts the manager's process; returns when it serves. Python: {@code start()}. */
  public final void start() {
    backend.start(null);
  }

  /**
   * Starts the manager's process; returns when it serves.
   *
   * @param initializer runs in it before it serves
   * @throws io.multiprocessing.process.ProcessStartException if no process can be launched
   * @throws ManagerException if the initializer fails, or the address can't be had; no process is left
   * @throws IllegalStateException if it was started, serves or is connected already
   */
  public final void start(RemoteRunnable initializer) {
    backend.start(Objects.requireNonNull(initializer, "initializer"));
  }

  /**
   * Lets this process serve; the manager's own proxies then call the objects directly. Python: {@code get_server()}.
   *
   * @throws ManagerException if the address can't be had
   * @throws IllegalStateException if it was started, serves or is connected already
   */
  public final ManagerServer server() {
    return backend.server();
  }

  /**
   * Connects to the manager at the configured address. Python: {@code connect()}.
   *
   * @throws ManagerUnreachableException if nobody listens there
   * @throws io.multiprocessing.api.AuthenticationException if one of the two doesn't have the key
   * @throws ManagerException if the server turns this client away, or speaks another version
   * @throws IllegalStateException if it was started, serves or is connected already, or has no address
   */
  public final void connect() {
    backend.connect();
  }

  /**
   * Creates a shared object in the manager's process and returns a proxy of it.
   *
   * @param arguments given to the type's factory
   * @throws ManagerException if the type is unknown there, or has no create method
   * @throws IllegalStateException if the manager is neither started nor connected, or is shut down
   */
  @SuppressWarnings("unchecked")
  public final <T> T create(ManagedType<T> type, @Nullable Object... arguments) {
    return (T) backend.create(type.typeId(), type.type(), null, Arrays.asList(arguments.clone()));
  }

  /**
   * The shared object of this name; the first who asks creates it, with these arguments. It lives as long as the
   * manager. Python has no such names; its registered functions that return one object serve the same purpose, and do
   * so here too.
   *
   * @throws ManagerException if the name is taken by an object of another type
   */
  @SuppressWarnings("unchecked")
  public final <T> T shared(ManagedType<T> type, String name, @Nullable Object... arguments) {
    Objects.requireNonNull(name, "name");
    return (T) backend.create(type.typeId(), type.type(), name, Arrays.asList(arguments.clone()));
  }

  /** As {@link #shared} and {@link #create}, for a type that isn't registered but built in. */
  final Object builtIn(String typeId, Class<?> type, @Nullable String name, @Nullable Object... arguments) {
    return backend.create(typeId, type, name, Arrays.asList(arguments));
  }

  /**
   * Where the manager listens.
   *
   * @throws IllegalStateException if that isn't known before it is started
   */
  public final SocketAddress address() {
    return backend.address();
  }

  /** What its server holds and has done. Python: {@code _debug_info}, {@code _number_of_objects}. */
  public final ManagerSnapshot snapshot() {
    return backend.snapshot();
  }

  /** Whether it serves: its process is alive, its server isn't closed, or the connection stands. Doesn't block. */
  public final boolean isAlive() {
    return backend.isAlive();
  }

  /** Waits until the manager's process has ended. Python: {@code join()}. */
  public final void join() throws InterruptedException {
    backend.join(null);
  }

  /** As {@link #join()}, at most for {@code timeout}; whether it has ended. */
  public final boolean join(Duration timeout) throws InterruptedException {
    return backend.join(Objects.requireNonNull(timeout, "timeout"));
  }

  /**
   * Ends the manager's process: asks it to, then terminates, then kills it, see {@link
   * ManagerConfig.Builder#shutdownTimeout}. Its objects are gone, and calls fail. Idempotent. Python: {@code
   * shutdown()}.
   *
   * @throws IllegalStateException if this manager only connected: it isn't its own to end; or if it wasn't started
   */
  public final void shutdown() {
    backend.shutdown();
  }

  /** Shuts down what was started or served here; of one that connected, ends the connection. Idempotent. */
  @Override
  public void close() {
    backend.close();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + backend + "]";
  }
}
