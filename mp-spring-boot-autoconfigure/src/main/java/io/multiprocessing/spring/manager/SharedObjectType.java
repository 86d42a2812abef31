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
  MAP(ManagedMap.class) {
    @Override
    Object find(SyncManager manager, String name, SharedObjectProperties settings) {
      return manager.sharedMap(name);
    }
  },
  LIST(ManagedList.class) {
    @Override
    Object find(SyncManager manager, String name, SharedObjectProperties settings) {
      return manager.sharedList(name);
    }
  },
  SET(ManagedSet.class) {
    @Override
    Object find(SyncManager manager, String name, SharedObjectProperties settings) {
      return manager.sharedSet(name);
    }
  },
  NAMESPACE(Namespace.class) {
    @Override
    Object find(SyncManager manager, String name, SharedObjectProperties settings) {
      return manager.sharedNamespace(name);
    }
  },
  VALUE(ManagedValue.class, SharedObjectProperties.INITIAL) {
    @Override
    Object find(SyncManager manager, String name, SharedObjectProperties settings) {
      return manager.sharedValue(name, settings.initialValue());
    }
  },
  QUEUE(ManagedQueue.class, SharedObjectProperties.CAPACITY) {
    @Override
    Object find(SyncManager manager, String name, SharedObjectProperties settings) {
      return manager.sharedQueue(name, settings.effectiveCapacity());
    }
  },
  JOINABLE_QUEUE(ManagedJoinableQueue.class, SharedObjectProperties.CAPACITY) {
    @Override
    Object find(SyncManager manager, String name, SharedObjectProperties settings) {
      return manager.sharedJoinableQueue(name, settings.effectiveCapacity());
    }
  },
  LOCK(InterProcessLock.class) {
    @Override
    Object find(SyncManager manager, String name, SharedObjectProperties settings) {
      return manager.sharedLock(name);
    }
  },
  REENTRANT_LOCK(InterProcessReentrantLock.class) {
    @Override
    Object find(SyncManager manager, String name, SharedObjectProperties settings) {
      return manager.sharedReentrantLock(name);
    }
  },
  SEMAPHORE(InterProcessSemaphore.class, SharedObjectProperties.PERMITS) {
    @Override
    Object find(SyncManager manager, String name, SharedObjectProperties settings) {
      return manager.sharedSemaphore(name, settings.effectivePermits());
    }
  },
  BOUNDED_SEMAPHORE(InterProcessBoundedSemaphore.class, SharedObjectProperties.PERMITS) {
    @Override
    Object find(SyncManager manager, String name, SharedObjectProperties settings) {
      return manager.sharedBoundedSemaphore(name, settings.effectivePermits());
    }
  },
  EVENT(InterProcessEvent.class) {
    @Override
    Object find(SyncManager manager, String name, SharedObjectProperties settings) {
      return manager.sharedEvent(name);
    }
  },
  BARRIER(InterProcessBarrier.class, SharedObjectProperties.PARTIES) {
    @Override
    Object find(SyncManager manager, String name, SharedObjectProperties settings) {
      return manager.sharedBarrier(name, settings.requiredParties());
    }
  };

  private final Class<?> beanType;
  private final Set<String> settings;

  SharedObjectType(Class<?> beanType, String... settings) {
    this.beanType = beanType;
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
  abstract Object find(SyncManager manager, String name, SharedObjectProperties settings);
}
