package io.multiprocessing.spring.app;

import io.multiprocessing.manager.ManagedMap;
import io.multiprocessing.manager.ManagedQueue;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.spring.ProcessPools;
import io.multiprocessing.spring.offload.Offload;
import io.multiprocessing.sync.InterProcessLock;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.ApplicationArguments;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Service;

/** What is to be done in workers, with injected dependencies. */
@Service
public class Chores {

  private final Environment environment;
  private final ApplicationContext context;
  private final ApplicationArguments arguments;
  private final ProcessPools pools;
  private final Pool pool;
  private final ObjectProvider<Chores> self;
  private final ObjectProvider<ManagedMap<String, Long>> pages;
  private final ObjectProvider<ManagedQueue<String>> jobs;
  private final ObjectProvider<InterProcessLock> guard;
  private final AtomicInteger calls = new AtomicInteger();

  Chores(
      Environment environment,
      ApplicationContext context,
      ApplicationArguments arguments,
      ProcessPools pools,
      Pool pool,
      ObjectProvider<Chores> self,
      @Qualifier("pages") ObjectProvider<ManagedMap<String, Long>> pages,
      @Qualifier("jobs") ObjectProvider<ManagedQueue<String>> jobs,
      @Qualifier("guard") ObjectProvider<InterProcessLock> guard) {
    this.environment = environment;
    this.context = context;
    this.arguments = arguments;
    this.pools = pools;
    this.pool = pool;
    this.self = self;
    this.pages = pages;
    this.jobs = jobs;
    this.guard = guard;
  }

  /** Counts in a map that the application and all its workers share. */
  @Offload
  public String count(String file, long more) {
    ManagedMap<String, Long> shared = pages.getObject();
    shared.merge(file, more, Long::sum);
    return shared.toString();
  }

  @Offload
  public void enqueue(String job) throws InterruptedException {
    jobs.getObject().put(job);
  }

  @Offload
  public void dieWithTheLock() {
    guard.getObject().lock();
    Runtime.getRuntime().halt(1);
  }

  /** What a worker knows about the application. */
  @Offload
  public Map<String, Object> facts(List<String> keys) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("pid", ProcessHandle.current().pid());
    facts.put("happened", new ArrayList<>(TestApplication.happened));
    facts.put("profiles", List.of(environment.getActiveProfiles()));
    facts.put("arguments", List.of(arguments.getSourceArgs()));
    facts.put("context", context.getClass().getSimpleName());
    facts.put("pools", List.copyOf(pools.names()));
    keys.forEach(key -> facts.put(key, environment.getProperty(key)));
    return facts;
  }

  @Offload
  public long pid() {
    return ProcessHandle.current().pid();
  }

  /** Goes through this bean's own proxy in the worker, which must not offload again. */
  @Offload
  public List<Long> nestedPids() {
    return List.of(ProcessHandle.current().pid(), self.getObject().pid());
  }

  @Offload
  public int submitFromWorker() throws InterruptedException {
    return pool.apply(() -> 1);
  }

  @Offload
  public void exit(int code) {
    Runtime.getRuntime().halt(code);
  }

  @Offload(timeout = "${chores.limit:700ms}")
  public void spin() {
    while (calls.get() >= 0) {
      Thread.onSpinWait();
    }
  }

  @Offload
  public void fail() throws IOException {
    throw new IOException("disk full");
  }

  @Offload
  @Cacheable("pids")
  public List<Long> cachedPid(int key) {
    return List.of(ProcessHandle.current().pid(), System.nanoTime());
  }

  /** Dies in every worker that has not left a mark for {@code name} before. */
  @Offload
  @Retryable(maxRetries = 2, delay = 1)
  public String dieOnce(Path mark) throws IOException {
    if (Files.notExists(mark)) {
      Files.createFile(mark);
      Runtime.getRuntime().halt(7);
    }
    return "survived";
  }

  @Offload(retries = 1)
  public String dieOnceIdempotent(Path mark) throws IOException {
    return dieOnce(mark);
  }

  @Offload
  @Async
  public CompletableFuture<Long> asyncPid() {
    return CompletableFuture.completedFuture(ProcessHandle.current().pid());
  }

  @Offload
  public CompletableFuture<byte[]> later(byte[] bytes) {
    return CompletableFuture.supplyAsync(() -> bytes);
  }

  @PreDestroy
  void end() throws IOException {
    String mark = environment.getProperty("chores.end-mark");
    if (mark != null) {
      Files.writeString(Path.of(mark, Long.toString(ProcessHandle.current().pid())), "closed");
    }
  }
}
