package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.transport.ChannelRole;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.process.ExitStatus;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.OutputMode;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.OutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ends that only a fault brings about. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LaunchedChildTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final LaunchSpec SPEC =
      new LaunchSpec(
          "child", "1", true, AuthKey.of(new byte[0]), LaunchOptions.defaults(), OutputMode.DISCARD, "label", 1, false);

  private record Events(CompletableFuture<DeathReport> end, Runnable atConnection) implements ChildEvents {
    @Override
    public void connected(LaunchedChild child, FrameChannel data) {
      atConnection.run();
    }

    @Override
    public void exited(LaunchedChild child, DeathReport report) {
      end.complete(report);
    }
  }

  @Test
  void aChildWhoseMessagesThisJvmHasNoMemoryForIsKilledSoThatNobodyWaitsForThem() {
    CompletableFuture<DeathReport> end = new CompletableFuture<>();
    Events events = new Events(end, () -> {
      throw new OutOfMemoryError("expected by the test");
    });

    LaunchedChild child = new ParentRuntime(() -> {}).launcher(StartMethod.SPAWN).launch(SPEC, events);

    assertThat(end).succeedsWithin(LIMIT).extracting(DeathReport::status).isEqualTo(new ExitStatus(-9));
    assertThat(child.onExit()).succeedsWithin(LIMIT);
  }

  /** A channel whose other end somebody holds open. */
  private static final class HeldOpen implements FrameChannel {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void write(FrameKind kind, long sequence, EncodedMessage message) {}

    @Override
    public void flush() {}

    @Override
    public Frame receive() throws java.io.IOException {
      try {
        closed.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      throw new java.nio.channels.AsynchronousCloseException();
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @Test
  void theExitIsReportedAlsoIfAnotherProcessHoldsTheChannelsOpen(@TempDir Path folder) throws Exception {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    try {
      CompletableFuture<DeathReport> end = new CompletableFuture<>();
      Process process = new ProcessBuilder("sh", "-c", "read line; exit 5").start();
      LaunchedChild child =
          new LaunchedChild(SPEC, process, new Events(end, () -> {}), new CrashReports(folder), timer);
      child.watch(() -> {});
      child.connected(ChannelRole.CONTROL, new HeldOpen());
      child.connected(ChannelRole.DATA, new HeldOpen());
      assertThat(end).isNotDone();

      process.getOutputStream().close();

      assertThat(end).succeedsWithin(LIMIT).extracting(DeathReport::status).isEqualTo(new ExitStatus(5));
      assertThat(child.onExit()).succeedsWithin(LIMIT);
    } finally {
      timer.shutdownNow();
    }
  }

  /** A process of a system without signals, where both ways to end it by force look like an exit with code 1. */
  private static class WithoutSignals extends Process {
    private final Process real;

    WithoutSignals(Process real) {
      this.real = real;
    }

    @Override
    public OutputStream getOutputStream() {
      return real.getOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return real.getInputStream();
    }

    @Override
    public InputStream getErrorStream() {
      return real.getErrorStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
      return real.waitFor() == 0 ? 0 : 1;
    }

    @Override
    public int exitValue() {
      return real.exitValue() == 0 ? 0 : 1;
    }

    @Override
    public void destroy() {
      real.destroyForcibly();
    }

    @Override
    public Process destroyForcibly() {
      real.destroyForcibly();
      return this;
    }

    @Override
    public boolean supportsNormalTermination() {
      return false;
    }

    @Override
    public long pid() {
      return real.pid();
    }

    @Override
    public Stream<ProcessHandle> descendants() {
      return real.descendants();
    }
  }

  private static ExitStatus endWithoutSignals(Path folder, Consumer<LaunchedChild> end)
      throws Exception {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    try {
      CompletableFuture<DeathReport> report = new CompletableFuture<>();
      Process process = new WithoutSignals(new ProcessBuilder("sleep", "300").start());
      LaunchedChild child =
          new LaunchedChild(SPEC, process, new Events(report, () -> {}), new CrashReports(folder), timer);
      child.watch(() -> {});
      end.accept(child);
      return report.get(LIMIT.toSeconds(), TimeUnit.SECONDS).status();
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void theEndThatWasAskedForHasItsSignalsNumberAlsoWhereThereAreNone(@TempDir Path folder) throws Exception {
    assertThat(endWithoutSignals(folder, LaunchedChild::kill)).isEqualTo(new ExitStatus(-9));
    assertThat(endWithoutSignals(folder, LaunchedChild::terminate)).isEqualTo(new ExitStatus(-15));
  }

  @Test
  void theKillOfOneThatHasEndedLeavesWhoeverHasItsNumberAlone(@TempDir Path folder) throws Exception {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    Process stranger = new ProcessBuilder("sleep", "300").start();
    try {
      CompletableFuture<DeathReport> end = new CompletableFuture<>();
      Process process =
          new WithoutSignals(new ProcessBuilder("true").start()) {
            @Override
            public Stream<ProcessHandle> descendants() {
              return Stream.of(stranger.toHandle()); // as the system tells of a number that was given out again
            }
          };
      LaunchedChild child =
          new LaunchedChild(SPEC, process, new Events(end, () -> {}), new CrashReports(folder), timer);
      child.watch(() -> {});
      assertThat(end).succeedsWithin(LIMIT);

      child.kill();

      assertThat(stranger.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
    } finally {
      stranger.destroyForcibly();
      timer.shutdownNow();
    }
  }
}
