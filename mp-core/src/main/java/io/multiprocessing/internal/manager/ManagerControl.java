package io.multiprocessing.internal.manager;

import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.platform.ProcessIdentity;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerBackend;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.ManagerServer;
import io.multiprocessing.manager.ManagerSnapshot;
import io.multiprocessing.manager.ManagerUnreachableException;
import io.multiprocessing.pool.RemoteTaskException;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.process.ProcessContext;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of one manager object: initial, then started, serving or connected, then ended. A change holds {@code
 * changing}, which may take as long as the start of a process; everything else only reads the role.
 */
public final class ManagerControl implements ManagerBackend {

  private final String name;
  private final ManagerConfig config;
  private final boolean builtIns;
  private final RemoteFunction<PoolConfig, Pool> pools;
  private final ManagerStarter starter;
  private final Map<String, ManagedType<?>> types = new LinkedHashMap<>(); // guarded by changing
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Role role;

  /**
   * @param name for people
   * @param context starts the manager's process
   * @param startTimeout how long its start may take
   * @param pools launches a pool's workers, in the manager's process
   */
  public ManagerControl(
      String name,
      ManagerConfig config,
      boolean builtIns,
      Collection<ManagedType<?>> types,
      ProcessContext context,
      Duration startTimeout,
      RemoteFunction<PoolConfig, Pool> pools) {
    this.name = name.isEmpty() ? "Manager" : name; // an anonymous class has none
    this.config = config;
    this.builtIns = builtIns;
    this.pools = pools;
    this.starter = new ManagerStarter(this.name, config, context, startTimeout);
    this.role = AbsentRole.initial(this.name, config.address());
    types.forEach(this::register);
  }

  @Override
  public void register(ManagedType<?> type) {
    changing.lock();
    try {
      requireInitial("types must be registered before start(), server() or connect()");
      if (types.putIfAbsent(type.typeId(), type) != null) {
        throw new IllegalArgumentException(
            "a type of this name is registered already: typeId=" + type.typeId() + ", manager=" + name);
      }
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void start(@Nullable RemoteRunnable initializer) {
    become("started", () -> starter.start(builtIns, List.copyOf(types.values()), pools, initializer));
  }

  @Override
  public ManagerServer server() {
    return ((ServingRole) become("served", this::serve)).server();
  }

  private Role serve() {
    TypeSource known = ServerTypes.of(builtIns, types.values(), pools);
    return new ServingRole(name, ServerCore.open(config, known));
  }

  @Override
  public void connect() {
    become("connected", this::join);
  }

  private Role join() {
    SocketAddress address = config.address();
    if (address == null) {
      throw new IllegalStateException(
          "a manager can be connected only to an address: manager=" + name + "; set it in its ManagerConfig");
    }
    LinkSettings settings =
        LinkSettings.of(config, ProcessIdentity.current().self().authKey(), address);
    try {
      return new ConnectedRole(name, Links.connect(address, settings));
    } catch (IOException e) {
      throw new ManagerUnreachableException(
          "the manager can't be reached: manager=" + name + ", address=" + address + ", reason=" + e.getMessage(), false, e);
    }
  }

  private Role become(String what, Supplier<Role> change) {
    changing.lock();
    try {
      requireInitial("a manager can be " + what + " only once, and only before anything else");
      Role next = change.get();
      role = next;
      return next;
    } finally {
      changing.unlock();
    }
  }

  private void requireInitial(String rule) {
    if (!(role instanceof AbsentRole absent) || absent.ended()) {
      throw new IllegalStateException(rule + ": manager=" + name + ", state=" + role);
    }
  }

  @Override
  public SocketAddress address() {
    return role.address();
  }

  @Override
  public Object create(String typeId, Class<?> type, @Nullable String object, List<@Nullable Object> arguments) {
    Link link = role.link();
    InterfacePlan.of(type); // refuses what no proxy can have, before an object is made
    try {
      return Proxies.of(type, link.create(typeId, object, arguments.toArray()), link);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new RemoteTaskException(
          "a shared object can't be made, its factory failed with " + e + ": typeId=" + typeId + ", address="
              + link.address(),
          e.getClass().getName(),
          e);
    }
  }

  @Override
  public ManagerSnapshot snapshot() {
    return role.link().snapshot();
  }

  @Override
  public boolean isAlive() {
    return role.isAlive();
  }

  @Override
  public boolean join(@Nullable Duration timeout) throws InterruptedException {
    return role.join(timeout);
  }

  @Override
  public void shutdown() {
    changing.lock();
    try {
      role = role.shutdown();
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void close() {
    changing.lock();
    try {
      role = role.close();
    } finally {
      changing.unlock();
    }
  }

  @Override
  public String toString() {
    return role.toString();
  }
}
