package io.multiprocessing.spring.minimal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application under devtools itself, which restarts it whenever its classes are compiled anew. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DevtoolsRestartTests {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int RESTARTS = 5;
  private static final String TRIGGER = "restart.trigger";
  private static final Pattern NOT_NEEDED =
      Pattern.compile("spring-boot-(health|actuator|micrometer|tomcat|webmvc|servlet|web-)|micrometer|tomcat|jackson");

  /** Prints which edition of its class the worker has, and in which loader the result's class is. */
  private static final String SOURCE =
      """
      package restarted;

      import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
      import io.multiprocessing.spring.offload.Offload;
      import io.multiprocessing.spring.offload.OffloadAutoConfiguration;
      import org.springframework.boot.ApplicationRunner;
      import org.springframework.boot.SpringApplication;
      import org.springframework.boot.SpringBootConfiguration;
      import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
      import org.springframework.boot.devtools.autoconfigure.LocalDevToolsAutoConfiguration;
      import org.springframework.context.annotation.Bean;

      @SpringBootConfiguration // and no more of Spring Boot than this needs, for quick starts
      @ImportAutoConfiguration(
          {ProcessPoolsAutoConfiguration.class, OffloadAutoConfiguration.class, LocalDevToolsAutoConfiguration.class})
      public class Application {

        public static void main(String[] arguments) {
          SpringApplication.run(Application.class, arguments);
        }

        public record Answer(int edition, long pid) {}

        public static class Work {
          @Offload
          public Answer ask() {
            return new Answer(EDITION, ProcessHandle.current().pid());
          }
        }

        @Bean
        Work work() {
          return new Work();
        }

        @Bean
        ApplicationRunner runner(Work work) {
          return arguments -> {
            Answer answer = work.ask();
            ClassLoader loader = answer.getClass().getClassLoader();
            System.out.println("worker " + answer.pid() + " has edition " + answer.edition() + ", loader "
                + loader.getClass().getSimpleName() + ", same " + (loader == Application.class.getClassLoader())
                + ", threads " + Thread.getAllStackTraces().size() + ".");
          };
        }
      }
      """;

  @TempDir Path folder;

  private Path classes;
  private Path runs;
  private Process application;

  @BeforeEach
  void start() throws IOException {
    classes = Files.createDirectory(folder.resolve("classes"));
    runs = Files.createDirectory(folder.resolve("runs"));
    compile(0);
    List<String> entries = new ArrayList<>(List.of(classes.toString(), System.getProperty("test.devtools")));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (!NOT_NEEDED.matcher(path.getFileName().toString()).find() && !path.endsWith("test-classes")) {
        entries.add(Files.isDirectory(path) ? jar(path).toString() : entry);
      }
    }
    String classPath = String.join(File.pathSeparator, entries);
    application =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-Dmultiprocessing.run-directory=" + runs, "-cp", classPath,
                "restarted.Application",
                "--spring.main.banner-mode=off", "--spring.main.keep-alive=true",
                "--spring.devtools.restart.trigger-file=" + TRIGGER,
                "--spring.devtools.restart.poll-interval=100ms", "--spring.devtools.restart.quiet-period=50ms",
                "--spring.devtools.livereload.enabled=false", "--multiprocessing.pools.jobs.processes=1",
                "--multiprocessing.pools.jobs.spare-workers=0",
                "--multiprocessing.pools.jobs.jvm-arguments=-XX:TieredStopAtLevel=1")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
  }

  @AfterEach
  void endWhatAFailureLeft() {
    application.descendants().forEach(ProcessHandle::destroyForcibly);
    application.destroyForcibly();
  }

  @Test
  void everyRestartHasWorkersWithTheNewClassesAndLeavesNothingOfTheOldOnes() throws Exception {
    List<Long> workers = new ArrayList<>();
    List<Integer> threads = new ArrayList<>();
    List<Integer> files = new ArrayList<>();
    for (int edition = 0; edition <= RESTARTS; edition++) {
      if (edition > 0) {
        compile(edition);
      }
      MatchResult line = awaitEdition(edition);
      workers.add(Long.parseLong(line.group(1)));
      threads.add(Integer.parseInt(line.group(2)));
      files.add(openFiles());
      if (edition > 0) {
        assertThat(ProcessHandle.of(workers.get(edition - 1))).as("the worker before the restart").isEmpty();
      }
    }
    assertThat(workers).doesNotHaveDuplicates();
    assertThat(application.children().map(ProcessHandle::pid)).containsExactly(workers.get(RESTARTS));
    assertThat(output()).as("of a worker").contains("Restart disabled due to System property");
    try (Stream<Path> left = Files.list(runs)) {
      assertThat(left).as("one run directory, that of the application").hasSize(1);
    }
    assertThat(threads.get(RESTARTS)).as("threads after each: %s", threads).isLessThanOrEqualTo(threads.get(1) + 2);
    assertThat(files.get(RESTARTS)).as("files after each: %s", files).isLessThanOrEqualTo(files.get(1) + 4);

    List<ProcessHandle> last = application.descendants().toList();
    application.destroy();
    assertThat(application.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("%s", output()).isTrue();
    assertThat(last).noneMatch(ProcessHandle::isAlive);
    assertThat(runs).isEmptyDirectory();
  }

  /** What is in a folder is the application for devtools, and is loaded anew; this library is a jar to its users. */
  private Path jar(Path classFolder) throws IOException {
    Path jar = Files.createTempFile(folder, "library-", ".jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classFolder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(classFolder.relativize(file).toString().replace(File.separatorChar, '/')));
        Files.copy(file, zip);
      }
    }
    return jar;
  }

  private void compile(int edition) throws IOException {
    Path source = folder.resolve("Application.java");
    Files.writeString(source, SOURCE.replace("EDITION", Integer.toString(edition)));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null, null, null, "-proc:none", "-parameters", "-d", classes.toString(), "-cp",
                System.getProperty("test.devtools") + File.pathSeparator + System.getProperty("java.class.path"),
                source.toString());
    assertThat(code).as("of the compiler").isZero();
    Path trigger = Files.writeString(folder.resolve(TRIGGER), "edition " + edition);
    Files.move(trigger, classes.resolve(TRIGGER), StandardCopyOption.ATOMIC_MOVE); // one change, when all is written
  }

  private MatchResult awaitEdition(int edition) {
    Pattern line =
        Pattern.compile(
            "worker (\\d+) has edition " + edition + ", loader RestartClassLoader, same true, threads (\\d+)\\.");
    return await()
        .atMost(LIMIT)
        .failFast("the application ended", () -> !application.isAlive())
        .until(() -> line.matcher(output()).results().findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }

  /** Zero where the platform doesn't list them. */
  private int openFiles() {
    String[] descriptors = new File("/proc/" + application.pid() + "/fd").list();
    return Objects.requireNonNullElse(descriptors, new String[0]).length;
  }
}
