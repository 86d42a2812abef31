package io.multiprocessing.internal.process;

import io.multiprocessing.internal.platform.ExitCodes;
import io.multiprocessing.internal.memory.SharedDirectory;
import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.transport.ChannelRole;
import io.multiprocessing.internal.transport.ControlServer;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.process.ExitStatus;
import io.multiprocessing.process.RunningProcess;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child from its launch to its end: its process, its two channels, and the thread that waits for its exit.
 *
 * <p>The exit is seen in the process itself, not only in the channel's end, because a process that the child started
 * may hold the channel open. Once the process has ended, everything it had sent is still received before the end is
 * reported.
 */
public final class LaunchedChild implements RunningProcess, ControlServer.Connections {

  private static final Logger log = LoggerFactory.getLogger(LaunchedChild.class);

  private static final EncodedMessage EMPTY = new EncodedMessage(ByteBuffer.allocate(0), List.of());
  private static final long OUTPUT_LIMIT_MILLIS = 1_000;

  /** After this an output that is still open is held by what a crashed child had started. */
  private static final long OUTPUT_PATIENCE_MILLIS = 100;

  private static final long RECEIVE_LIMIT_MILLIS = 2_000;
  static final long STACK_BYTES = 256 * 1024;
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  private static final int NO_FAREWELL = -1;

  private final LaunchSpec spec;
  private final Process process;
  private final ChildEvents events;
  private final CrashReports crashReports;
  private final ScheduledExecutorService timer;
  private final OutputDrain output;
  private final long launchedNanos = System.nanoTime();
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private final CountDownLatch received = new CountDownLatch(1);

  private @Nullable FrameChannel data; // guarded by this
  private @Nullable FrameChannel control; // guarded by this
  private boolean interruptRequested; // guarded by this
  private boolean ended; // guarded by this
  private volatile boolean announced;
  private volatile boolean startTimedOut;
  private volatile boolean terminated;
  private volatile boolean killed;
  private volatile Supplier<String> conditions = () -> "";
  private volatile Runnable orphansEnd = () -> {};

  LaunchedChild(
      LaunchSpec spec,
      Process process,
      ChildEvents events,
      CrashReports crashReports,
      ScheduledExecutorService timer) {
    this(spec, process, new OutputDrain(spec, process), events, crashReports, timer);
  }

  /** A child in a process that runs already, and whose output is read already. */
  LaunchedChild(
      LaunchSpec spec,
      Process process,
      OutputDrain output,
      ChildEvents events,
      CrashReports crashReports,
      ScheduledExecutorService timer) {
    this.spec = spec;
    this.process = process;
    this.events = events;
    this.crashReports = crashReports;
    this.timer = timer;
    this.output = output;
  }

  /** What to ask if it ends before it has connected. */
  void onFailedStart(Supplier<String> explanation) {
    conditions = explanation;
  }

  /** What ends the processes that it has started, to be called if it crashes or is asked to end. */
  void onEnd(Runnable endOfOrphans) {
    orphansEnd = endOfOrphans;
  }

  /**
   * Begins to wait for the exit and for the end of the start limit; {@code atExit} runs before the exit is reported.
   */
  void watch(Runnable atExit) {
    long limitNanos = toNanos(spec.options().startTimeout());
    Future<?> limit = timer.schedule(this::endStartLimit, limitNanos, TimeUnit.NANOSECONDS);
    exit.whenComplete((status, failure) -> limit.cancel(false)); // or the timer would hold this until then
    Thread thread = new Thread(null, () -> awaitExit(atExit), spec.name() + "-exit", STACK_BYTES);
    thread.setDaemon(spec.daemon()); // one that isn't keeps this JVM alive until the child has ended
    thread.start();
  }

  /** A limit of centuries is as good as none. */
  static long toNanos(Duration limit) {
    return limit.compareTo(LONGEST) < 0 ? limit.toNanos() : LONGEST.toNanos();
  }

  public LaunchSpec spec() {
    return spec;
  }

  /** When it was launched, in the time of {@link System#nanoTime()}. */
  public long launchedNanos() {
    return launchedNanos;
  }

  /** Whether it was killed because it did not connect in time. */
  public boolean startTimedOut() {
    return startTimedOut;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public CompletableFuture<ExitStatus> onExit() {
    return exit;
  }

  @Override
  public void connected(ChannelRole role, FrameChannel channel) {
    FrameChannel ready;
    synchronized (this) {
      boolean taken = role == ChannelRole.DATA ? data != null : control != null;
      if (ended || taken) {
        close(channel);
        return;
      }
      if (role == ChannelRole.DATA) {
        data = channel;
      } else {
        control = channel;
      }
      if (data == null || control == null) {
        return;
      }
      ready = data;
      announced = true;
      if (interruptRequested) {
        sendControl(FrameKind.INTERRUPT, 0);
      }
    }
    Thread.currentThread().setName(spec.name() + "-receive");
    try {
      events.connected(this, ready);
    } catch (RuntimeException | Error e) { // also if memory ran out for a message: somebody waits for its reply
      log.error("a child is killed because its channel failed: name={}, pid={}", spec.name(), pid(), e);
      kill();
    } finally {
      received.countDown();
    }
  }

  /** Kills it unless it has connected. */
  private void endStartLimit() {
    if (!announced && process.isAlive()) {
      startTimedOut = true;
      kill();
    }
  }

  /** Sends a word that the child hears while its main thread is busy. Does nothing if it is gone. */
  public synchronized void sendControl(FrameKind kind, long sequence) {
    FrameChannel channel = control;
    if (channel == null) {
      return;
    }
    try {
      channel.send(kind, sequence, EMPTY);
    } catch (IOException e) {
      log.debug("a child was gone before it could be told: kind={}, pid={}", kind, pid(), e);
    }
  }

  @Override
  public synchronized void interrupt() {
    interruptRequested = true;
    if (announced) {
      sendControl(FrameKind.INTERRUPT, 0);
    }
  }

  @Override
  public void terminate() {
    terminated = true;
    process.destroy();
  }

  @Override
  public void kill() {
    killed = true;
    // Not of one that has ended: another process may have its number by now.
    List<ProcessHandle> descendants = process.isAlive() ? process.descendants().toList() : List.of();
    process.destroyForcibly();
    for (ProcessHandle descendant : descendants) {
      descendant.destroyForcibly();
    }
  }

  @Override
  public void release() {
    // The exit has given everything back already.
  }

  private void awaitExit(Runnable atExit) {
    boolean orphans = false; // whether there may be some
    DeathReport report = new DeathReport(pid(), new ExitStatus(0), false, null, null, List.of(), "");
    try {
      int exitValue = process.waitFor();
      report = new DeathReport(pid(), ExitCodes.status(exitValue, -1), false, null, null, List.of(), "");
      atExit.run();
      synchronized (this) {
        ended = true;
      }
      int said = farewell();
      orphans = announced && !killed && (said == NO_FAREWELL || terminated); // the kill has seen to them
      if (orphans && !output.awaitEnd(OUTPUT_PATIENCE_MILLIS)) {
        orphansEnd.run(); // now, because the report would wait for them
        orphans = false;
      }
      if (!output.awaitEnd(OUTPUT_LIMIT_MILLIS)) {
        log.debug("a child's output is still open after its end, held by a process it started: pid={}", pid());
      }
      if (announced && !received.await(RECEIVE_LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
        closeChannels(); // held open by a process that the child started
        received.await(RECEIVE_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
      }
      report = report(exitValue, said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts this thread; end it as if the child had ended
    } finally {
      closeChannels();
      SharedDirectory.reclaim(pid());
      try {
        events.exited(this, report);
      } finally {
        exit.complete(report.status());
        if (orphans) {
          orphansEnd.run(); // last, because it takes its time
        }
      }
    }
  }

  private DeathReport report(int exitValue, int farewell) {
    Path crashReport = crashReports.find(pid());
    String crash = crashReport == null ? null : crashReports.headline(crashReport);
    int crashSignal = crash == null ? -1 : CrashReports.signal(crash);
    ExitStatus status =
        crashSignal > 0 ? new ExitStatus(-crashSignal) : ExitCodes.status(exitValue, farewellBefore(exitValue, farewell));
    if (!process.supportsNormalTermination()) {
      status = ExitCodes.withoutSignals(status, killed, terminated);
    }
    if (!announced) {
      status = statusBeforeConnection(status);
    }
    boolean outOfMemory =
        status.exitCode() == ExitCodes.OUT_OF_MEMORY
            && output.lastOutputLines().stream().anyMatch(l -> l.contains("java.lang.OutOfMemoryError"));
    return new DeathReport(pid(), status, outOfMemory, crash, crashReport, output.lastErrorLines(), trouble());
  }

  private String trouble() {
    return announced || terminated || killed ? "" : conditions.get();
  }

  /**
   * A JVM that SIGTERM hits while it initializes itself fails with an internal error and code 1. One that ends well
   * without having connected, because of {@code -version} among its arguments for instance, has not run what it should
   * have.
   */
  private ExitStatus statusBeforeConnection(ExitStatus status) {
    if (terminated && !status.signalled()) {
      return new ExitStatus(-ExitCodes.SIGTERM);
    }
    return status.exitCode() == 0 ? new ExitStatus(ExitCodes.PROTOCOL_ERROR) : status;
  }

  /** The signal that it left by; SIGTERM may come a moment after a child has said that it leaves of its own accord. */
  private int farewellBefore(int exitValue, int said) {
    return said == 0 && terminated && exitValue == ExitCodes.SIGTERM_EXIT ? ExitCodes.SIGTERM : said;
  }

  /** The signal in the child's farewell, 0 for an exit it chose, or {@link #NO_FAREWELL}. */
  private int farewell() {
    FrameChannel channel;
    synchronized (this) {
      channel = control;
    }
    if (channel == null) {
      return NO_FAREWELL;
    }
    int signal = NO_FAREWELL;
    Future<?> limit = timer.schedule(() -> close(channel), RECEIVE_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    try {
      Frame frame = channel.receive();
      while (frame != null) {
        if (frame.kind() == FrameKind.EXITING) {
          signal = (int) frame.sequence();
        }
        frame = channel.receive();
      }
    } catch (IOException e) {
      log.debug("a child left in the middle of a word, or another process holds its channel: pid={}", pid(), e);
    } finally {
      limit.cancel(false);
    }
    return signal;
  }

  private synchronized void closeChannels() {
    if (data != null) {
      close(data);
    }
    if (control != null) {
      close(control);
    }
  }

  private static void close(FrameChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("a channel could not be closed", e);
    }
  }

  @Override
  public String toString() {
    return "LaunchedChild[name=" + spec.name() + ", pid=" + pid() + "]";
  }
}
