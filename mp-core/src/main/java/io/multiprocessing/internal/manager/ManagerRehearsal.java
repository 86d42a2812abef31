package io.multiprocessing.internal.manager;

import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.connection.ListenerOptions;
import io.multiprocessing.internal.connection.FrameListener;
import io.multiprocessing.internal.connection.FrameSocket;
import io.multiprocessing.internal.platform.ProcessIdentity;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.KryoCodec;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a manager's process does from its start to its end, with one client, all in one JVM: so that the image of the
 * children's classes has those of a manager, too. It leaves nothing behind. Blocks for some hundred milliseconds; an
 * interrupt ends it.
 */
public record ManagerRehearsal() implements RemoteRunnable {

  @Serial private static final long serialVersionUID = 1L;

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Override
  public void run() throws Exception {
    AuthKey key = AuthKey.random();
    CompletableFuture<FrameSocket> reporting = new CompletableFuture<>();
    try (FrameListener starter =
        FrameListener.open(null, ListenerOptions.builder().authKey(key).build(), reporting::complete)) {
      ManagerProcess process = arrived(new StartReport.Recipient(starter.address(), key));
      try (ServerCore server = ServerCore.open(process.config(), ServerTypes.of(true, process.types(), process.pools()))) {
        process.starter().tell(StartReport.serving(server.address()));
        reporting.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS).close();
        useAsClient(server, process.config());
      }
    }
  }

  /** As it comes from the one that starts it. */
  private static ManagerProcess arrived(StartReport.Recipient starter) {
    RemoteFunction<PoolConfig, Pool> noPools =
        config -> {
          throw new UnsupportedOperationException("a rehearsal has no pools");
        };
    KryoCodec codec = new KryoCodec();
    ManagerProcess sent = new ManagerProcess(ManagerConfig.defaults(), true, List.of(), noPools, null, starter);
    return (ManagerProcess) Objects.requireNonNull(codec.decode(codec.encode(sent)));
  }

  /** Through a socket, as from another process. */
  private static void useAsClient(ServerCore server, ManagerConfig config) throws Exception {
    AuthKey own = ProcessIdentity.current().self().authKey();
    Membership client = Links.connect(server.address(), LinkSettings.of(config, own, server.address()));
    ClientLink link = client.link();
    try {
      use(link, "dict", "put", "key", 1);
      use(link, "list", "add", 1);
      use(link, "Queue", "put", 1);
      use(link, "Lock", "tryLock");
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call threw what is neither an exception nor an error", e);
    } finally {
      client.leave("the rehearsal is over");
    }
  }

  private static void use(ClientLink link, String typeId, String method, Object... arguments) throws Throwable {
    long object = link.create(typeId, null).objectId();
    link.redeem(object, 0);
    link.call(object, method, false, arguments);
    link.release(object);
  }
}
