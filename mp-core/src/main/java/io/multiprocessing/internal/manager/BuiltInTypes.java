package io.multiprocessing.internal.manager;

import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.manager.ManagedArray;
import io.multiprocessing.manager.ManagedJoinableQueue;
import io.multiprocessing.manager.ManagedList;
import io.multiprocessing.manager.ManagedMap;
import io.multiprocessing.manager.ManagedQueue;
import io.multiprocessing.manager.ManagedSet;
import io.multiprocessing.manager.ManagedValue;
import io.multiprocessing.manager.Namespace;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.sync.InterProcessBarrier;
import io.multiprocessing.sync.InterProcessBoundedSemaphore;
import io.multiprocessing.sync.InterProcessCondition;
import io.multiprocessing.sync.InterProcessEvent;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.InterProcessReentrantLock;
import io.multiprocessing.sync.InterProcessSemaphore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The types of a {@code SyncManager}, beside those that the user registered. Python: the registrations at the end of
 * {@code managers.py}.
 */
final class BuiltInTypes implements TypeSource {

  /** What referents and their typed proxies send each other, beside what is standard. */
  static final Class<?>[] MESSAGES = {
    MapReferent.Cell.class, MapReferent.Snapshot.class, MapReferent.Change.class, ListReferent.Snapshot.class
  };

  private final TypeSource users;
  private final RemoteFunction<PoolConfig, Pool> pools;
  private final Map<String, ServedType> types = new HashMap<>();

  /**
   * @param users the user's types, which may have the names of these
   * @param pools launches worker processes
   */
  BuiltInTypes(TypeSource users, RemoteFunction<PoolConfig, Pool> pools) {
    this.users = users;
    this.pools = pools;
    add("list", ManagedList.class, (arguments, server) -> new ListReferent(elements(arguments)));
    add("set", ManagedSet.class, (arguments, server) -> new SetReferent(elements(arguments)));
    add("dict", ManagedMap.class, (arguments, server) -> new MapReferent(entries(arguments)));
    add("Namespace", Namespace.class, (arguments, server) -> new NamespaceReferent());
    add("Value", ManagedValue.class, (arguments, server) -> new ValueReferent(arguments.at(0)));
    add("Array", ManagedArray.class, (arguments, server) -> new ArrayReferent(elements(arguments)));
    add("Queue", ManagedQueue.class, (arguments, server) -> new QueueReferent(capacity(arguments), false));
    add("JoinableQueue", ManagedJoinableQueue.class, (arguments, server) -> new QueueReferent(capacity(arguments), true));
    add("Lock", InterProcessLock.class, (arguments, server) -> new LockReferent(false));
    add("RLock", InterProcessReentrantLock.class, (arguments, server) -> new LockReferent(true));
    add("Semaphore", InterProcessSemaphore.class, (arguments, server) -> new SemaphoreReferent(permits(arguments), false));
    add(
        "BoundedSemaphore",
        InterProcessBoundedSemaphore.class,
        (arguments, server) -> new SemaphoreReferent(permits(arguments), true));
    add("Condition", InterProcessCondition.class, BuiltInTypes::condition);
    add("Event", InterProcessEvent.class, (arguments, server) -> new EventReferent());
    add("Barrier", InterProcessBarrier.class, (arguments, server) -> barrier(arguments));
    add("Pool", Pool.class, (arguments, server) -> new PoolReferent(this.pools.apply(arguments.as(PoolConfig.class, 0))));
  }

  @Override
  public @Nullable ServedType find(String typeId) {
    ServedType type = users.find(typeId);
    return type == null ? types.get(typeId) : type;
  }

  @Override
  public Collection<Class<?>> interfaces() {
    return users.interfaces();
  }

  private interface Factory {
    Referent create(Arguments arguments, ServerObjects server) throws Exception;
  }

  private void add(String typeId, Class<?> type, Factory factory) {
    types.put(typeId, new BuiltInType(typeId, type, factory));
  }

  private record BuiltInType(String typeId, Class<?> type, Factory factory) implements ServedType {

    @Override
    public boolean isCreatable() {
      return true;
    }

    @Override
    public Map<String, String> methodToTypeId() {
      return Map.of();
    }

    @Override
    public Referent create(List<@Nullable Object> arguments, ServerObjects server) throws Exception {
      return factory.create(new Arguments(typeId, arguments), server);
    }

    /** A registered type's method may be said to return one of these: a list becomes a shared list. */
    @Override
    public Referent ofResult(Object result, ServerObjects server) throws Exception {
      return create(List.of(result), server);
    }
  }

  private static Collection<?> elements(Arguments arguments) {
    return arguments.count() == 0 ? List.of() : arguments.collectionAt(0);
  }

  private static Map<?, ?> entries(Arguments arguments) {
    return arguments.count() == 0 ? Map.of() : arguments.as(Map.class, 0);
  }

  private static int capacity(Arguments arguments) {
    return arguments.count() == 0 ? Integer.MAX_VALUE : arguments.intAt(0, 1, "capacity");
  }

  private static int permits(Arguments arguments) {
    return arguments.intAt(0, 0, "permits");
  }

  private static Referent barrier(Arguments arguments) {
    int parties = arguments.intAt(0, 1, "parties");
    RemoteRunnable action = arguments.count() < 2 || arguments.at(1) == null ? null : arguments.as(RemoteRunnable.class, 1);
    Duration timeout = arguments.count() < 3 || arguments.at(2) == null ? null : arguments.as(Duration.class, 2);
    return new BarrierReferent(parties, action, timeout);
  }

  private static Referent condition(Arguments arguments, ServerObjects server) {
    Object proxy = arguments.at(0);
    if (proxy != null && server.referentOf(proxy) instanceof LockReferent lock) {
      return new ConditionReferent(lock, proxy);
    }
    throw new IllegalArgumentException(
        "a condition of a manager needs a lock of the same manager: lock=" + Texts.of(proxy) + ", address="
            + server.address() + "; make it with the manager's lock() or reentrantLock()");
  }
}
