package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagedArray;
import io.multiprocessing.manager.ManagedJoinableQueue;
import io.multiprocessing.manager.ManagedList;
import io.multiprocessing.manager.ManagedMap;
import io.multiprocessing.manager.ManagedQueue;
import io.multiprocessing.manager.ManagedSet;
import io.multiprocessing.manager.ManagedValue;
import io.multiprocessing.manager.Namespace;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.sync.InterProcessBarrier;
import io.multiprocessing.sync.InterProcessBoundedSemaphore;
import io.multiprocessing.sync.InterProcessCondition;
import io.multiprocessing.sync.InterProcessEvent;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.InterProcessReentrantLock;
import io.multiprocessing.sync.InterProcessSemaphore;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The proxies that have a class of their own, because they do more than send each method's call. */
final class TypedProxies {

  private static final Map<Class<?>, BiFunction<Handle, Link, Object>> MAKERS =
      Map.ofEntries(
          Map.entry(ManagedList.class, ListProxy::new),
          Map.entry(ManagedMap.class, MapProxy::new),
          Map.entry(ManagedSet.class, SetProxy::new),
          Map.entry(ManagedQueue.class, QueueProxy::new),
          Map.entry(ManagedJoinableQueue.class, JoinableQueueProxy::new),
          Map.entry(ManagedValue.class, ValueProxy::new),
          Map.entry(ManagedArray.class, ArrayProxy::new),
          Map.entry(Namespace.class, NamespaceProxy::new),
          Map.entry(Pool.class, PoolProxy::create),
          Map.entry(InterProcessLock.class, LockProxy::new),
          Map.entry(InterProcessReentrantLock.class, ReentrantLockProxy::new),
          Map.entry(InterProcessSemaphore.class, SemaphoreProxy::new),
          Map.entry(InterProcessBoundedSemaphore.class, SemaphoreProxy::new),
          Map.entry(InterProcessCondition.class, ConditionProxy::new),
          Map.entry(InterProcessEvent.class, EventProxy::new),
          Map.entry(InterProcessBarrier.class, BarrierProxy::new));

  private TypedProxies() {}

  /** A proxy with this interface, which takes over a lent reference; null if there is no class for it. */
  static @Nullable Object of(Class<?> type, Handle handle, Link link) {
    BiFunction<Handle, Link, Object> maker = MAKERS.get(type);
    return maker == null ? null : maker.apply(handle, link);
  }
}
