package io.multiprocessing.manager;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.PoolListener;
import io.multiprocessing.sync.InterProcessBarrier;
import io.multiprocessing.sync.InterProcessBoundedSemaphore;
import io.multiprocessing.sync.InterProcessCondition;
import io.multiprocessing.sync.InterProcessEvent;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.InterProcessReentrantLock;
import io.multiprocessing.sync.InterProcessSemaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BaseManager} that can make the objects programs share most: maps, lists, sets, queues, locks and their kin.
 *
 * <pre>{@code
 * try (SyncManager manager = Multiprocessing.get().manager()) {
 *   ManagedMap<String, Integer> counts = manager.map();
 *   ChildProcess child = Multiprocessing.get().process(() -> counts.merge("words", 1, Integer::sum));
 *   child.start();
 *   child.join();
 *   counts;   // {words=1}
 * }
 * }</pre>
 *
 * <p>Each method makes a new object and returns a proxy of it. Those whose names begin with {@code shared} find an
 * object by its name, and make it if they are the first to ask for it; the arguments count for the first only. All
 * proxies are {@link RemoteObject}s too. They are sent to other processes as anything else is, and objects may contain
 * one another's proxies.
 *
 * <p>Locks, queues and the others are slower here than those of {@code Multiprocessing}, which live in shared memory,
 * but work from other machines. If a process dies that holds a lock, a permit or a place at a barrier, the others learn
 * of it as they do there; here at once, and at once too when a network connection is lost. Locks and their kin serve
 * those who wait in the order of their coming.
 *
 * <p>Every method throws {@link IllegalStateException} if the manager is neither started nor connected, or is shut
 * down, and {@link ManagerUnreachableException} if its process is gone. Python: {@code
 * multiprocessing.managers.SyncManager}.
 */
public class SyncManager extends BaseManager {

  /**
   * A manager that has neither been started nor connected; {@code Multiprocessing.manager()} gives one that has.
   *
   * @param context usually {@code Multiprocessing.get()}
   * @param types what it can make beside the built-in types
   */
  public SyncManager(ManagerContext context, ManagerConfig config, ManagedType<?>... types) {
    super(context, config, true, types);
  }

  /** A new empty list. Python: {@code list()}. */
  public final <E extends @Nullable Object> ManagedList<E> list() {
    return list(List.of());
  }

  /** A new list of these elements. Python: {@code list(sequence)}. */
  @SuppressWarnings("unchecked")
  public final <E extends @Nullable Object> ManagedList<E> list(Collection<? extends E> elements) {
    return (ManagedList<E>) builtIn("list", ManagedList.class, null, new ArrayList<>(elements));
  }

  /** The list of this name. */
  @SuppressWarnings("unchecked")
  public final <E extends @Nullable Object> ManagedList<E> sharedList(String name) {
    return (ManagedList<E>) builtIn("list", ManagedList.class, named(name));
  }

  /** A new empty map. Python: {@code dict()}. */
  public final <K extends @Nullable Object, V extends @Nullable Object> ManagedMap<K, V> map() {
    return map(Map.of());
  }

  /** A new map of these entries. Python: {@code dict(mapping)}. */
  @SuppressWarnings("unchecked")
  public final <K extends @Nullable Object, V extends @Nullable Object> ManagedMap<K, V> map(
      Map<? extends K, ? extends V> entries) {
    return (ManagedMap<K, V>) builtIn("dict", ManagedMap.class, null, new LinkedHashMap<>(entries));
  }

  /** The map of this name. */
  @SuppressWarnings("unchecked")
  public final <K extends @Nullable Object, V extends @Nullable Object> ManagedMap<K, V> sharedMap(String name) {
    return (ManagedMap<K, V>) builtIn("dict", ManagedMap.class, named(name));
  }

  /** A new empty set. Python: {@code set()}. */
  public final <E extends @Nullable Object> ManagedSet<E> set() {
    return set(List.of());
  }

  /** A new set of these elements. Python: {@code set(iterable)}. */
  @SuppressWarnings("unchecked")
  public final <E extends @Nullable Object> ManagedSet<E> set(Collection<? extends E> elements) {
    return (ManagedSet<E>) builtIn("set", ManagedSet.class, null, new LinkedHashSet<>(elements));
  }

  /** The set of this name. */
  @SuppressWarnings("unchecked")
  public final <E extends @Nullable Object> ManagedSet<E> sharedSet(String name) {
    return (ManagedSet<E>) builtIn("set", ManagedSet.class, named(name));
  }

  /** A new namespace. Python: {@code Namespace()}. */
  public final Namespace namespace() {
    return (Namespace) builtIn("Namespace", Namespace.class, null);
  }

  /** The namespace of this name. */
  public final Namespace sharedNamespace(String name) {
    return (Namespace) builtIn("Namespace", Namespace.class, named(name));
  }

  /** A new variable. Python: {@code Value(typecode, value)}; here any value, also null. */
  @SuppressWarnings("unchecked")
  public final <T extends @Nullable Object> ManagedValue<T> value(T initial) {
    return (ManagedValue<T>) builtIn("Value", ManagedValue.class, null, initial);
  }

  /** The variable of this name; {@code initial} counts if nobody has asked for it before. */
  @SuppressWarnings("unchecked")
  public final <T extends @Nullable Object> ManagedValue<T> sharedValue(String name, T initial) {
    return (ManagedValue<T>) builtIn("Value", ManagedValue.class, named(name), initial);
  }

  /** A new array of these elements. Python: {@code Array(typecode, sequence)}. */
  @SuppressWarnings("unchecked")
  public final <T extends @Nullable Object> ManagedArray<T> array(List<? extends T> elements) {
    return (ManagedArray<T>) builtIn("Array", ManagedArray.class, null, new ArrayList<>(elements));
  }

  /** The array of this name; {@code elements} count if nobody has asked for it before. */
  @SuppressWarnings("unchecked")
  public final <T extends @Nullable Object> ManagedArray<T> sharedArray(String name, List<? extends T> elements) {
    return (ManagedArray<T>) builtIn("Array", ManagedArray.class, named(name), new ArrayList<>(elements));
  }

  /** A new queue without a bound. Python: {@code Queue()}. */
  public final <E> ManagedQueue<E> queue() {
    return queue(Integer.MAX_VALUE);
  }

  /**
   * A new queue. Python: {@code Queue(maxsize)}.
   *
   * @param capacity how many elements it may hold, at least 1
   */
  @SuppressWarnings("unchecked")
  public final <E> ManagedQueue<E> queue(int capacity) {
    return (ManagedQueue<E>) builtIn("Queue", ManagedQueue.class, null, capacity(capacity));
  }

  /** The queue of this name; it has no bound if this makes it. */
  public final <E> ManagedQueue<E> sharedQueue(String name) {
    return sharedQueue(name, Integer.MAX_VALUE);
  }

  /** The queue of this name; {@code capacity} counts if nobody has asked for it before. */
  @SuppressWarnings("unchecked")
  public final <E> ManagedQueue<E> sharedQueue(String name, int capacity) {
    return (ManagedQueue<E>) builtIn("Queue", ManagedQueue.class, named(name), capacity(capacity));
  }

  /** A new joinable queue without a bound. Python: {@code JoinableQueue()}. */
  public final <E> ManagedJoinableQueue<E> joinableQueue() {
    return joinableQueue(Integer.MAX_VALUE);
  }

  /** A new joinable queue that holds at most {@code capacity} elements. Python: {@code JoinableQueue(maxsize)}. */
  @SuppressWarnings("unchecked")
  public final <E> ManagedJoinableQueue<E> joinableQueue(int capacity) {
    return (ManagedJoinableQueue<E>) builtIn(
        "JoinableQueue", ManagedJoinableQueue.class, null, capacity(capacity));
  }

  /** The joinable queue of this name; it has no bound if this makes it. */
  public final <E> ManagedJoinableQueue<E> sharedJoinableQueue(String name) {
    return sharedJoinableQueue(name, Integer.MAX_VALUE);
  }

  /** The joinable queue of this name; {@code capacity} counts if nobody has asked for it before. */
  @SuppressWarnings("unchecked")
  public final <E> ManagedJoinableQueue<E> sharedJoinableQueue(String name, int capacity) {
    return (ManagedJoinableQueue<E>) builtIn(
        "JoinableQueue", ManagedJoinableQueue.class, named(name), capacity(capacity));
  }

  /** A new lock. Python: {@code Lock()}. */
  public final InterProcessLock lock() {
    return (InterProcessLock) builtIn("Lock", InterProcessLock.class, null);
  }

  /** The lock of this name. */
  public final InterProcessLock sharedLock(String name) {
    return (InterProcessLock) builtIn("Lock", InterProcessLock.class, named(name));
  }

  /** A new reentrant lock. Python: {@code RLock()}. */
  public final InterProcessReentrantLock reentrantLock() {
    return (InterProcessReentrantLock) builtIn("RLock", InterProcessReentrantLock.class, null);
  }

  /** The reentrant lock of this name. */
  public final InterProcessReentrantLock sharedReentrantLock(String name) {
    return (InterProcessReentrantLock) builtIn("RLock", InterProcessReentrantLock.class, named(name));
  }

  /** A new semaphore of so many permits, at least 0. Python: {@code Semaphore(value)}. */
  public final InterProcessSemaphore semaphore(int permits) {
    return (InterProcessSemaphore) builtIn("Semaphore", InterProcessSemaphore.class, null, permits(permits));
  }

  /** The semaphore of this name; {@code permits} counts if nobody has asked for it before. */
  public final InterProcessSemaphore sharedSemaphore(String name, int permits) {
    return (InterProcessSemaphore) builtIn("Semaphore", InterProcessSemaphore.class, named(name), permits(permits));
  }

  /** A new semaphore that never has more permits than now. Python: {@code BoundedSemaphore(value)}. */
  public final InterProcessBoundedSemaphore boundedSemaphore(int permits) {
    return (InterProcessBoundedSemaphore) builtIn(
        "BoundedSemaphore", InterProcessBoundedSemaphore.class, null, permits(permits));
  }

  /** The bounded semaphore of this name; {@code permits} counts if nobody has asked for it before. */
  public final InterProcessBoundedSemaphore sharedBoundedSemaphore(String name, int permits) {
    return (InterProcessBoundedSemaphore) builtIn(
        "BoundedSemaphore", InterProcessBoundedSemaphore.class, named(name), permits(permits));
  }

  /** A new condition with a new reentrant lock, which {@code getLock()} gives. Python: {@code Condition()}. */
  public final InterProcessCondition condition() {
    return condition(reentrantLock());
  }

  /**
   * A new condition of a lock. Python: {@code Condition(lock)}.
   *
   * @param lock a lock of this manager
   * @throws IllegalArgumentException if it is none
   */
  public final InterProcessCondition condition(InterProcessLock lock) {
    Objects.requireNonNull(lock, "lock");
    if (!(lock instanceof RemoteObject)) {
      throw new IllegalArgumentException(
          "a condition needs a lock made by lock() or reentrantLock() of the same manager: lock=" + lock);
    }
    return (InterProcessCondition) builtIn("Condition", InterProcessCondition.class, null, lock);
  }

  /** A new event, not set. Python: {@code Event()}. */
  public final InterProcessEvent event() {
    return (InterProcessEvent) builtIn("Event", InterProcessEvent.class, null);
  }

  /** The event of this name. */
  public final InterProcessEvent sharedEvent(String name) {
    return (InterProcessEvent) builtIn("Event", InterProcessEvent.class, named(name));
  }

  /** A new barrier of so many parties, at least 1. Python: {@code Barrier(parties)}. */
  public final InterProcessBarrier barrier(int parties) {
    return newBarrier(parties, null, null);
  }

  /**
   * A new barrier with an action, which the last to arrive has the manager's process run. Python: {@code
   * Barrier(parties, action)}.
   */
  public final InterProcessBarrier barrier(int parties, RemoteRunnable action) {
    return newBarrier(parties, Objects.requireNonNull(action, "action"), null);
  }

  /**
   * A new barrier whose waits without a limit of their own end after {@code timeout}. Python: {@code Barrier(parties,
   * action, timeout)}.
   *
   * @param action what the manager's process runs when all have arrived; null for nothing
   */
  public final InterProcessBarrier barrier(int parties, @Nullable RemoteRunnable action, Duration timeout) {
    if (Objects.requireNonNull(timeout, "timeout").isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be longer than zero: timeout=" + timeout);
    }
    return newBarrier(parties, action, timeout);
  }

  private InterProcessBarrier newBarrier(
      int parties, @Nullable RemoteRunnable action, @Nullable Duration timeout) {
    return (InterProcessBarrier) builtIn(
        "Barrier", InterProcessBarrier.class, null, parties(parties), action, timeout);
  }

  /** The barrier of this name; {@code parties} counts if nobody has asked for it before. */
  public final InterProcessBarrier sharedBarrier(String name, int parties) {
    return (InterProcessBarrier) builtIn(
        "Barrier", InterProcessBarrier.class, named(name), parties(parties), null, null);
  }

  /** A new pool of worker processes beside the manager, one for each of its processors. Python: {@code Pool()}. */
  public final Pool pool() {
    return pool(PoolConfig.builder().build());
  }

  /** A new pool of so many worker processes beside the manager. Python: {@code Pool(processes)}. */
  public final Pool pool(int processes) {
    return pool(PoolConfig.builder().processes(processes).build());
  }

  /**
   * A new pool of worker processes beside the manager: its workers are children of the manager's process, and end with
   * it. Several processes, also of other machines, may submit to it. Python: {@code Pool(...)}.
   *
   * <p>Functions, items and results travel through the manager. Callbacks and the input of an {@code imap} run here, in
   * the process that submitted; its results are objects of that process too, and don't travel. {@code close()}
   * terminates the pool for all who use it, as that of any pool does. If a client dies, its tasks that haven't begun
   * are dropped.
   *
   * @throws IllegalArgumentException if the configuration has a listener, which can't travel
   */
  public final Pool pool(PoolConfig config) {
    Objects.requireNonNull(config, "config");
    if (config.listener() != PoolListener.NONE) {
      throw new IllegalArgumentException(
          "the pool of a manager is in another process, so it can't have a listener here: listener=" + config.listener()
              + "; ask its snapshot()");
    }
    return (Pool) builtIn("Pool", Pool.class, null, config);
  }

  private static String named(String name) {
    return Objects.requireNonNull(name, "name");
  }

  private static int capacity(int capacity) {
    return atLeast("capacity", 1, capacity);
  }

  private static int permits(int permits) {
    return atLeast("permits", 0, permits);
  }

  private static int parties(int parties) {
    return atLeast("parties", 1, parties);
  }

  private static int atLeast(String what, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be at least " + least + ": " + what + "=" + value);
    }
    return value;
  }
}
