package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.transport.ChannelRole;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.OutputMode;
import io.multiprocessing.process.ProcessStartException;
import io.multiprocessing.process.Spares;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.KryoCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpareShelfTest {

  private static final LaunchSpec SPEC =
      new LaunchSpec(
          "spare", "1", true, AuthKey.of(new byte[0]), LaunchOptions.defaults(), OutputMode.DISCARD, "label", 1, false);

  private Process process;

  @Test
  void aChildIsGivenOutAlsoIfNoThreadCanBeHadToReplaceIt() {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    try {
      SpareShelf shelf =
          new SpareShelf(
              Spares.defaults(),
              made -> {},
              work -> {
                throw new OutOfMemoryError("expected by the test: unable to create native thread");
              },
              timer,
              new KryoCodec(),
              idle -> {});

      assertThat(shelf.take()).as("none waits, and that is no error").isNull();
      assertThat(shelf.take()).isNull();
    } finally {
      timer.shutdownNow();
    }
  }

  /** Its process is a command of the system; what it answers is always yes. */
  private Spare spare(SpareShelf shelf, ScheduledExecutorService timer, Path folder, String... command) throws IOException {
    process = new ProcessBuilder(command).start();
    return new Spare(shelf, SPEC, process, new CrashReports(folder), timer, null, List.of());
  }

  private static SpareShelf shelf(ScheduledExecutorService timer) {
    return new SpareShelf(Spares.defaults(), made -> {}, work -> {}, timer, new KryoCodec(), idle -> {});
  }

  private static final class Yes implements FrameChannel {
    @Override
    public void write(FrameKind kind, long sequence, EncodedMessage message) {}

    @Override
    public void flush() {}

    @Override
    public Frame receive() {
      EncodedMessage empty = new EncodedMessage(ByteBuffer.allocate(0), List.of());
      return new Frame(FrameKind.READY, FrameKind.READY.code(), 0, empty);
    }

    @Override
    public void close() {}
  }

  private static void connect(Spare spare) {
    spare.connected(ChannelRole.CONTROL, new Yes());
    spare.connected(ChannelRole.DATA, new Yes());
  }

  @Test
  void oneThatDiesAtItsLastWordBeforeItIsReadyDoesNotWait(@TempDir Path folder) throws Exception {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    try {
      SpareShelf shelf = shelf(timer);
      shelf.take();
      Spare spare = spare(shelf, timer, folder, "true");
      CountDownLatch dead = new CountDownLatch(1);
      spare.watch(dead::countDown);
      assertThat(dead.await(20, TimeUnit.SECONDS)).isTrue();
      shelf.died(spare, "as its end says");

      shelf.ready(spare);

      assertThat(shelf.size()).isZero();
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void theCrashReportOfOneIsKeptAndRemovedAsThatOfAChild(@TempDir Path folder) throws Exception {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    try {
      CrashReports reports = new CrashReports(folder);
      for (int pid = 1; pid <= 32; pid++) {
        Files.writeString(folder.resolve("hs_err_pid" + pid + ".log"), "# crash");
        reports.find(pid);
      }
      process = new ProcessBuilder("cat").start();
      Files.writeString(folder.resolve("hs_err_pid" + process.pid() + ".log"), "# crash");
      Spare spare = new Spare(shelf(timer), SPEC, process, reports, timer, null, List.of());
      spare.watch(() -> {});

      process.getOutputStream().close();

      await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(folder.resolve("hs_err_pid1.log")));
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void oneThatBecomesAChildButCannotBeWatchedEnds(@TempDir Path folder) throws Exception {
    AtomicBoolean exhausted = new AtomicBoolean();
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
            if (exhausted.get() && delay > TimeUnit.MINUTES.toNanos(1) / 2) { // the start limit of the child
              throw new OutOfMemoryError("expected by the test: unable to create native thread");
            }
            return super.schedule(action, delay, unit);
          }
        };
    try {
      SpareShelf shelf = shelf(timer);
      shelf.take();
      Spare spare = spare(shelf, timer, folder, "sleep", "300");
      spare.watch(() -> {});
      connect(spare);
      assertThat(shelf.size()).isOne();
      exhausted.set(true);

      assertThatThrownBy(() -> spare.become(SPEC, new Unwatched()))
          .isInstanceOf(ProcessStartException.class)
          .hasMessageContaining("could not be watched");

      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
      timer.shutdownNow();
    }
  }

  private static final class Unwatched implements ChildEvents {
    @Override
    public void connected(LaunchedChild child, FrameChannel data) {
      throw new AssertionError("nobody watches it");
    }

    @Override
    public void exited(LaunchedChild child, DeathReport report) {
      throw new AssertionError("nobody watches it");
    }
  }
}
