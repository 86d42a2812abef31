package io.multiprocessing.spring.minimal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.pool.LaunchSnapshot;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Contexts that come and go in one JVM, as they do when one is made anew. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContextCyclesTests {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int CYCLES = 20;

  @TempDir Path folder;

  @Test
  void twentyContextsLeaveNoProcessThreadOrFile() throws Exception {
    cycle(1);
    int children = await().atMost(LIMIT).until(ContextCyclesTests::children, count -> count == 0);
    int threads = threads();
    int files = openFiles();
    for (int i = 1; i < CYCLES; i++) {
      cycle(i % 4 == 0 ? 1 : 0);
    }
    await().atMost(LIMIT).untilAsserted(() -> {
      assertThat(children()).as("processes").isEqualTo(children);
      assertThat(threads()).as("threads %s", Thread.getAllStackTraces().keySet()).isLessThanOrEqualTo(threads + 2);
      assertThat(openFiles()).as("open files").isLessThanOrEqualTo(files + 4);
    });
  }

  /** A spare is most likely still starting when its context closes. */
  private static void cycle(int spares) throws InterruptedException {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(OnlyPools.class)
            .run(
                "--spring.main.web-application-type=none",
                "--spring.main.banner-mode=off",
                "--multiprocessing.start-method=forkserver",
                "--multiprocessing.pools.jobs.processes=1",
                "--multiprocessing.pools.jobs.spares=" + spares,
                "--multiprocessing.pools.jobs.worker-context=none",
                "--multiprocessing.pools.jobs.jvm-arguments=-XX:TieredStopAtLevel=1")) {
      Pool pool = context.getBean(Pool.class);
      assertThat(pool.<Long>apply(() -> ProcessHandle.current().pid())).isNotEqualTo(ProcessHandle.current().pid());
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(ProcessPoolsAutoConfiguration.class)
  static class OnlyPools {}

  /** A worker that stands by, or a spare: the bean knows where it was made, and its process is older than the death. */
  @ParameterizedTest
  @CsvSource({"SPAWN, jobs-worker-2", "FORKSERVER, spare-"})
  void aReplacementHadItsBeansBeforeItWasNeeded(StartMethod method, String birthplace) throws Exception {
    try (ConfigurableApplicationContext context =
        SpringApplication.run(MinimalApplication.class, arguments("--multiprocessing.start-method=" + method))) {
      MinimalApplication.Work work = context.getBean(MinimalApplication.Work.class);
      Pool pool = context.getBean(Pool.class);
      assertThat(work.birthplace().process()).isEqualTo("jobs-worker-1");
      await().atMost(LIMIT).until(() -> waiting(pool.snapshot()) == 1);
      assertThat(pool.snapshot().launch()).extracting(LaunchSnapshot::startMethod).isEqualTo(method);
      Set<Long> pids = pids();
      assertThat(pids).as("a worker, and one JVM that waits").hasSize(2);
      long first = work.pid();
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      await().atMost(LIMIT)
          .until(() -> pool.snapshot().workers().stream().noneMatch(worker -> worker.pid() == first));
      assertThat(work.birthplace().process()).startsWith(birthplace);
      assertThat(work.pid()).isIn(pids);
    }
    await().atMost(LIMIT).until(() -> children() == 0);
  }

  /** How many have their beans and no work. */
  private static int waiting(PoolSnapshot pool) {
    LaunchSnapshot launch = pool.launch();
    return pool.standingBy() + (launch == null ? 0 : launch.sparesReady());
  }

  private static Set<Long> pids() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  private String[] arguments(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--work.folder=" + folder,
                "--spring.main.web-application-type=none",
                "--spring.main.banner-mode=off",
                "--multiprocessing.pools.jobs.processes=1",
                "--multiprocessing.pools.jobs.jvm-arguments=-XX:TieredStopAtLevel=1"));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  private static int children() {
    return (int) ProcessHandle.current().children().count();
  }

  private static int threads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !thread.getName().equals("process reaper") && !thread.getName().startsWith("awaitility"))
            .count();
  }

  /** Zero where the platform doesn't list them. */
  private static int openFiles() {
    String[] descriptors = new File("/proc/self/fd").list();
    return Objects.requireNonNullElse(descriptors, new String[0]).length;
  }
}
