package io.multiprocessing;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.internal.connection.Pipes;
import io.multiprocessing.internal.platform.ProcessIdentity;
import io.multiprocessing.internal.pool.ProcessPool;
import io.multiprocessing.internal.pool.ThreadPool;
import io.multiprocessing.internal.process.ChildStarter;
import io.multiprocessing.internal.process.ParentRuntime;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessContext;
import io.multiprocessing.process.ProcessInfo;
import io.multiprocessing.process.RunningProcess;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.KryoCodec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The entry point: child processes and pools of them, in the model of Python's {@code multiprocessing}. An instance is what
 * Python calls a context: a start method and the options of the JVMs it starts. Immutable and safe for use by several threads.
 *
 * <pre>{@code
 * try (Pool pool = Multiprocessing.get().pool(4)) {
 *   pool.map(x -> x * x, List.of(1, 2, 3));   // [1, 4, 9], computed in four other JVMs
 * }
 * }</pre>
 *
 * <p>There is nothing to close: every child ends when this process does, however that happens.
 */
public final class Multiprocessing implements ProcessContext {

  private static volatile StartMethod defaultMethod = StartMethod.SPAWN;
  private static boolean methodChosen; // guarded by Multiprocessing.class

  private final StartMethod method;
  private final LaunchOptions options;

  private Multiprocessing(StartMethod method, LaunchOptions options) {
    this.method = method;
    this.options = options;
  }

  /** What all contexts of this process share; made when the first of them needs it. */
  private static final class Shared {
    static final Codec CODEC = new KryoCodec();
    static final ParentRuntime RUNTIME = new ParentRuntime();
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

  /** The process that started this one, empty in a process that this library did not start. Python: {@code parent_process()}. */
  public static Optional<ProcessInfo> parentProcess() {
    return Optional.ofNullable(ProcessIdentity.current().parent());
  }

  /**
   * The children of this process that are alive, in the order of their start. Workers of pools are not among them: see {@link
   * Pool#snapshot()}. Python: {@code active_children()}.
   */
  public static List<ChildProcess> activeChildren() {
    return Shared.STARTER.active();
  }

  /** How many processors this process may use; in a container, as many as that allows. Python: {@code cpu_count()}. */
  public static int cpuCount() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public StartMethod method() {
    return method;
  }

  /** A context with the same start method whose children, and pools without options of their own, have these options. */
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
   * A pool of worker JVMs. Returns when they are launched; they start in the background, and tasks can be submitted at once.
   *
   * @throws io.multiprocessing.process.ProcessStartException if a worker can't be launched; those that were are ended
   * @throws io.multiprocessing.serialization.SerializationException if the initializer or exit function can't travel
   */
  public Pool pool(PoolConfig config) {
    LaunchOptions launch = config.launch() == LaunchOptions.defaults() ? options : config.launch();
    return ProcessPool.start(config, launch, Shared.RUNTIME.spawn(), Shared.CODEC);
  }

  /** A pool of threads of this process. Python: {@code ThreadPool(threads)}. */
  public Pool threadPool(int threads) {
    return threadPool(PoolConfig.builder().processes(threads).build());
  }

  /**
   * A pool of threads of this process, with the interface of a pool of processes. Nothing is encoded; what only a process can
   * do is refused.
   *
   * @throws IllegalArgumentException if the configuration limits a worker's memory or a task's time, which threads can't be
   */
  public Pool threadPool(PoolConfig config) {
    return ThreadPool.start(config);
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

  @Override
  public RunningProcess launch(ChildProcess process, String path) {
    return Shared.STARTER.start(process, path, Shared.RUNTIME.spawn(), options);
  }

  @Override
  public Inheritance inherit() {
    ProcessInfo self = currentProcess();
    return new Inheritance(ProcessIdentity.current().nextChildPath(), self.daemon(), self.authKey());
  }
}
