package io.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.Waitables;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.SharedDirectory;
import io.multiprocessing.process.ChildProcess;
import java.io.EOFException;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pipes, many times over: files, threads and descriptors are counted before and after. */
@Timeout(120)
class PipeLeakTest {

  private record Counts(int files, int descriptors, List<String> threads) {

    static Counts now() {
      String[] files = SharedDirectory.current().path().toFile().list((folder, name) -> name.endsWith("-pipe"));
      String[] descriptors = new File("/proc/self/fd").list();
      return new Counts(
          files == null ? 0 : files.length,
          descriptors == null ? 0 : descriptors.length,
          Thread.getAllStackTraces().keySet().stream()
              .map(Thread::getName)
              .filter(name -> !name.startsWith("awaitility") && !name.startsWith("JNA"))
              .sorted()
              .toList());
    }
  }

  private record Answer(Connection connection) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      connection.send(connection.recv()); // and ends without closing it
    }
  }

  private static void use(boolean close) throws Exception {
    Pipe way = Multiprocessing.get().pipe();
    Pipe pipe = Multiprocessing.get().pipe(false);
    way.first().send(pipe.writer());
    pipe.writer().close();
    Connection writer = way.second().recv();
    writer.sendBytes(new byte[100]);
    assertThat(Waitables.await(List.of(pipe.reader(), new CompletableFuture<>()))).hasSize(1);
    pipe.reader().recvBytes();
    if (close) {
      way.close();
      pipe.close();
      writer.close();
    }
  }

  private static void useWithChild() throws Exception {
    Pipe pipe = Multiprocessing.get().pipe();
    ChildProcess child = Multiprocessing.get().process(new Answer(pipe.second()));
    child.start();
    pipe.second().close();
    pipe.first().send("x");
    assertThat(pipe.first().<String>recv()).isEqualTo("x");
    pipe.first().close(); // before the child has ended: its end is open still
    child.join();
  }

  @Test
  void leavesNothingBehindAfterTwoHundredPipes() throws Exception {
    use(true);
    useWithChild();
    await().atMost(Duration.ofSeconds(20)).until(() -> Counts.now().files() == 0);
    Counts before = Counts.now();
    for (int i = 0; i < 200; i++) {
      use(true);
    }
    for (int i = 0; i < 5; i++) {
      useWithChild();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              Counts after = Counts.now();
              assertThat(after.files()).isZero();
              assertThat(before.threads()).containsAll(after.threads());
              assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors());
            });
  }

  @Test
  void whatNobodyCanReachAnyMoreIsClosed() throws Exception {
    for (int i = 0; i < 5; i++) {
      use(false);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          System.gc();
          return Counts.now().files() == 0;
        });
  }

  private static Connection firstOfPipeWhoseSecondIsForgotten() {
    return Multiprocessing.get().pipe().first();
  }

  @Test
  void theEndComesWhenTheOtherConnectionWasForgotten() throws Exception {
    try (Connection connection = firstOfPipeWhoseSecondIsForgotten()) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            System.gc();
            return connection.poll();
          });
      assertThatThrownBy(() -> connection.recv()).isInstanceOf(EOFException.class);
    }
  }
}
