package io.multiprocessing.spring.minimal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolBrokenException;
import io.multiprocessing.pool.WorkerSnapshot;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** However an application ends, what it began is finished or fails, and no process is left. */
class ApplicationEndTests {

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Pattern OPTIONAL =
      Pattern.compile("spring-boot-(health|actuator|micrometer|tomcat|webmvc|servlet|web-)|micrometer|tomcat|jackson");

  @TempDir Path folder;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endWhatAFailureLeft() {
    started.forEach(Process::destroyForcibly); // its workers end with it
  }

  @Test
  void aTermSignalLetsTheTaskFinishAndLeavesNoProcess() throws Exception {
    Process application = start("--work.millis=1500");
    long worker = awaitTask(application);
    application.destroy();
    assertThat(application.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(output()).contains("ended: finished");
    assertThat(application.exitValue()).isEqualTo(128 + 15);
    assertThat(ProcessHandle.of(worker)).isEmpty();
    assertThat(folder.resolve("closed-" + worker)).as("the worker's own context was closed").exists();
  }

  @Test
  void aTaskThatTakesLongerThanTheDrainFailsAndLeavesNoProcess() throws Exception {
    Process application = start("--work.millis=600000", "--multiprocessing.pools.jobs.drain-timeout=300ms");
    long worker = awaitTask(application);
    application.destroy();
    assertThat(application.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(output()).contains("ended: io.multiprocessing.pool.TaskTimeoutException").contains("drain");
    assertThat(ProcessHandle.of(worker)).isEmpty();
  }

  @Test
  void aContextThatFailsHalfWayLeavesNoProcess() {
    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> SpringApplication.run(MinimalApplication.class, arguments("--work.fail=true")))
        .withStackTraceContaining("half way: worker=")
        .satisfies(
            failure -> {
              Matcher pid = Pattern.compile("half way: worker=(\\d+)").matcher(rootMessage(failure));
              assertThat(pid.find()).isTrue();
              assertThat(ProcessHandle.of(Long.parseLong(pid.group(1)))).isEmpty();
            });
  }

  @Test
  void aClosedContextLeavesNoProcessAndAStoppedOneStartsAgain() throws Exception {
    List<Long> pids = new ArrayList<>();
    try (ConfigurableApplicationContext context = SpringApplication.run(MinimalApplication.class, arguments())) {
      MinimalApplication.Work work = context.getBean(MinimalApplication.Work.class);
      pids.add(work.pid());
      context.stop();
      assertThat(ProcessHandle.of(pids.get(0))).isEmpty();
      context.start();
      pids.add(work.pid());
      assertThat(pids.get(1)).isNotEqualTo(pids.get(0));
      context.getBean(Pool.class).snapshot().workers().stream().map(WorkerSnapshot::pid).forEach(pids::add);
    }
    assertThat(pids).allSatisfy(pid -> assertThat(ProcessHandle.of(pid)).isEmpty());
  }

  @Test
  void aBeanThatAWorkerCanNotMakeFailsTheCallsAndSaysWhy() {
    try (ConfigurableApplicationContext context =
        SpringApplication.run(
            MinimalApplication.class,
            arguments("--work.broken=true", "--multiprocessing.pools.jobs.max-start-failures=1"))) {
      MinimalApplication.Work work = context.getBean(MinimalApplication.Work.class);
      assertThatExceptionOfType(PoolBrokenException.class)
          .isThrownBy(work::pid)
          .withStackTraceContaining("a dependency is missing in the worker");
    }
  }

  private Process start(String... arguments) throws IOException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !OPTIONAL.matcher(Path.of(entry).getFileName().toString()).find())
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath, MinimalApplication.class.getName()));
    command.addAll(List.of(arguments(arguments)));
    Process application =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    started.add(application);
    return application;
  }

  private String[] arguments(String... more) {
    Stream<String> usual =
        Stream.of(
            "--work.folder=" + folder,
            "--spring.main.web-application-type=none",
            "--spring.main.keep-alive=true",
            "--spring.main.banner-mode=off",
            "--multiprocessing.pools.jobs.processes=1",
            "--multiprocessing.pools.jobs.jvm-arguments=-XX:TieredStopAtLevel=1");
    return Stream.concat(usual, Stream.of(more)).toArray(String[]::new);
  }

  /** Waits until a worker has begun the task, and gives that worker's process id. */
  private long awaitTask(Process application) throws IOException {
    await().atMost(LIMIT).until(() -> beganIn() > 0 || !application.isAlive());
    assertThat(application.isAlive()).as("%s", output()).isTrue();
    return beganIn();
  }

  private long beganIn() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("began-"))
          .mapToLong(name -> Long.parseLong(name.substring("began-".length())))
          .findFirst()
          .orElse(0);
    }
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
