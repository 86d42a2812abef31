package io.multiprocessing.spring.manager;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.MultiprocessingException;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerBackend;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerServer;
import io.multiprocessing.manager.ManagerSnapshot;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.serialization.AllowedClasses;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The working part of a manager that is a bean: begins to work at its first use or when the context starts, whichever
 * comes first, ends with the context, and begins anew, with no objects, if the context is started again.
 */
final class LivingManager implements ManagerBackend {

  private static final Logger log = LoggerFactory.getLogger(LivingManager.class);

  private final ManagerPlan plan;
  private final Supplier<List<ManagedType<?>>> typeBeans;
  private final Function<String, SSLContext> bundles;
  private final List<ManagedType<?>> registered = new ArrayList<>(); // guarded by this

  /**
   * What works now, or has worked; null before the first start. Written under this object's monitor, as is the state.
   */
  private volatile @Nullable ManagerBackend current;
  private volatile State state = State.NEW;

  private enum State {
    NEW,
    STARTED,
    STOPPED,
    CLOSED
  }

  /**
   * @param typeBeans the types that beans define, asked for at each start
   * @param bundles makes the context of TLS of a bundle's name
   */
  LivingManager(
      ManagerPlan plan, Supplier<List<ManagedType<?>>> typeBeans, Function<String, SSLContext> bundles) {
    this.plan = plan;
    this.typeBeans = typeBeans;
    this.bundles = bundles;
  }

  ManagerPlan plan() {
    return plan;
  }

  /** What works now, or has worked; null before the first start. Two starts give two of them. */
  @Nullable ManagerBackend current() {
    return current;
  }

  boolean isStarted() {
    return state == State.STARTED;
  }

  /** What works now; starts it at its first use. */
  ManagerBackend working() {
    ManagerBackend now = current;
    return now == null ? startOnce() : now;
  }

  /** Starts it, also after a stop. Does nothing if it has started. */
  @Override
  public synchronized void start(@Nullable RemoteRunnable initializer) {
    if (initializer != null) {
      throw notForUsers("start");
    }
    if (state == State.STOPPED) {
      current = null;
    }
    try {
      startOnce();
    } catch (MultiprocessingException e) {
      throw new ManagerStartException(plan.name(), plan.role(), e);
    }
  }

  private synchronized ManagerBackend startOnce() {
    if (state == State.CLOSED) {
      throw new IllegalStateException(
          "the manager is closed: its application context has ended: manager=" + plan.name());
    }
    ManagerBackend now = current;
    if (now == null) {
      now = launch();
      current = now;
      state = State.STARTED;
    }
    return now;
  }

  private ManagerBackend launch() {
    List<ManagedType<?>> types = new ArrayList<>(typeBeans.get());
    types.addAll(registered);
    ManagerBackend backend =
        Multiprocessing.get().with(launchOptions()).managerBackend(plan.name(), config(types), true, types);
    if (plan.role() == ManagerRole.CLIENT) {
      backend.connect();
    } else if (plan.role() == ManagerRole.LOCAL && plan.ownProcess()) {
      backend.start(null);
    } else {
      backend.server();
    }
    log.info("Manager {} has begun: {}", plan.name(), backend);
    return backend;
  }

  private LaunchOptions launchOptions() {
    ManagerProperties settings = plan.settings();
    return LaunchOptions.builder()
        .jvmArguments(settings.getJvmArguments())
        .maxHeapBytes(settings.getMaxHeap() == null ? null : settings.getMaxHeap().toBytes())
        .build();
  }

  private ManagerConfig config(List<ManagedType<?>> types) {
    ManagerProperties settings = plan.settings();
    ManagerConfig.Builder config = ManagerConfig.builder().address(plan.address()).authKey(plan.key());
    ifSet(settings.getShutdownTimeout(), config::shutdownTimeout);
    ifSet(settings.getConnectTimeout(), config::connectTimeout);
    ifSet(settings.getReconnectTimeout(), config::reconnectTimeout);
    ifSet(settings.getReferenceLease(), config::referenceLease);
    ifSet(settings.getMaxWaitingSize(), size -> config.maxWaitingBytes(size.toBytes()));
    ifSet(settings.getMaxMessageSize(), size -> config.maxMessageBytes(Math.toIntExact(size.toBytes())));
    ifSet(settings.getMaxConnections(), config::maxConnections);
    ifSet(settings.getSsl().getBundle(), bundle -> config.ssl(() -> bundles.apply(bundle)));
    if (!settings.getAllowedPackages().isEmpty()) {
      config.allowedClasses(allowed(settings.getAllowedPackages(), types));
    }
    return config.build();
  }

  private static AllowedClasses allowed(List<String> packages, List<ManagedType<?>> types) {
    AllowedClasses allowed =
        AllowedClasses.standard().with(types.stream().map(ManagedType::type).toArray(Class<?>[]::new));
    for (String each : packages) {
      allowed = allowed.withPackage(each);
    }
    return allowed;
  }

  private static <T> void ifSet(@Nullable T value, Consumer<? super T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  /** Ends it until it is started again; what it held is gone. */
  synchronized void stop() {
    ManagerBackend now = current;
    if (state == State.STARTED && now != null) {
      state = State.STOPPED;
      now.close();
    }
  }

  @Override
  public synchronized void register(ManagedType<?> type) {
    if (state != State.NEW) {
      throw new IllegalStateException(
          "types must be registered before the manager begins: manager=" + plan.name()
              + "; define a bean of type ManagedType");
    }
    registered.add(type);
  }

  @Override
  public ManagerServer server() {
    throw notForUsers("server");
  }

  @Override
  public void connect() {
    throw notForUsers("connect");
  }

  private IllegalStateException notForUsers(String method) {
    return new IllegalStateException(
        "the application context starts this manager, as its properties say: manager=" + plan.name() + ", method="
            + method + "; set multiprocessing.managers." + plan.name() + ".address or .connect");
  }

  @Override
  public SocketAddress address() {
    return working().address();
  }

  @Override
  public Object create(
      String typeId, Class<?> type, @Nullable String name, List<@Nullable Object> arguments) {
    return working().create(typeId, type, name, arguments);
  }

  @Override
  public ManagerSnapshot snapshot() {
    return working().snapshot();
  }

  @Override
  public boolean isAlive() {
    ManagerBackend now = current;
    return now != null && now.isAlive();
  }

  @Override
  public boolean join(@Nullable Duration timeout) throws InterruptedException {
    return working().join(timeout);
  }

  @Override
  public void shutdown() {
    working().shutdown();
  }

  /** Ends it for good. */
  @Override
  public synchronized void close() {
    state = State.CLOSED;
    ManagerBackend now = current;
    if (now != null) {
      now.close();
    }
  }

  @Override
  public String toString() {
    ManagerBackend now = current;
    return plan.name() + ", " + (now == null ? state.name().toLowerCase(Locale.ROOT) : now);
  }
}
