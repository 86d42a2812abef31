package io.multiprocessing.benchmarks;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.StartMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** This library. Its parent process is this JVM. */
final class JavaPeer implements Peer {

  private final LaunchOptions launch;
  private final Pool pool;
  private final PoolWorkloads pools;
  private final ProcessWorkloads processes;
  private final SharedWorkloads shared;
  private final ManagerWorkloads managers;
  private final DeploymentWorkloads deployments;
  private final SampleWorkloads samples;

  /** @param sample the sample application's executable jar, or null if it won't be measured */
  JavaPeer(int workers, LaunchOptions launch, @Nullable Path sample) {
    Multiprocessing context = Multiprocessing.get();
    this.launch = launch;
    this.pool = context.pool(PoolConfig.builder().processes(workers).launch(launch).build());
    this.pools = new PoolWorkloads(pool);
    this.processes = new ProcessWorkloads(launch);
    this.shared = new SharedWorkloads(context.with(launch));
    this.managers = new ManagerWorkloads(context.with(launch));
    this.deployments = new DeploymentWorkloads(launch.javaExecutable());
    this.samples = new SampleWorkloads(sample, launch.javaExecutable());
  }

  @Override
  public String title() {
    return "multiprocessing (JVM)";
  }

  @Override
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("version", System.getProperty("java.runtime.version"));
    facts.put("vm", System.getProperty("java.vm.name") + ", " + System.getProperty("java.vendor"));
    facts.put("startMethod", Multiprocessing.startMethod().lowerCaseName());
    if (launch.javaExecutable() != null) {
      facts.put("workerExecutable", launch.javaExecutable().toString());
    }
    return facts;
  }

  @Override
  public Map<String, Double> measure(Benchmark benchmark, Effort effort) throws IOException, InterruptedException {
    return switch (benchmark) {
      case APPLY -> pools.apply(effort);
      case MAP_CHUNK_1 -> pools.mapChunksOfOne(effort);
      case MAP -> pools.map(effort);
      case IMAP_UNORDERED -> pools.imapUnordered(effort);
      case ECHO_1 -> pools.echo(1, effort);
      case ECHO_16 -> pools.echo(16, effort);
      case ECHO_128 -> pools.echo(128, effort);
      case EXECUTOR -> pools.executor(effort);
      case SPAWN -> processes.startAndJoin(StartMethod.SPAWN, effort);
      case FORKSERVER -> processes.startAndJoin(StartMethod.FORKSERVER, effort);
      case FORKSERVER_RUN -> processes.startUntilItRuns(effort);
      case FORK -> processes.startAndJoin(StartMethod.FORK, effort);
      case SPAWN_CLASSES -> deployments.startAndJoin(Deployment.CLASSES, StartMethod.SPAWN, effort);
      case SPAWN_EXTRACTED -> deployments.startAndJoin(Deployment.EXTRACTED, StartMethod.SPAWN, effort);
      case SPAWN_EXECUTABLE_JAR -> deployments.startAndJoin(Deployment.EXECUTABLE_JAR, StartMethod.SPAWN, effort);
      case FORKSERVER_CLASSES -> deployments.startAndJoin(Deployment.CLASSES, StartMethod.FORKSERVER, effort);
      case FORKSERVER_EXTRACTED -> deployments.startAndJoin(Deployment.EXTRACTED, StartMethod.FORKSERVER, effort);
      case FORKSERVER_EXECUTABLE_JAR ->
          deployments.startAndJoin(Deployment.EXECUTABLE_JAR, StartMethod.FORKSERVER, effort);
      case SPRING_WORKER -> samples.workerStart(true, effort);
      case SPRING_WORKER_NO_IMAGE -> samples.workerStart(false, effort);
      case MEMORY_SPARE -> processes.spareMemory();
      case MEMORY, MEMORY_SPAWN -> processes.memory();
      case DEATH, DEATH_SPAWN -> processes.death(effort);
      case LOCK -> shared.lock(effort);
      case LOCK_CONTENDED -> shared.contendedLock(effort);
      case QUEUE -> shared.queue(effort);
      case SIMPLE_QUEUE -> shared.simpleQueue(effort);
      case PIPE_64 -> shared.pipe(benchmark, SharedWorkloads.PIPE_SMALL_BYTES, 0, effort);
      case PIPE_64_ASLEEP -> shared.pipe(benchmark, SharedWorkloads.PIPE_SMALL_BYTES, SharedWorkloads.PAUSE_MILLIS, effort);
      case PIPE_1M -> shared.pipe(benchmark, SharedWorkloads.PIPE_LARGE_BYTES, 0, effort);
      case MANAGER_START -> managers.start(effort);
      case MANAGER_MAP -> managers.mapSet(effort);
      case MANAGER_QUEUE -> managers.queue(effort);
      case MANAGER_THREADS -> managers.threads(effort);
    };
  }

  @Override
  public void close() {
    samples.close();
    deployments.close();
    managers.close();
    shared.close();
    pool.close();
  }
}
