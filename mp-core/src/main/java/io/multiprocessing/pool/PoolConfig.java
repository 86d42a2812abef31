package io.multiprocessing.pool;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.OutputMode;
import io.multiprocessing.process.Spares;
import io.multiprocessing.process.StartMethod;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a pool is made. Immutable and safe for use by several threads; a {@link Builder} is not. Python: the arguments of
 * {@code Pool(processes, initializer, initargs, maxtasksperchild, context)}.
 */
public final class PoolConfig {

  /** How many tasks may wait unless {@link Builder#queueCapacity} says otherwise: 1,000,000. */
  public static final int DEFAULT_QUEUE_CAPACITY = 1_000_000;

  /** How many items of an imap are in flight or unread unless {@link Builder#imapWindow} says otherwise: 1,024. */
  public static final int DEFAULT_IMAP_WINDOW = 1_024;

  /** How many worker starts in a row may fail before the pool gives up: 3. */
  public static final int DEFAULT_MAX_START_FAILURES = 3;

  /**
   * How many workers stand by in a pool of start method {@code spawn} unless {@link Builder#spareWorkers} says
   * otherwise: 1. None with {@code forkserver} and {@code fork}, whose {@link Spares} take the places of workers that
   * end.
   */
  public static final int DEFAULT_SPARE_WORKERS = 1;

  /** How long a worker that has been asked to end may take before it is killed: 5 seconds. */
  public static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(5);

  private final @Nullable String name;
  private final @Nullable Integer processes;
  private final @Nullable RemoteRunnable initializer;
  private final @Nullable RemoteRunnable exitFunction;
  private final @Nullable Integer maxTasksPerChild;
  private final @Nullable Long maxResidentBytes;
  private final int queueCapacity;
  private final QueueFullPolicy queueFullPolicy;
  private final int imapWindow;
  private final @Nullable Duration taskTimeout;
  private final @Nullable Duration queueTimeout;
  private final Duration stopGrace;
  private final int maxStartFailures;
  private final @Nullable Integer spareWorkers;
  private final OutputMode output;
  private final @Nullable StartMethod startMethod;
  private final LaunchOptions launch;
  private final PoolListener listener;

  private PoolConfig(Builder builder) {
    name = builder.name;
    processes = builder.processes;
    initializer = builder.initializer;
    exitFunction = builder.exitFunction;
    maxTasksPerChild = builder.maxTasksPerChild;
    maxResidentBytes = builder.maxResidentBytes;
    queueCapacity = builder.queueCapacity;
    queueFullPolicy = builder.queueFullPolicy;
    imapWindow = builder.imapWindow;
    taskTimeout = builder.taskTimeout;
    queueTimeout = builder.queueTimeout;
    stopGrace = builder.stopGrace;
    maxStartFailures = builder.maxStartFailures;
    spareWorkers = builder.spareWorkers;
    output = builder.output;
    startMethod = builder.startMethod;
    launch = builder.launch;
    listener = builder.listener;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The pool's name, or null for one of the form {@code pool-1}. */
  public @Nullable String name() {
    return name;
  }

  /** How many workers, or null for as many as there are processors. */
  public @Nullable Integer processes() {
    return processes;
  }

  /** What each worker runs once before its first task, or null; one that stands by has run it already. */
  public @Nullable RemoteRunnable initializer() {
    return initializer;
  }

  /**
   * What each worker runs once after its last task, or null; one that stood by until the pool's end too. Not run by a
   * worker that is killed.
   */
  public @Nullable RemoteRunnable exitFunction() {
    return exitFunction;
  }

  /** After how many tasks a worker is replaced by a fresh one, or null for never. A chunk of a map is one task. */
  public @Nullable Integer maxTasksPerChild() {
    return maxTasksPerChild;
  }

  /**
   * A worker whose resident memory is above this, in bytes, is replaced when its task is done; null for never. Systems
   * without {@code /proc} don't tell, which is logged when the pool starts.
   */
  public @Nullable Long maxResidentBytes() {
    return maxResidentBytes;
  }

  public int queueCapacity() {
    return queueCapacity;
  }

  public QueueFullPolicy queueFullPolicy() {
    return queueFullPolicy;
  }

  /** How many items an imap may have submitted that its reader has not taken yet. */
  public int imapWindow() {
    return imapWindow;
  }

  /** How long a task may run before its worker is killed, or null for as long as it wants. */
  public @Nullable Duration taskTimeout() {
    return taskTimeout;
  }

  /** How long a task may wait for a worker, or null for as long as it takes. */
  public @Nullable Duration queueTimeout() {
    return queueTimeout;
  }

  /** How long a worker that was asked to end, idle or at its last task's exit function, has before it is killed. */
  public Duration stopGrace() {
    return stopGrace;
  }

  /**
   * How many starts of workers in a row may fail, by launch or initializer, before the pool fails what is queued. While
   * one of its workers is ready it goes on without the others, and tries again.
   */
  public int maxStartFailures() {
    return maxStartFailures;
  }

  /**
   * How many workers stand by, started and initialized, to take the place of one that ends or is replaced; null for one
   * with {@code spawn}, and none with {@code forkserver} and {@code fork}.
   */
  public @Nullable Integer spareWorkers() {
    return spareWorkers;
  }

  public OutputMode output() {
    return output;
  }

  /** How workers are born, or null for the start method of the context that makes the pool. */
  public @Nullable StartMethod startMethod() {
    return startMethod;
  }

  public LaunchOptions launch() {
    return launch;
  }

  public PoolListener listener() {
    return listener;
  }

  /** Collects a configuration; {@link #build()} checks it. */
  public static final class Builder {

    private @Nullable String name;
    private @Nullable Integer processes;
    private @Nullable RemoteRunnable initializer;
    private @Nullable RemoteRunnable exitFunction;
    private @Nullable Integer maxTasksPerChild;
    private @Nullable Long maxResidentBytes;
    private int queueCapacity = DEFAULT_QUEUE_CAPACITY;
    private QueueFullPolicy queueFullPolicy = QueueFullPolicy.REJECT;
    private int imapWindow = DEFAULT_IMAP_WINDOW;
    private @Nullable Duration taskTimeout;
    private @Nullable Duration queueTimeout;
    private Duration stopGrace = DEFAULT_STOP_GRACE;
    private int maxStartFailures = DEFAULT_MAX_START_FAILURES;
    private @Nullable Integer spareWorkers;
    private OutputMode output = OutputMode.LOG;
    private @Nullable StartMethod startMethod;
    private LaunchOptions launch = LaunchOptions.defaults();
    private PoolListener listener = PoolListener.NONE;

    private Builder() {}

    public Builder name(@Nullable String value) {
      this.name = value;
      return this;
    }

    /**
     * How many workers run tasks, at least 1; null for as many as there are processors. There is one JVM more, that of
     * {@link #spareWorkers} or {@link Spares}: a pool of 1 takes the memory of two.
     */
    public Builder processes(@Nullable Integer value) {
      this.processes = value;
      return this;
    }

    /**
     * What each worker runs before its first task; what the lambda captures are its arguments. Workers that stand by
     * run it too, while they wait, so it runs more often than there are {@code processes}, and what it opens or locks
     * is held by one worker more.
     */
    public Builder initializer(@Nullable RemoteRunnable value) {
      this.initializer = value;
      return this;
    }

    /** What each worker runs after its last task when it ends in order: at shutdown and when it is recycled. */
    public Builder exitFunction(@Nullable RemoteRunnable value) {
      this.exitFunction = value;
      return this;
    }

    /** At least 1, or null for no limit. */
    public Builder maxTasksPerChild(@Nullable Integer value) {
      this.maxTasksPerChild = value;
      return this;
    }

    /** In bytes, at least 1; null for no limit. */
    public Builder maxResidentBytes(@Nullable Long value) {
      this.maxResidentBytes = value;
      return this;
    }

    /** How many tasks may wait for a worker, at least 1. */
    public Builder queueCapacity(int value) {
      this.queueCapacity = value;
      return this;
    }

    public Builder queueFullPolicy(QueueFullPolicy value) {
      this.queueFullPolicy = Objects.requireNonNull(value, "queueFullPolicy");
      return this;
    }

    /** At least 1. */
    public Builder imapWindow(int value) {
      this.imapWindow = value;
      return this;
    }

    public Builder taskTimeout(@Nullable Duration value) {
      this.taskTimeout = value;
      return this;
    }

    public Builder queueTimeout(@Nullable Duration value) {
      this.queueTimeout = value;
      return this;
    }

    public Builder stopGrace(Duration value) {
      this.stopGrace = Objects.requireNonNull(value, "stopGrace");
      return this;
    }

    /** At least 1. */
    public Builder maxStartFailures(int value) {
      this.maxStartFailures = value;
      return this;
    }

    /**
     * How many workers stand by beside those that work, 0 to 256, so that nobody waits for a JVM or its initializer
     * when a worker dies or has run its {@code maxTasksPerChild} tasks. Each costs the memory of an idle worker, and of
     * what the initializer made. They are started a second after the pool, at once in one with {@code
     * maxTasksPerChild}, and end with it.
     *
     * <p>Null, as it is unless set, means {@value PoolConfig#DEFAULT_SPARE_WORKERS} with start method {@code spawn}.
     * With {@code forkserver} and {@code fork} it means 0, because a JVM of their {@link Spares} becomes the next
     * worker, within milliseconds too, and runs the initializer then. A number asks for workers that stand by beside
     * those JVMs.
     */
    public Builder spareWorkers(@Nullable Integer value) {
      this.spareWorkers = value;
      return this;
    }

    public Builder output(OutputMode value) {
      this.output = Objects.requireNonNull(value, "output");
      return this;
    }

    /** How workers are born; null for the start method of the context that makes the pool. Python: {@code context}. */
    public Builder startMethod(@Nullable StartMethod value) {
      this.startMethod = value;
      return this;
    }

    public Builder launch(LaunchOptions value) {
      this.launch = Objects.requireNonNull(value, "launch");
      return this;
    }

    public Builder listener(PoolListener value) {
      this.listener = Objects.requireNonNull(value, "listener");
      return this;
    }

    /**
     * @throws IllegalArgumentException if a value breaks its rule; the message says the rule and the value
     */
    public PoolConfig build() {
      Limits.requireAtLeast("processes", 1, processes);
      Limits.requireAtLeast("maxTasksPerChild", 1, maxTasksPerChild);
      Limits.requireAtLeast("maxResidentBytes", 1, maxResidentBytes);
      Limits.requireAtLeast("queueCapacity", 1, queueCapacity);
      Limits.requireAtLeast("imapWindow", 1, imapWindow);
      Limits.requireAtLeast("maxStartFailures", 1, maxStartFailures);
      if (spareWorkers != null && (spareWorkers < 0 || spareWorkers > Spares.MAX_COUNT)) {
        throw new IllegalArgumentException(
            "spareWorkers must be 0 to " + Spares.MAX_COUNT + ": spareWorkers=" + spareWorkers);
      }
      Limits.requirePositive("taskTimeout", taskTimeout);
      Limits.requirePositive("queueTimeout", queueTimeout);
      Limits.requirePositive("stopGrace", stopGrace);
      if (name != null && name.isBlank()) {
        throw new IllegalArgumentException("name must not be blank: name='" + name + "'");
      }
      return new PoolConfig(this);
    }
  }
}
