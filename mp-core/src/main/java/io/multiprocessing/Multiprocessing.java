package io.multiprocessing;

import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.internal.connection.Pipes;
import io.multiprocessing.internal.manager.ManagerControl;
import io.multiprocessing.internal.manager.ManagerRehearsal;
import io.multiprocessing.internal.platform.ProcessIdentity;
import io.multiprocessing.internal.pool.ProcessPool;
import io.multiprocessing.internal.pool.ThreadPool;
import io.multiprocessing.internal.process.ChildStarter;
import io.multiprocessing.internal.process.ParentRuntime;
import io.multiprocessing.internal.queue.Queues;
import io.multiprocessing.internal.shared.SharedTypes;
import io.multiprocessing.internal.sync.SyncObjects;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerBackend;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerContext;
import io.multiprocessing.manager.SyncManager;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessContext;
import io.multiprocessing.process.ProcessInfo;
import io.multiprocessing.process.RunningProcess;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.queue.InterProcessQueue;
import io.multiprocessing.queue.JoinableQueue;
import io.multiprocessing.queue.QueueConfig;
import io.multiprocessing.queue.SimpleQueue;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.KryoCodec;
import io.multiprocessing.shared.SharedObjects;
import io.multiprocessing.sync.InterProcessBarrier;
import io.multiprocessing.sync.InterProcessBoundedSemaphore;
import io.multiprocessing.sync.InterProcessCondition;
import io.multiprocessing.sync.InterProcessEvent;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.InterProcessReentrantLock;
import io.multiprocessing.sync.InterProcessSemaphore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entry point: child processes and pools of them, in the model of Python's {@code multiprocessing}. An instance is
 * what Python calls a context: a start method and the options of the JVMs it starts. Immutable and safe for use by
 * several threads.
 *
 * <pre>{@code
 * try (Pool pool = Multiprocessing.get().pool(4)) {
 *   pool.map(x -> x * x, List.of(1, 2, 3));   // [1, 4, 9], computed in four other JVMs
 * }
 * }</pre>
 *
 * <p>There is nothing to close: every child ends when this process does, however that happens.
 */
public final class Multiprocessing implements ProcessContext, ManagerContext {

  private static volatile StartMethod defaultMethod = StartMethod.SPAWN;
  private static boolean methodChosen; // guarded by Multiprocessing.class

  private final StartMethod method;
  private final LaunchOptions options;

  private Multiprocessing(StartMethod method, LaunchOptions options) {
    this.method = method;
    this.options = options;
  }

  /** What all contexts of this process share; made when the first of them needs it. */
  static final class Shared {
    static final Codec CODEC = new KryoCodec();
    static final ParentRuntime RUNTIME = new ParentRuntime(new ManagerRehearsal());
    static final ChildStarter STARTER = new ChildStarter(CODEC);
  }

  /** The context with the default start method. Python: the module itself, {@code get_context()}. */
  public static Multiprocessing get() {
    return get(defaultMethod);
  }

  /** A context with this start method. Python: {@code get_context(method)}. */
  public static Multiprocessing get(StartMethod method) {
    return new Multiprocessing(Objects.requireNonNull(method, "method"), LaunchOptions.defaults());
  }

  /** The default start method. Python: {@code get_start_method()}. */
  public static StartMethod startMethod() {
    return defaultMethod;
  }

  /** The start methods of this platform, its default first. Python: {@code get_all_start_methods()}. */
  public static List<StartMethod> startMethods() {
    return List.of(StartMethod.values());
  }

  /**
   * Chooses the default start method, once in a program. Python: {@code set_start_method(method, force)}.
   *
   * @param force whether it may have been chosen before
   * @throws IllegalStateException if it was chosen before and {@code force} is false
   */
  public static synchronized void setStartMethod(StartMethod method, boolean force) {
    if (methodChosen && !force) {
      throw new IllegalStateException(
          "the start method can be chosen only once: startMethod=" + defaultMethod.lowerCaseName()
              + "; use get(StartMethod) for a context of its own");
    }
    defaultMethod = Objects.requireNonNull(method, "method");
    methodChosen = true;
  }

  /** This process. Python: {@code current_process()}. */
  public static ProcessInfo currentProcess() {
    return ProcessIdentity.current().self();
  }

  /**
   * The process that started this one, empty in a process that this library did not start. Python: {@code
   * parent_process()}.
   */
  public static Optional<ProcessInfo> parentProcess() {
    return Optional.ofNullable(ProcessIdentity.current().parent());
  }

  /**
   * The children of this process that are alive, in the order of their start. Workers of pools are not among them: see
   * {@link Pool#snapshot()}. Python: {@code active_children()}.
   */
  public static List<ChildProcess> activeChildren() {
    return Shared.STARTER.active();
  }

  /**
   * How many processors this process may use; in a container, as many as that allows, and in a worker of a pool its
   * share of them, at least 2 where there are so many. Python: {@code cpu_count()}, which is the machine's number
   * everywhere.
   */
  public static int cpuCount() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public StartMethod method() {
    return method;
  }

  /**
   * A context with the same start method whose children, and pools without options of their own, have these options.
   */
  public Multiprocessing with(LaunchOptions launchOptions) {
    return new Multiprocessing(method, Objects.requireNonNull(launchOptions, "launchOptions"));
  }

  /**
   * A process that has not been started yet; what the lambda captures are its arguments. Python: {@code Process(target,
   * args)}.
   */
  public ChildProcess process(RemoteRunnable target) {
    return new ChildProcess(this, null, Objects.requireNonNull(target, "target"));
  }

  /** As {@link #process(RemoteRunnable)}, with a name. */
  public ChildProcess process(String name, RemoteRunnable target) {
    return new ChildProcess(
        this, Objects.requireNonNull(name, "name"), Objects.requireNonNull(target, "target"));
  }

  /** A pool of as many worker JVMs as there are processors. Python: {@code Pool()}. */
  public Pool pool() {
    return pool(PoolConfig.builder().build());
  }

  /**
   * A pool of {@code processes} worker JVMs, at least 1. Python: {@code Pool(processes)}.
   *
   * @throws IllegalArgumentException if there would be none
   */
  public Pool pool(int processes) {
    return pool(PoolConfig.builder().processes(processes).build());
  }

  /**
   * A pool of worker JVMs. Returns when they are launched; they start in the background, and tasks can be submitted at
   * once.
   *
   * @throws io.multiprocessing.process.ProcessStartException if a worker can't be launched; those that were are ended
   * @throws io.multiprocessing.serialization.SerializationException if the initializer or exit function can't travel
   */
  public Pool pool(PoolConfig config) {
    LaunchOptions launch = config.launch() == LaunchOptions.defaults() ? options : config.launch();
    StartMethod chosen = config.startMethod();
    return ProcessPool.start(config, launch, Shared.RUNTIME.launcher(chosen == null ? method : chosen), Shared.CODEC);
  }

  /** A pool of threads of this process. Python: {@code ThreadPool(threads)}. */
  public Pool threadPool(int threads) {
    return threadPool(PoolConfig.builder().processes(threads).build());
  }

  /**
   * A pool of threads of this process, with the interface of a pool of processes. Nothing is encoded; what only a
   * process can do is refused.
   *
   * @throws IllegalArgumentException if the configuration limits a worker's memory or a task's time, which threads
   *     can't be
   */
  public Pool threadPool(PoolConfig config) {
    return ThreadPool.start(config);
  }

  /**
   * A lock that processes share. Python: {@code Lock()}.
   *
   * @throws io.multiprocessing.api.SharedObjectException if there is no shared memory for it
   */
  public InterProcessLock lock() {
    return SyncObjects.lock();
  }

  /**
   * A lock that processes share, and that the thread which holds it may lock again. Python: {@code RLock()}.
   *
   * @throws io.multiprocessing.api.SharedObjectException if there is no shared memory for it
   */
  public InterProcessReentrantLock reentrantLock() {
    return SyncObjects.reentrantLock();
  }

  /**
   * A semaphore that processes share. Python: {@code Semaphore(permits)}.
   *
   * @throws IllegalArgumentException if {@code permits} is negative
   * @throws io.multiprocessing.api.SharedObjectException if there is no shared memory for it
   */
  public InterProcessSemaphore semaphore(int permits) {
    return SyncObjects.semaphore(permits);
  }

  /**
   * A semaphore that processes share and that can't be released too often. Python: {@code BoundedSemaphore(permits)}.
   *
   * @throws IllegalArgumentException if {@code permits} is negative
   * @throws io.multiprocessing.api.SharedObjectException if there is no shared memory for it
   */
  public InterProcessBoundedSemaphore boundedSemaphore(int permits) {
    return SyncObjects.boundedSemaphore(permits);
  }

  /**
   * A condition that processes share, with a reentrant lock of its own. Python: {@code Condition()}.
   *
   * @throws io.multiprocessing.api.SharedObjectException if there is no shared memory for it
   */
  public InterProcessCondition condition() {
    return SyncObjects.condition();
  }

  /**
   * A condition of a lock. Python: {@code Condition(lock)}.
   *
   * @throws IllegalArgumentException if the lock was not made by {@link #lock()} or {@link #reentrantLock()}
   * @throws io.multiprocessing.api.SharedObjectException if there is no shared memory for it
   */
  public InterProcessCondition condition(InterProcessLock lock) {
    return SyncObjects.condition(lock);
  }

  /**
   * An event that processes share. Python: {@code Event()}.
   *
   * @throws io.multiprocessing.api.SharedObjectException if there is no shared memory for it
   */
  public InterProcessEvent event() {
    return SyncObjects.event();
  }

  /**
   * A barrier that processes share. Python: {@code Barrier(parties)}.
   *
   * @throws IllegalArgumentException if {@code parties} is not positive
   * @throws io.multiprocessing.api.SharedObjectException if there is no shared memory for it
   */
  public InterProcessBarrier barrier(int parties) {
    return SyncObjects.barrier(parties, null, null);
  }

  /**
   * As {@link #barrier(int)}, with an action that the last to arrive runs. Python: {@code Barrier(parties, action)}.
   */
  public InterProcessBarrier barrier(int parties, RemoteRunnable action) {
    return SyncObjects.barrier(parties, Objects.requireNonNull(action, "action"), null);
  }

  /**
   * As {@link #barrier(int)}, with an action and a limit. Python: {@code Barrier(parties, action, timeout)}.
   *
   * @param action what the last to arrive runs, or null
   * @param timeout how long a wait without a limit of its own may take
   * @throws IllegalArgumentException if {@code parties} or {@code timeout} is not positive
   */
  public InterProcessBarrier barrier(int parties, @Nullable RemoteRunnable action, Duration timeout) {
    return SyncObjects.barrier(parties, action, Objects.requireNonNull(timeout, "timeout"));
  }

  /**
   * Makes shared values, arrays, structures, blocks of memory and lists. Python: {@code Value}, {@code Array} and the
   * like.
   */
  public SharedObjects shared() {
    return SharedTypes.get();
  }

  /** A queue without a bound. Python: {@code Queue()}. */
  public <E> InterProcessQueue<E> queue() {
    return queue(QueueConfig.defaults());
  }

  /**
   * A queue of at most {@code capacity} elements. Python: {@code Queue(maxsize)}.
   *
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public <E> InterProcessQueue<E> queue(int capacity) {
    return queue(QueueConfig.builder().capacity(capacity).build());
  }

  /**
   * A queue between processes.
   *
   * @throws io.multiprocessing.api.SharedObjectException if there is no shared memory for it
   */
  public <E> InterProcessQueue<E> queue(QueueConfig config) {
    return Queues.queue(Objects.requireNonNull(config, "config"), Shared.CODEC);
  }

  /** A joinable queue without a bound. Python: {@code JoinableQueue()}. */
  public <E> JoinableQueue<E> joinableQueue() {
    return joinableQueue(QueueConfig.defaults());
  }

  /**
   * A joinable queue of at most {@code capacity} elements. Python: {@code JoinableQueue(maxsize)}.
   *
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public <E> JoinableQueue<E> joinableQueue(int capacity) {
    return joinableQueue(QueueConfig.builder().capacity(capacity).build());
  }

  /**
   * A queue between processes that counts which elements were dealt with.
   *
   * @throws io.multiprocessing.api.SharedObjectException if there is no shared memory for it
   */
  public <E> JoinableQueue<E> joinableQueue(QueueConfig config) {
    return Queues.joinableQueue(Objects.requireNonNull(config, "config"), Shared.CODEC);
  }

  /**
   * A queue with nothing but putting and taking. Python: {@code SimpleQueue()}.
   *
   * @throws io.multiprocessing.api.SharedObjectException if there is no shared memory for it
   */
  public <E> SimpleQueue<E> simpleQueue() {
    return Queues.simpleQueue(Shared.CODEC);
  }

  /** A two-way pipe: what one of its connections sends, the other receives. Python: {@code Pipe()}. */
  public Pipe pipe() {
    return pipe(true);
  }

  /**
   * A pipe. Python: {@code Pipe(duplex)}.
   *
   * @param duplex whether both ends send and receive; else the first only receives and the second only sends
   * @throws io.multiprocessing.api.SharedObjectException if there is not enough shared memory
   */
  public Pipe pipe(boolean duplex) {
    return Pipes.create(duplex);
  }

  /**
   * A manager that has been started: its process makes and holds objects that this process and others use through
   * proxies. Close it to end it; it ends with this process in any case. Python: {@code Manager()}.
   *
   * @throws io.multiprocessing.process.ProcessStartException if no process can be launched
   * @throws io.multiprocessing.manager.ManagerException if it can't serve
   */
  public SyncManager manager() {
    return manager(ManagerConfig.defaults());
  }

  /**
   * As {@link #manager()}, at an address and with a key of your choice for instance. Python: {@code
   * SyncManager(address, authkey)} and its {@code start()}.
   */
  public SyncManager manager(ManagerConfig config) {
    SyncManager manager = new SyncManager(this, config);
    manager.start();
    return manager;
  }

  @Override
  public ManagerBackend managerBackend(
      String name, ManagerConfig config, boolean builtIns, Collection<ManagedType<?>> types) {
    RemoteFunction<PoolConfig, Pool> pools = pool -> Multiprocessing.get().pool(pool); // in the manager's process
    return new ManagerControl(name, config, builtIns, types, this, options.startTimeout(), pools);
  }

  @Override
  public RunningProcess launch(ChildProcess process, String path) {
    return Shared.STARTER.start(process, path, Shared.RUNTIME.launcher(method), options);
  }

  @Override
  public Inheritance inherit() {
    ProcessInfo self = currentProcess();
    return new Inheritance(ProcessIdentity.current().nextChildPath(), self.daemon(), self.authKey());
  }
}
