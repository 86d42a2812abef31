package io.multiprocessing.internal.process;

import io.multiprocessing.internal.memory.SharedDirectory;
import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.protocol.NewIdentity;
import io.multiprocessing.internal.transport.ChannelRole;
import io.multiprocessing.internal.transport.ControlServer;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.process.PreloadErrors;
import io.multiprocessing.process.ProcessStartException;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM that was started ahead: it connects, preloads, and waits to become a child. No thread of this side waits with
 * it. It becomes one child, or ends: by its idle time, by its own death, with this process.
 */
final class Spare implements ControlServer.Connections {

  private static final Logger log = LoggerFactory.getLogger(Spare.class);

  /** How long one that is asked to become a child may take to answer; a stopped one is ended after that. */
  private static final long ANSWER_LIMIT_MILLIS = 5_000;

  private final SpareShelf shelf;
  private final LaunchSpec spec;
  private final Process process;
  private final OutputDrain output;
  private final CrashReports crashReports;
  private final ScheduledExecutorService timer;
  private final @Nullable EncodedMessage preload;
  private final List<EncodedMessage> samples;
  private final Future<?> startLimit;
  private volatile Runnable orphansEnd = () -> {};

  private @Nullable FrameChannel data; // guarded by this
  private @Nullable FrameChannel control; // guarded by this
  private boolean ended; // guarded by this
  private boolean adopted; // guarded by this

  Spare(
      SpareShelf shelf,
      LaunchSpec spec,
      Process process,
      CrashReports crashReports,
      ScheduledExecutorService timer,
      @Nullable EncodedMessage preload,
      List<EncodedMessage> samples) {
    this.shelf = shelf;
    this.spec = spec;
    this.process = process;
    this.output = new OutputDrain(spec, process);
    this.crashReports = crashReports;
    this.timer = timer;
    this.preload = preload;
    this.samples = samples;
    shelf.starts(this);
    startLimit = timer.schedule(this::end, LaunchedChild.toNanos(spec.options().startTimeout()), TimeUnit.NANOSECONDS);
  }

  /** What ends the processes that it has started, to be called if it dies. */
  void onEnd(Runnable endOfOrphans) {
    orphansEnd = endOfOrphans;
  }

  /** Begins to wait for its death; {@code atExit} runs then, whoever it has become. */
  void watch(Runnable atExit) {
    process.onExit().thenRun(() -> {
      atExit.run();
      died();
    });
  }

  long pid() {
    return process.pid();
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
    }
    if ((preload == null || preloads(ready, preload)) && rehearses(ready)) {
      startLimit.cancel(false);
      shelf.ready(this);
    } else {
      end();
    }
  }

  /** Whether it can be used, going by what is to become of failures. */
  private boolean preloads(FrameChannel channel, EncodedMessage message) {
    PreloadErrors rule = spec.options().spares().onPreloadError();
    try {
      channel.send(FrameKind.PRELOAD, 0, message);
      Frame reply = channel.receive();
      if (reply == null) {
        return false; // it died, which its end reports
      }
      if (reply.kind() == FrameKind.READY) {
        return true;
      }
      String failure = shelf.describe(reply);
      if (rule == PreloadErrors.FAIL) {
        shelf.preloadingFailed(this, failure);
        return false;
      }
      if (rule == PreloadErrors.WARN) {
        log.warn("a waiting JVM could not preload everything: pid={}, failure={}", pid(), failure);
      }
      return true;
    } catch (IOException e) {
      log.debug("a waiting JVM's channel broke while it preloaded: pid={}", pid(), e);
      return false;
    }
  }

  /** Has it do what it will do as a child, while nobody waits; false if it is gone. */
  private boolean rehearses(FrameChannel channel) {
    try {
      NewIdentity itself = new NewIdentity(spec.name(), spec.path(), spec.daemon(), spec.authKey().toByteArray());
      channel.send(FrameKind.BECOME, 0, new EncodedMessage(itself.toBytes(), List.of()));
      boolean alive = channel.receive() != null;
      for (Iterator<EncodedMessage> sample = samples.iterator(); alive && sample.hasNext(); ) {
        channel.send(FrameKind.REHEARSE, 0, sample.next());
        Frame reply = channel.receive();
        alive = reply != null;
        if (reply != null && reply.kind() == FrameKind.FAILURE) {
          log.debug("a waiting JVM could not rehearse: pid={}, failure={}", pid(), shelf.describe(reply));
        }
      }
      return alive;
    } catch (IOException e) {
      log.debug("a waiting JVM's channel broke while it rehearsed: pid={}", pid(), e);
      return false;
    }
  }

  /** The child that it has become, or null if it is dead, so that another has to be found. */
  @Nullable LaunchedChild become(LaunchSpec child, ChildEvents events) {
    FrameChannel dataChannel;
    FrameChannel controlChannel;
    synchronized (this) {
      if (ended || data == null || control == null) {
        return null;
      }
      dataChannel = data;
      controlChannel = control;
    }
    if (!takesIdentity(dataChannel, child)) {
      log.debug("a waiting JVM was gone when it was needed: pid={}", pid());
      process.destroyForcibly(); // its end closes the channels
      return null;
    }
    try {
      return launched(child, events, dataChannel, controlChannel);
    } catch (RuntimeException | Error e) { // no thread can be had, for instance
      process.destroyForcibly();
      throw new ProcessStartException(
          "a waiting JVM became a child but could not be watched, and was killed: name=" + child.name() + ", reason=" + e, e);
    }
  }

  private LaunchedChild launched(
      LaunchSpec child, ChildEvents events, FrameChannel dataChannel, FrameChannel controlChannel) {
    output.retarget(child, pid());
    LaunchedChild launched = new LaunchedChild(child, process, output, events, crashReports, timer);
    launched.onEnd(orphansEnd);
    launched.watch(() -> {});
    synchronized (this) {
      adopted = true; // its end is the child's
    }
    launched.connected(ChannelRole.CONTROL, controlChannel);
    Thread receiver =
        new Thread(
            null, () -> launched.connected(ChannelRole.DATA, dataChannel), child.name() + "-receive",
            LaunchedChild.STACK_BYTES);
    receiver.setDaemon(true);
    receiver.start();
    return launched;
  }

  /**
   * Asks it to become the child, and hears whether it does: one that was killed a moment ago can still be written to.
   */
  private boolean takesIdentity(FrameChannel channel, LaunchSpec child) {
    NewIdentity identity = new NewIdentity(child.name(), child.path(), child.daemon(), child.authKey().toByteArray());
    Future<?> limit = timer.schedule(process::destroyForcibly, ANSWER_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    try {
      channel.send(FrameKind.BECOME, 0, new EncodedMessage(identity.toBytes(), List.of()));
      Frame answer = channel.receive();
      return answer != null && answer.kind() == FrameKind.READY;
    } catch (IOException e) {
      log.debug("a waiting JVM's channel broke when it was needed: pid={}", pid(), e);
      return false;
    } finally {
      limit.cancel(false);
    }
  }

  /** Ends it, unless it has become a child. */
  void end() {
    synchronized (this) {
      if (adopted) {
        return;
      }
    }
    process.destroyForcibly();
  }

  private void died() {
    startLimit.cancel(false);
    synchronized (this) {
      ended = true;
      if (adopted) {
        return;
      }
      if (data != null) {
        close(data);
      }
      if (control != null) {
        close(control);
      }
    }
    SharedDirectory.reclaim(pid());
    Path report = crashReports.find(pid()); // from now on it is one of those that are kept, and goes with the others
    String crash = report == null ? "" : "crash=" + crashReports.headline(report) + ", ";
    shelf.died(this, crash + "lastLines=" + output.lastErrorLines());
    orphansEnd.run(); // what was preloaded may have started some
  }

  private static void close(FrameChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("a channel could not be closed", e);
    }
  }
}
