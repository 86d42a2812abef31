package io.multiprocessing.internal.process;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Transfers;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.OutputMode;
import io.multiprocessing.process.RunningProcess;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts {@link ChildProcess} objects and knows which of them are alive. */
public final class ChildStarter {

  private static final Logger log = LoggerFactory.getLogger(ChildStarter.class);

  private final Codec codec;
  private final Map<RunningProcess, ChildProcess> active = new LinkedHashMap<>(); // guarded by itself

  public ChildStarter(Codec codec) {
    this.codec = codec;
  }

  /**
   * Encodes the process object, launches a child, and has it run there.
   *
   * @throws io.multiprocessing.serialization.SerializationException if it can't travel; nothing was launched
   * @throws io.multiprocessing.process.ProcessStartException if no child can be launched
   */
  public RunningProcess start(ChildProcess process, String path, Launcher launcher, LaunchOptions options) {
    Transfers.Encoding encoding = Transfers.encode(codec, activity(process));
    LaunchSpec spec =
        new LaunchSpec(
            process.getName(),
            path,
            process.isDaemon(),
            process.getAuthKey(),
            options,
            OutputMode.INHERIT,
            process.getName(),
            1,
            false);
    LaunchedChild child = launch(launcher, spec, encoding); // not under the lock: a spare may take long to answer
    synchronized (active) {
      active.put(child, process);
    }
    child.onExit().thenRun(() -> forget(child)); // at once if it has ended already
    return child;
  }

  /**
   * All that has to travel: the child knows the rest of a process object from its launch, unless that is a subclass's.
   */
  private static Object activity(ChildProcess process) {
    RemoteRunnable target = process.target();
    return target == null || process.getClass() != ChildProcess.class ? process : target;
  }

  private static LaunchedChild launch(Launcher launcher, LaunchSpec spec, Transfers.Encoding encoding) {
    try {
      return launcher.launch(spec, new Events(encoding.message(), encoding.transfers()));
    } catch (RuntimeException | Error e) {
      encoding.transfers().cancel();
      throw e;
    }
  }

  /** The children that have not ended, in the order of their start. */
  public List<ChildProcess> active() {
    synchronized (active) {
      active.keySet().removeIf(child -> child.onExit().isDone());
      return new ArrayList<>(active.values());
    }
  }

  private void forget(LaunchedChild child) {
    synchronized (active) {
      active.remove(child);
    }
  }

  private record Events(EncodedMessage encoded, Transfers transfers) implements ChildEvents {

    @Override
    public void connected(LaunchedChild child, FrameChannel data) {
      try {
        data.send(FrameKind.RUN, 0, encoded);
      } catch (IOException e) {
        log.debug("a child was gone before it could be told what to run: pid={}", child.pid(), e);
      }
    }

    @Override
    public void exited(LaunchedChild child, DeathReport report) {
      transfers.cancel(); // what it has not decoded by now it never will
      if (child.startTimedOut()) {
        log.error(
            "a child was killed because it did not connect within its start limit: name={}, startTimeout={}, end={}",
            child.spec().name(), child.spec().options().startTimeout(), report.describe());
      } else if (!report.trouble().isEmpty()) {
        log.error("a child ended before it could run anything: name={}, end={}", child.spec().name(), report.describe());
      } else {
        log.debug("a child has ended: name={}, pid={}, status={}", child.spec().name(), child.pid(), report.status());
      }
    }
  }
}
