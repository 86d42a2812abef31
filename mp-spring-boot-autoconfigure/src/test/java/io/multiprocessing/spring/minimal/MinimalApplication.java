package io.multiprocessing.spring.minimal;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.WorkerSnapshot;
import io.multiprocessing.spring.offload.Offload;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Offloads one task when it has started, and prints how that ends. */
@SpringBootApplication
public class MinimalApplication {

  public static void main(String[] args) {
    SpringApplication.run(MinimalApplication.class, args);
  }

  @Bean
  Work work(@Value("${work.folder}") Path folder, Environment environment) {
    if (environment.matchesProfiles("mp-worker") && environment.containsProperty("work.broken")) {
      throw new IllegalStateException("a dependency is missing in the worker");
    }
    return new Work(folder);
  }

  @Bean
  @ConditionalOnProperty("work.millis")
  ApplicationRunner runner(Work work, Pool pool, @Value("${work.millis}") long millis) {
    return arguments -> {
      CompletableFuture<String> result = work.slow(millis);
      result.whenComplete((value, failure) -> System.out.println("ended: " + (failure == null ? value : failure)));
      System.out.println("submitted");
    };
  }

  @Bean
  @ConditionalOnProperty("work.fail")
  Object failure(Work work, Pool pool) throws InterruptedException {
    Long pid = pool.apply(() -> ProcessHandle.current().pid());
    throw new IllegalStateException("half way: worker=" + pid + " " + pids(pool));
  }

  static String pids(Pool pool) {
    return pool.snapshot().workers().stream().map(WorkerSnapshot::pid).toList().toString();
  }

  /** A result of a class of the application's own. */
  public record Place(String process) {}

  /** Leaves a file for each thing that a worker does. */
  static class Work {

    private final Path folder;
    private final String birthplace = Multiprocessing.currentProcess().name();

    Work(Path folder) {
      this.folder = folder;
    }

    @Offload
    public CompletableFuture<String> slow(long millis) throws IOException, InterruptedException {
      mark("began");
      new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
      return CompletableFuture.completedFuture("finished");
    }

    @Offload
    public long pid() throws IOException {
      mark("began");
      return ProcessHandle.current().pid();
    }

    /** Where this bean was made: the name that its process had then. */
    @Offload
    public Place birthplace() {
      return new Place(birthplace);
    }

    @PreDestroy
    void close() throws IOException {
      mark("closed");
    }

    private void mark(String what) throws IOException {
      Files.writeString(folder.resolve(what + "-" + ProcessHandle.current().pid()), what);
    }
  }
}
