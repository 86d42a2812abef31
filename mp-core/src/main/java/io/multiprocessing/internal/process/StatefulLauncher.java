package io.multiprocessing.internal.process;

import io.multiprocessing.internal.memory.Transfers;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.protocol.ProcessState;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.pool.LaunchSnapshot;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.KryoCodec;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Children of another launcher that are first given a copy of what this process declares inheritable. */
final class StatefulLauncher implements Launcher {

  private static final Logger log = LoggerFactory.getLogger(StatefulLauncher.class);

  private final Launcher launcher;
  private final Codec codec = new KryoCodec();

  StatefulLauncher(Launcher launcher) {
    this.launcher = launcher;
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.multiprocessing.serialization.SerializationException if the state can't travel; nothing was launched
   */
  @Override
  public LaunchedChild launch(LaunchSpec spec, ChildEvents events) {
    Transfers.Encoding state = Transfers.encode(codec, ProcessState.take(spec.options().inherited()));
    try {
      return launcher.launch(spec, new Handing(state.message().withOwnAttachments(), state.transfers(), events));
    } catch (RuntimeException | Error e) {
      state.transfers().cancel();
      throw e;
    }
  }

  @Override
  public boolean keepsSpares() {
    return launcher.keepsSpares();
  }

  @Override
  public void retain(LaunchOptions options) {
    launcher.retain(options);
  }

  @Override
  public void release(LaunchOptions options) {
    launcher.release(options);
  }

  @Override
  public @Nullable LaunchSnapshot snapshot(LaunchOptions options, long pid) {
    LaunchSnapshot as = launcher.snapshot(options, pid);
    return as == null ? null : new LaunchSnapshot(StartMethod.FORK, as.jvmArguments(), as.sparesReady(), as.image());
  }

  private record Handing(EncodedMessage state, Transfers transfers, ChildEvents events) implements ChildEvents {

    @Override
    public void connected(LaunchedChild child, FrameChannel data) {
      try {
        data.send(FrameKind.INHERIT, 0, state);
      } catch (IOException e) {
        log.debug("a child was gone before it had its state: pid={}", child.pid(), e);
      }
      events.connected(child, data);
    }

    @Override
    public void exited(LaunchedChild child, DeathReport report) {
      transfers.cancel(); // what it has not decoded by now it never will
      events.exited(child, report);
    }
  }
}
