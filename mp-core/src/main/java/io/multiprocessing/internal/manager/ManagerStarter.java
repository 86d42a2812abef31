package io.multiprocessing.internal.manager;

import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.connection.ListenerOptions;
import io.multiprocessing.internal.connection.FrameListener;
import io.multiprocessing.internal.connection.FrameSocket;
import io.multiprocessing.internal.connection.WaitSet;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.ProcessContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Starts a manager's process and waits until it says where it serves.
 *
 * @param startTimeout how long that may take, its initializer included
 */
record ManagerStarter(String name, ManagerConfig config, ProcessContext context, Duration startTimeout) {

  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

  /** A daemon, which ends with this process. No process is left if this fails. */
  StartedRole start(
      boolean builtIns,
      List<ManagedType<?>> types,
      RemoteFunction<PoolConfig, Pool> pools,
      @Nullable RemoteRunnable initializer) {
    CompletableFuture<FrameSocket> reporting = new CompletableFuture<>();
    AuthKey key = AuthKey.random();
    try (FrameListener listener =
        FrameListener.open(null, ListenerOptions.builder().authKey(key).build(), reporting::complete)) {
      StartReport.Recipient recipient = new StartReport.Recipient(listener.address(), key);
      ManagerProcess target = new ManagerProcess(config, builtIns, types, pools, initializer, recipient);
      ChildProcess process = new ChildProcess(context, name + "-1", target);
      process.setDaemon(true);
      process.start();
      boolean serves = false;
      try {
        StartReport report = await(process, reporting);
        SocketAddress reported = report.address();
        if (reported == null) {
          throw failure(process, report.failed(), report.cause());
        }
        SocketAddress address = named(reported);
        LinkSettings settings = LinkSettings.of(config, process.getAuthKey(), address);
        StartedRole role = new StartedRole(name, process, Links.connect(address, settings), config.shutdownTimeout());
        serves = true;
        return role;
      } finally {
        if (!serves) {
          kill(process);
        }
      }
    } catch (IOException e) {
      throw new ManagerException("the manager could not be started: manager=" + name + ", reason=" + e.getMessage(), e);
    }
  }

  /**
   * Where this process, and those it gives proxies to, reach the manager: at the port that it got, under the name that
   * was configured, because that is what its certificate was made for. One that listens at all addresses is at
   * localhost, too.
   */
  private SocketAddress named(SocketAddress reported) {
    if (!(reported instanceof InetSocketAddress actual) || !(config.address() instanceof InetSocketAddress wanted)) {
      return reported;
    }
    InetAddress host = wanted.getAddress();
    return host != null && host.isAnyLocalAddress()
        ? new InetSocketAddress("localhost", actual.getPort())
        : new InetSocketAddress(wanted.getHostString(), actual.getPort());
  }

  private StartReport await(ChildProcess process, CompletableFuture<FrameSocket> reporting) throws IOException {
    long start = System.nanoTime();
    try {
      await(process, reporting, startTimeout);
      if (!reporting.isDone()) {
        throw failure(process, "its process ended: " + process.sentinel().getNow(null), null);
      }
      try (FrameSocket socket = reporting.join()) {
        byte[] frame = socket.receive(config.maxMessageBytes());
        while (frame == null) {
          await(process, socket.channel(), startTimeout.minusNanos(System.nanoTime() - start));
          frame = socket.receive(config.maxMessageBytes());
        }
        return StartReport.decode(frame);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(process, "the starting thread was interrupted", e);
    }
  }

  private void await(ChildProcess process, Object event, Duration limit) throws InterruptedException {
    if (WaitSet.await(List.of(event, process), limit).isEmpty()) {
      throw failure(process, "it took longer than startTimeout=" + startTimeout, null);
    }
  }

  private ManagerException failure(ChildProcess process, @Nullable String reason, @Nullable Throwable cause) {
    return new ManagerException(
        "the manager could not be started: manager=" + name + ", address=" + Texts.place(config.address())
            + ", process=" + process.getName() + ", reason=" + reason,
        cause);
  }

  private static void kill(ChildProcess process) {
    boolean interrupted = Thread.interrupted();
    process.kill();
    try {
      process.join(KILL_LIMIT);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
