package io.multiprocessing.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessStartException;
import io.multiprocessing.serialization.SerializationException;
import java.io.Serial;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each wrong input: an error that says what, why and the mend, and no process left behind. */
@Timeout(60)
class PoolBadInputTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void refusesNumbersAndTimesThatMakeNoSense() {
    assertThatThrownBy(() -> Multiprocessing.get().pool(0)).hasMessage("processes must be at least 1: processes=0");
    assertThatThrownBy(() -> Multiprocessing.get().pool(-3)).hasMessage("processes must be at least 1: processes=-3");
    assertThatThrownBy(() -> PoolConfig.builder().queueCapacity(0).build())
        .hasMessage("queueCapacity must be at least 1: queueCapacity=0");
    assertThatThrownBy(() -> PoolConfig.builder().maxTasksPerChild(0).build())
        .hasMessage("maxTasksPerChild must be at least 1: maxTasksPerChild=0");
    assertThatThrownBy(() -> PoolConfig.builder().imapWindow(0).build())
        .hasMessage("imapWindow must be at least 1: imapWindow=0");
    assertThatThrownBy(() -> PoolConfig.builder().taskTimeout(Duration.ZERO).build())
        .hasMessage("taskTimeout must be longer than zero: taskTimeout=PT0S");
    assertThatThrownBy(() -> PoolConfig.builder().name(" ").build()).hasMessageContaining("name must not be blank");
    assertThatThrownBy(() -> TaskOptions.timeout(Duration.ofSeconds(-1)))
        .hasMessage("timeout must be longer than zero: timeout=PT-1S");
    assertThatThrownBy(() -> TaskOptions.idempotent(-1)).hasMessage("retries must be at least 0: retries=-1");
    assertThatThrownBy(() -> LaunchOptions.builder().maxHeapBytes(1L).build())
        .hasMessageContaining("at least 2 MiB")
        .hasMessageContaining("maxHeapBytes=1");
    assertThatThrownBy(() -> LaunchOptions.builder().jvmArguments("-cp", "x").build())
        .hasMessageContaining("jvmArguments has '-cp'");
  }

  @Test
  void refusesAMissingJavaExecutable() {
    long before = children();
    LaunchOptions options = LaunchOptions.builder().javaExecutable(Path.of("/no/such/java")).build();
    assertThatExceptionOfType(ProcessStartException.class)
        .isThrownBy(() -> Multiprocessing.get().with(options).pool(2))
        .withMessageContaining("javaExecutable=/no/such/java");
    assertThat(children()).isEqualTo(before);
  }

  @Test
  void givesUpWhenTheJvmDoesNotTakeItsArguments() {
    LaunchOptions options = LaunchOptions.builder().jvmArguments("-XX:NoSuchFlag=1").build();
    try (Pool pool = Multiprocessing.get().with(options).pool(1)) {
      assertThatExceptionOfType(PoolBrokenException.class)
          .isThrownBy(() -> pool.applyAsync(() -> 1).get(LIMIT))
          .withMessageContaining("exit code 1")
          .withStackTraceContaining("NoSuchFlag");
    }
  }

  @Test
  void givesUpWhenWorkersDoNotConnectInTime(@TempDir Path folder) throws Exception {
    Path java = Files.writeString(folder.resolve("java"), "#!/bin/sh\nexec sleep 60\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    LaunchOptions options =
        LaunchOptions.builder().javaExecutable(java).startTimeout(Duration.ofMillis(300)).build();
    long before = children();
    try (Pool pool =
        Multiprocessing.get().pool(PoolConfig.builder().processes(1).maxStartFailures(2).launch(options).build())) {
      assertThatExceptionOfType(PoolBrokenException.class)
          .isThrownBy(() -> pool.applyAsync(() -> 1).get(LIMIT))
          .withMessageContaining("startTimeout=PT0.3S");
    }
    await().until(() -> children() == before);
  }

  @Test
  void givesUpWhenTheInitializerHangs() {
    LaunchOptions options = LaunchOptions.builder().startTimeout(Duration.ofSeconds(2)).build();
    PoolConfig config =
        PoolConfig.builder()
            .processes(1)
            .maxStartFailures(1)
            .launch(options)
            .initializer(() -> Thread.sleep(60_000))
            .build();
    try (Pool pool = Multiprocessing.get().pool(config)) {
      assertThatExceptionOfType(PoolBrokenException.class)
          .isThrownBy(() -> pool.applyAsync(() -> 1).get(LIMIT))
          .withMessageContaining("its initializer included: startTimeout=PT2S");
    }
  }

  private static long children() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
  }

  private static final class HoldsAThread implements RemoteRunnable {
    @Serial private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // that it can't travel is the point
    private final Object worker = new Thread("never started");

    @Override
    public void run() {
      System.out.println(worker);
    }
  }

  @Test
  void namesTheFieldThatCanNotTravel() {
    assertThatExceptionOfType(SerializationException.class)
        .isThrownBy(() -> Multiprocessing.get().process(new HoldsAThread()).start())
        .withMessageContaining("java.lang.Thread")
        .withMessageContaining("HoldsAThread.worker");
    assertThatExceptionOfType(SerializationException.class)
        .isThrownBy(() -> Multiprocessing.get().pool(PoolConfig.builder().initializer(new HoldsAThread()).build()))
        .withMessageContaining("HoldsAThread.worker");
  }

  @Test
  void saysHowALambdaThatIsNotSerializableCanTravel() throws Exception {
    try (Pool pool = Multiprocessing.get().pool(1)) {
      ExecutorService executor = pool.asExecutorService();
      Callable<Integer> plain = () -> 1;
      assertThatExceptionOfType(SerializationException.class)
          .isThrownBy(() -> executor.submit(plain))
          .withMessageContaining("RemoteCallable");
    }
  }

  @Test
  void reportsAClassThatTheWorkerDoesNotHave(@TempDir Path folder) throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("Stranger.java"),
            "public class Stranger implements io.multiprocessing.api.RemoteRunnable {"
                + " private static final long serialVersionUID = 1L; public void run() {} }");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
    assertThat(compiled).isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
        Pool pool = Multiprocessing.get().pool(1)) {
      RemoteRunnable stranger = (RemoteRunnable) loader.loadClass("Stranger").getConstructor().newInstance();
      assertThatExceptionOfType(SerializationException.class)
          .isThrownBy(() -> pool.run(stranger))
          .withMessageContaining("Stranger")
          .withMessageContaining("class path");
      assertThat(pool.<Integer>apply(() -> 5)).isEqualTo(5);
    }
  }
}
