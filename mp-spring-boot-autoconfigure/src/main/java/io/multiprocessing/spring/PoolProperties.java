package io.multiprocessing.spring;

import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.QueueFullPolicy;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.OutputMode;
import io.multiprocessing.process.PreloadErrors;
import io.multiprocessing.process.Spares;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.spring.worker.WorkerContext;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * The settings of one pool, or of a configuration that pools start from. Null means: not set, the library's default.
 */
public class PoolProperties {

  /** How long a pool may finish what it was given when the application stops, unless it says otherwise: 20 seconds. */
  public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(20);

  /** Name of the configuration under multiprocessing.configs that this pool starts from, after "default". */
  private @Nullable String baseConfig;

  /** How many worker processes run tasks; one more waits. Defaults to the number of processors. */
  private @Nullable Integer processes;

  /** After how many tasks a worker is replaced by a fresh one. Never by default. */
  private @Nullable Integer maxTasksPerChild;

  /** Heap limit of each worker's JVM. Defaults to its share of 60 % of the memory, at most the JVM's own default. */
  private @Nullable DataSize maxHeap;

  /** Resident memory above which a worker is replaced when its task is done. No limit by default. */
  private @Nullable DataSize maxResidentMemory;

  /** How many tasks may wait for a worker. Defaults to 1000000. */
  private @Nullable Integer queueCapacity;

  /** What a submission does when the queue is full. Defaults to reject. */
  private @Nullable QueueFullPolicy queueFullPolicy;

  /** How many items of an imap may be submitted and not yet read. Defaults to 1024. */
  private @Nullable Integer imapWindow;

  /** How long a task may run before its worker is killed. No limit by default. */
  private @Nullable Duration taskTimeout;

  /** How long a task may wait for a worker. No limit by default. */
  private @Nullable Duration queueTimeout;

  /** How long a worker that was asked to end has before it is killed. Defaults to 5s. */
  private @Nullable Duration stopGrace;

  /** How long the pool may finish what it was given when the application stops. Defaults to 20s. */
  private @Nullable Duration drainTimeout;

  /** How many starts of workers in a row may fail before the pool gives up. Defaults to 3. */
  private @Nullable Integer maxStartFailures;

  /** How long a worker may take from its launch until it is ready for tasks. Defaults to 60s. */
  private @Nullable Duration startTimeout;

  /** Arguments of the workers' JVMs, such as -XX:+UseSerialGC. */
  private List<String> jvmArguments = new ArrayList<>();

  /** Environment variables of the workers, beside those of the application. */
  private Map<String, String> environment = new LinkedHashMap<>();

  /** Working directory of the workers. Defaults to that of the application. */
  private @Nullable File workingDirectory;

  /** Java executable of the workers. Defaults to the one that runs the application. */
  private @Nullable File javaExecutable;

  /** How the workers are born. Defaults to multiprocessing.start-method. */
  private @Nullable StartMethod startMethod;

  /**
   * How many workers stand by, initialized and with their beans, to take the place of one that ends. Defaults to 1 for
   * start-method=spawn, and to 0 for forkserver and fork, whose spares do that.
   */
  private @Nullable Integer spareWorkers;

  /** How many JVMs wait to become a worker, for start-method=forkserver and fork. Defaults to 1. */
  private @Nullable Integer spares;

  /** After how long without a new worker the waiting JVMs end. Defaults to 10m. */
  private @Nullable Duration spareIdleTime;

  /** What becomes of a waiting JVM in which preloading failed. Defaults to warn. */
  private @Nullable PreloadErrors onPreloadError;

  /** Classes that the waiting JVMs load ahead. */
  private List<String> preload = new ArrayList<>();

  /** Classes whose static fields workers begin with, for start-method=fork. */
  private List<String> inherit = new ArrayList<>();

  /** Where the standard output and standard error of workers go. Defaults to log. */
  private @Nullable OutputMode output;

  /** Which beans the workers have. Defaults to application. */
  private @Nullable WorkerContext workerContext;

  /** Configuration classes of the workers' beans, for worker-context=sources. */
  private List<String> workerSources = new ArrayList<>();

  public @Nullable String getBaseConfig() {
    return baseConfig;
  }

  public void setBaseConfig(@Nullable String baseConfig) {
    this.baseConfig = baseConfig;
  }

  public @Nullable Integer getProcesses() {
    return processes;
  }

  public void setProcesses(@Nullable Integer processes) {
    this.processes = processes;
  }

  public @Nullable Integer getMaxTasksPerChild() {
    return maxTasksPerChild;
  }

  public void setMaxTasksPerChild(@Nullable Integer maxTasksPerChild) {
    this.maxTasksPerChild = maxTasksPerChild;
  }

  public @Nullable DataSize getMaxHeap() {
    return maxHeap;
  }

  public void setMaxHeap(@Nullable DataSize maxHeap) {
    this.maxHeap = maxHeap;
  }

  public @Nullable DataSize getMaxResidentMemory() {
    return maxResidentMemory;
  }

  public void setMaxResidentMemory(@Nullable DataSize maxResidentMemory) {
    this.maxResidentMemory = maxResidentMemory;
  }

  public @Nullable Integer getQueueCapacity() {
    return queueCapacity;
  }

  public void setQueueCapacity(@Nullable Integer queueCapacity) {
    this.queueCapacity = queueCapacity;
  }

  public @Nullable QueueFullPolicy getQueueFullPolicy() {
    return queueFullPolicy;
  }

  public void setQueueFullPolicy(@Nullable QueueFullPolicy queueFullPolicy) {
    this.queueFullPolicy = queueFullPolicy;
  }

  public @Nullable Integer getImapWindow() {
    return imapWindow;
  }

  public void setImapWindow(@Nullable Integer imapWindow) {
    this.imapWindow = imapWindow;
  }

  public @Nullable Duration getTaskTimeout() {
    return taskTimeout;
  }

  public void setTaskTimeout(@Nullable Duration taskTimeout) {
    this.taskTimeout = taskTimeout;
  }

  public @Nullable Duration getQueueTimeout() {
    return queueTimeout;
  }

  public void setQueueTimeout(@Nullable Duration queueTimeout) {
    this.queueTimeout = queueTimeout;
  }

  public @Nullable Duration getStopGrace() {
    return stopGrace;
  }

  public void setStopGrace(@Nullable Duration stopGrace) {
    this.stopGrace = stopGrace;
  }

  public @Nullable Duration getDrainTimeout() {
    return drainTimeout;
  }

  public void setDrainTimeout(@Nullable Duration drainTimeout) {
    this.drainTimeout = drainTimeout;
  }

  public @Nullable Integer getMaxStartFailures() {
    return maxStartFailures;
  }

  public void setMaxStartFailures(@Nullable Integer maxStartFailures) {
    this.maxStartFailures = maxStartFailures;
  }

  public @Nullable Duration getStartTimeout() {
    return startTimeout;
  }

  public void setStartTimeout(@Nullable Duration startTimeout) {
    this.startTimeout = startTimeout;
  }

  public List<String> getJvmArguments() {
    return jvmArguments;
  }

  public void setJvmArguments(List<String> jvmArguments) {
    this.jvmArguments = jvmArguments;
  }

  public Map<String, String> getEnvironment() {
    return environment;
  }

  public void setEnvironment(Map<String, String> environment) {
    this.environment = environment;
  }

  public @Nullable File getWorkingDirectory() {
    return workingDirectory;
  }

  public void setWorkingDirectory(@Nullable File workingDirectory) {
    this.workingDirectory = workingDirectory;
  }

  public @Nullable File getJavaExecutable() {
    return javaExecutable;
  }

  public void setJavaExecutable(@Nullable File javaExecutable) {
    this.javaExecutable = javaExecutable;
  }

  public @Nullable StartMethod getStartMethod() {
    return startMethod;
  }

  public void setStartMethod(@Nullable StartMethod startMethod) {
    this.startMethod = startMethod;
  }

  public @Nullable Integer getSpareWorkers() {
    return spareWorkers;
  }

  public void setSpareWorkers(@Nullable Integer spareWorkers) {
    this.spareWorkers = spareWorkers;
  }

  public @Nullable Integer getSpares() {
    return spares;
  }

  public void setSpares(@Nullable Integer spares) {
    this.spares = spares;
  }

  public @Nullable Duration getSpareIdleTime() {
    return spareIdleTime;
  }

  public void setSpareIdleTime(@Nullable Duration spareIdleTime) {
    this.spareIdleTime = spareIdleTime;
  }

  public @Nullable PreloadErrors getOnPreloadError() {
    return onPreloadError;
  }

  public void setOnPreloadError(@Nullable PreloadErrors onPreloadError) {
    this.onPreloadError = onPreloadError;
  }

  public List<String> getPreload() {
    return preload;
  }

  public void setPreload(List<String> preload) {
    this.preload = preload;
  }

  public List<String> getInherit() {
    return inherit;
  }

  public void setInherit(List<String> inherit) {
    this.inherit = inherit;
  }

  public @Nullable OutputMode getOutput() {
    return output;
  }

  public void setOutput(@Nullable OutputMode output) {
    this.output = output;
  }

  public @Nullable WorkerContext getWorkerContext() {
    return workerContext;
  }

  public void setWorkerContext(@Nullable WorkerContext workerContext) {
    this.workerContext = workerContext;
  }

  public List<String> getWorkerSources() {
    return workerSources;
  }

  public void setWorkerSources(List<String> workerSources) {
    this.workerSources = workerSources;
  }

  /** The drain limit in effect. */
  Duration effectiveDrainTimeout() {
    return drainTimeout == null ? DEFAULT_DRAIN_TIMEOUT : drainTimeout;
  }

  /** The worker context in effect. */
  WorkerContext effectiveWorkerContext() {
    return workerContext == null ? WorkerContext.APPLICATION : workerContext;
  }

  /** The core's configuration of a pool with these settings. */
  PoolConfig.Builder toConfig(String name) {
    PoolConfig.Builder config =
        PoolConfig.builder()
            .name(name)
            .processes(processes)
            .spareWorkers(spareWorkers)
            .maxTasksPerChild(maxTasksPerChild)
            .maxResidentBytes(maxResidentMemory == null ? null : maxResidentMemory.toBytes())
            .taskTimeout(taskTimeout)
            .queueTimeout(queueTimeout)
            .startMethod(startMethod)
            .launch(toLaunchOptions());
    ifSet(queueCapacity, config::queueCapacity);
    ifSet(queueFullPolicy, config::queueFullPolicy);
    ifSet(imapWindow, config::imapWindow);
    ifSet(stopGrace, config::stopGrace);
    ifSet(maxStartFailures, config::maxStartFailures);
    ifSet(output, config::output);
    return config;
  }

  private LaunchOptions toLaunchOptions() {
    LaunchOptions.Builder launch =
        LaunchOptions.builder()
            .javaExecutable(javaExecutable == null ? null : javaExecutable.toPath())
            .workingDirectory(workingDirectory == null ? null : workingDirectory.toPath())
            .maxHeapBytes(maxHeap == null ? null : maxHeap.toBytes())
            .jvmArguments(jvmArguments)
            .environment(environment)
            .spares(toSpares())
            .inherit(inherit.stream().map(name -> ClassUtils.resolveClassName(name, null)).toArray(Class<?>[]::new));
    ifSet(startTimeout, launch::startTimeout);
    return launch.build();
  }

  private Spares toSpares() {
    Spares defaults = Spares.defaults();
    return new Spares(
        spares == null ? defaults.count() : spares,
        spareIdleTime == null ? defaults.idleTime() : spareIdleTime,
        preload,
        null,
        onPreloadError == null ? defaults.onPreloadError() : onPreloadError);
  }

  private static <T> void ifSet(@Nullable T value, Consumer<? super T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
