package io.multiprocessing.internal.manager;

import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs in a manager's process: the initializer, then the server until it is shut down. It reports where it serves,
 * or why it doesn't.
 */
record ManagerProcess(
    ManagerConfig config,
    boolean builtIns,
    List<ManagedType<?>> types,
    RemoteFunction<PoolConfig, Pool> pools,
    @Nullable RemoteRunnable initializer,
    StartReport.Recipient starter)
    implements RemoteRunnable {

  @Serial private static final long serialVersionUID = 1L;

  @Override
  public void run() throws Exception {
    try {
      if (initializer != null) {
        initializer.run();
      }
    } catch (Exception | Error e) {
      starter.tell(StartReport.failed("its initializer failed", e)); // who throws it
      return;
    }
    ServerCore server;
    try {
      server = ServerCore.open(config, ServerTypes.of(builtIns, types, pools));
    } catch (Exception | Error e) {
      starter.tell(StartReport.failed("it can't serve", e));
      return;
    }
    try (server) {
      starter.tell(StartReport.serving(server.address()));
      server.serveForever();
    }
  }
}
