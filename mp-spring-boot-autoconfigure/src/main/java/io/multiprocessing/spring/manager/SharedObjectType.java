package io.multiprocessing.spring.manager;

import io.multiprocessing.manager.ManagedJoinableQueue;
import io.multiprocessing.manager.ManagedList;
import io.multiprocessing.manager.ManagedMap;
import io.multiprocessing.manager.ManagedQueue;
import io.multiprocessing.manager.ManagedSet;
import io.multiprocessing.manager.ManagedValue;
import io.multiprocessing.manager.Namespace;
import io.multiprocessing.manager.SyncManager;
import io.multiprocessing.sync.InterProcessBarrier;
import io.multiprocessing.sync.InterProcessBoundedSemaphore;
import io.multiprocessing.sync.InterProcessEvent;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.InterProcessReentrantLock;
import io.multiprocessing.sync.InterProcessSemaphore;
import java.util.Set;
import java.util.TreeSet;

/** The types of shared objects that properties can name, each with the interface that its bean has. */
public enum SharedObjectType {
  MAP(ManagedMap.class, (manager, name, settings) -> manager.sharedMap(name)),
  LIST(ManagedList.class, (manager, name, settings) -> manager.sharedList(name)),
  SET(ManagedSet.class, (manager, name, settings) -> manager.sharedSet(name)),
  NAMESPACE(Namespace.class, (manager, name, settings) -> manager.sharedNamespace(name)),
  VALUE(
      ManagedValue.class,
      (manager, name, settings) -> manager.sharedValue(name, settings.initialValue()),
      SharedObjectProperties.INITIAL),
  QUEUE(
      ManagedQueue.class,
      (manager, name, settings) -> manager.sharedQueue(name, settings.effectiveCapacity()),
      SharedObjectProperties.CAPACITY),
  JOINABLE_QUEUE(
      ManagedJoinableQueue.class,
      (manager, name, settings) -> manager.sharedJoinableQueue(name, settings.effectiveCapacity()),
      SharedObjectProperties.CAPACITY),
  LOCK(InterProcessLock.class, (manager, name, settings) -> manager.sharedLock(name)),
  REENTRANT_LOCK(InterProcessReentrantLock.class, (manager, name, settings) -> manager.sharedReentrantLock(name)),
  SEMAPHORE(
      InterProcessSemaphore.class,
      (manager, name, settings) -> manager.sharedSemaphore(name, settings.effectivePermits()),
      SharedObjectProperties.PERMITS),
  BOUNDED_SEMAPHORE(
      InterProcessBoundedSemaphore.class,
      (manager, name, settings) -> manager.sharedBoundedSemaphore(name, settings.effectivePermits()),
      SharedObjectProperties.PERMITS),
  EVENT(InterProcessEvent.class, (manager, name, settings) -> manager.sharedEvent(name)),
  BARRIER(
      InterProcessBarrier.class,
      (manager, name, settings) -> manager.sharedBarrier(name, settings.requiredParties()),
      SharedObjectProperties.PARTIES);

  private final Class<?> beanType;
  private final Finder finder;
  private final Set<String> settings;

  SharedObjectType(Class<?> beanType, Finder finder, String... settings) {
    this.beanType = beanType;
    this.finder = finder;
    this.settings = new TreeSet<>(Set.of(settings));
  }

  /** The interface of the bean. */
  public Class<?> beanType() {
    return beanType;
  }

  /** The keys that mean something for this type, beside {@code type}. */
  public Set<String> settings() {
    return new TreeSet<>(settings);
  }

  /** The object of this name; the first who asks makes it. */
  Object find(SyncManager manager, String name, SharedObjectProperties settings) {
    return finder.find(manager, name, settings);
  }

  /** How a type's object is found. */
  private interface Finder {
    Object find(SyncManager manager, String name, SharedObjectProperties settings);
  }
}
