package io.multiprocessing.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a child has loaded when its first task has run, going by the JVM's own log. */
@Timeout(60)
class FirstTaskClassesTest {

  /** Of Kryo a message needs the input and output and a map or two, no serializer and no registry. */
  private static final List<String> NEEDED_OF_KRYO =
      List.of("com.esotericsoftware.kryo.io.", "com.esotericsoftware.kryo.KryoException",
          "com.esotericsoftware.kryo.util.Pool", "com.esotericsoftware.kryo.util.ObjectMap",
          "com.esotericsoftware.kryo.util.ObjectIntMap", "com.esotericsoftware.kryo.util.IdentityObjectIntMap");

  /** Some 900 on JDK 17 and 1,100 on JDK 25 for a process, without an image; the rest is room for other JDKs. */
  private static final int MOST_CLASSES = 1_500;

  @TempDir Path folder;

  private LaunchOptions logging() {
    return LaunchOptions.builder()
        .jvmArguments("-Xlog:class+load:file=" + folder.resolve("classes") + ":none")
        .build();
  }

  private void check() throws IOException {
    List<String> loaded = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("classes"))) {
      loaded.add(line.split(" ")[0]);
    }
    assertThat(loaded).as("the log").contains("io.multiprocessing.internal.worker.WorkerMain");
    assertThat(loaded).as("native access").noneMatch(name -> name.startsWith("com.sun.jna"));
    assertThat(loaded).as("logging")
        .noneMatch(name -> name.startsWith("org.slf4j.") || name.startsWith("ch.qos.logback."))
        .noneMatch(name -> name.startsWith("java.util.logging.") || name.startsWith("jdk.internal.logger."));
    assertThat(loaded).as("Kryo")
        .filteredOn(name -> name.startsWith("com.esotericsoftware."))
        .allMatch(name -> NEEDED_OF_KRYO.stream().anyMatch(name::startsWith));
    assertThat(loaded).as("the parent's side")
        .noneMatch(name -> name.startsWith("io.multiprocessing.internal.process."))
        .noneMatch(name -> name.startsWith("io.multiprocessing.internal.pool."))
        .noneMatch(name -> name.startsWith("io.multiprocessing.internal.memory."));
    assertThat(loaded).as("joined strings").noneMatch(name -> name.startsWith("java.lang.invoke.StringConcatFactory$"));
    assertThat(loaded).hasSizeLessThan(MOST_CLASSES);
  }

  @Test
  void aProcessLoadsLittle() throws Exception {
    ChildProcess child = Multiprocessing.get().with(logging()).process(() -> {});
    child.start();
    child.join();
    assertThat(child.exitCode()).hasValue(0);
    check();
  }

  @Test
  void aWorkerLoadsLittle() throws Exception {
    PoolConfig config = PoolConfig.builder().processes(1).spareWorkers(0).launch(logging()).build();
    try (Pool pool = Multiprocessing.get().pool(config)) {
      assertThat(pool.<Integer>apply(() -> 7)).isEqualTo(7);
      check();
    }
  }
}
