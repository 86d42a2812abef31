package io.multiprocessing.internal.manager;

import io.multiprocessing.connection.ListenerOptions;
import io.multiprocessing.internal.connection.FrameListener;
import io.multiprocessing.internal.connection.FrameSocket;
import io.multiprocessing.internal.memory.Travel;
import io.multiprocessing.internal.platform.ProcessIdentity;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.ManagerServer;
import io.multiprocessing.manager.ManagerSnapshot;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.AllowedClasses;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.KryoCodec;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A manager's server: where its parts meet, and their end.
 *
 * <pre>
 *   FrameListener --&gt; ServedClient (one for each) --&gt; MethodCall, CreateCall ... --&gt; Referent
 *   its thread        the reactor's thread            there, or in CallThreads      (SharedEntry in ObjectTable)
 *                     Sessions: who has which references
 * </pre>
 *
 * <p>Threads: the listener's, the reactor's, and those of calls while there are any.
 */
final class ServerCore implements ManagerServer, ServerObjects {

  private static final String NAME = "multiprocessing-manager";

  /** How long {@link #close} waits for methods that don't heed their interrupt. */
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How many clients may wait for the acceptor's thread; the system may allow less. */
  private static final int BACKLOG = 1024;

  private final UUID serverId = UUID.randomUUID();
  private final ManagerConfig config;
  private final TypeSource types;
  private final Codec codec;
  private final @Nullable Codec standardCodec;
  private final Access access;
  private final ObjectTable objects;
  private final Sessions sessions;
  private final CallThreads threads;
  private final CallStatistics statistics = new CallStatistics();
  private final Reactor reactor;
  private final FrameListener listener;
  private final SocketAddress address;
  private final LocalLink local;
  private final NamedTurns naming = new NamedTurns();
  private final Set<FrameSocket> arriving = ConcurrentHashMap.newKeySet(); // those that the reactor hasn't met
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Listens and serves, until it is closed.
   *
   * @throws ManagerException if the address can't be had, or the configuration's codec can't be made
   */
  static ServerCore open(ManagerConfig config, TypeSource types) {
    try {
      ServerCore server = new ServerCore(config, types);
      server.reactor.start();
      Links.register(server.local);
      return server;
    } catch (IOException e) {
      throw new ManagerException(
          "the manager can't listen: address=" + Texts.place(config.address()) + ", reason=" + e.getMessage(), e);
    }
  }

  private ServerCore(ManagerConfig config, TypeSource types) throws IOException {
    ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
    this.config = config;
    this.types = types;
    boolean comesBack = config.address() != null && !(config.address() instanceof UnixDomainSocketAddress);
    codec = new PeerCodec(ManagerCodecs.of(config, types), new Travel.Sender(comesBack, null));
    standardCodec =
        config.codec() == null
            ? new PeerCodec(
                new KryoCodec(AllowedClasses.standard().with(MapReferent.Change.class, MapReferent.Cell.class)),
                new Travel.Sender(comesBack, null))
            : null;
    access = new Access(config);
    threads = new CallThreads(NAME, classLoader);
    objects = new ObjectTable(nanos(config.referenceLease()), threads);
    sessions =
        new Sessions(
            objects,
            comesBack ? nanos(config.reconnectTimeout()) : 0,
            nanos(config.referenceLease()),
            config.maxConnections());
    reactor = new Reactor(NAME, classLoader, now -> Math.min(sessions.endLate(now), objects.endLeases(now)), this::closeSoon);
    AuthKey key = config.authKey();
    ListenerOptions options =
        ListenerOptions.builder()
            .authKey(key == null ? ProcessIdentity.current().self().authKey() : key)
            .ssl(ManagerCodecs.sslContext(config))
            .backlog(BACKLOG)
            .handshakeTimeout(config.connectTimeout())
            .build();
    boolean open = false;
    try {
      listener = FrameListener.open(config.address(), options, this::welcome);
      open = true;
    } finally {
      if (!open) {
        reactor.closeSelector();
      }
    }
    address = listener.address();
    local = new LocalLink(this);
  }

  private static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) { // some hundred years
      return Long.MAX_VALUE / 2;
    }
  }

  /** In the listener's thread. */
  private void welcome(FrameSocket socket) {
    long deadlineNanos = System.nanoTime() + nanos(config.connectTimeout());
    arriving.add(socket);
    if (closing.get()) {
      closeQuietly(socket); // maybe nobody else will
      return;
    }
    reactor.execute(
        () -> {
          arriving.remove(socket);
          ServedClient client = new ServedClient(this, socket, deadlineNanos);
          boolean full = sessions.size() >= config.maxConnections();
          sessions.add(client);
          client.begin(
              full ? "the manager has as many clients as it may have: maxConnections=" + config.maxConnections() : null);
          reactor.upkeepSoon();
        });
  }

  /** As {@link LinkSettings#access()}. */
  byte @Nullable [] access() {
    return access.get();
  }

  UUID serverId() {
    return serverId;
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  Codec codec() {
    return codec;
  }

  int maxMessageBytes() {
    return config.maxMessageBytes();
  }

  long maxWaitingBytes() {
    return config.maxWaitingBytes();
  }

  /** Decodes only what is the JDK's data and the built-in objects'; null if the bytes may be another codec's. */
  @Nullable Codec standardCodec() {
    return standardCodec;
  }

  ObjectTable objects() {
    return objects;
  }

  Sessions sessions() {
    return sessions;
  }

  Reactor reactor() {
    return reactor;
  }

  CallStatistics statistics() {
    return statistics;
  }

  /** The way of this process's own proxies. */
  Link link() {
    return local;
  }

  CallThreads callThreads() {
    return threads;
  }

  @Override
  public Executor threads() {
    return threads;
  }

  /** @throws ManagerException if there is no type of this name */
  ServedType type(String typeId) {
    ServedType type = types.find(typeId);
    if (type == null) {
      throw new ManagerException(
          "the manager doesn't know this type: typeId=" + typeId + ", address=" + address + "; register it there");
    }
    return type;
  }

  /** Creates an object for a session, or finds that of the name. */
  Handle create(String typeId, String name, List<@Nullable Object> arguments, Session session) throws Exception {
    ServedType type = type(typeId);
    if (!type.isCreatable()) {
      throw new ManagerException(
          "objects of this type can't be created, they are results of others: typeId=" + typeId + ", address=" + address);
    }
    if (name.isEmpty()) {
      return handle(objects.share(type.create(arguments, this), type, "", session));
    }
    return naming.inTurn(name, () -> createNamed(type, name, arguments, session));
  }

  private Handle createNamed(ServedType type, String name, List<@Nullable Object> arguments, Session session)
      throws Exception {
    SharedEntry there = objects.named(name);
    if (there != null && !there.type().typeId().equals(type.typeId())) {
      throw new ManagerException(
          "the name is taken by an object of another type: name=" + name + ", typeId=" + there.type().typeId()
              + ", wanted=" + type.typeId() + ", address=" + address);
    }
    if (there != null && objects.owe(there, session)) {
      return handle(there);
    }
    return handle(objects.share(type.create(arguments, this), type, name, session));
  }

  Handle handle(SharedEntry entry) {
    return new Handle(serverId, address, entry.id(), entry.type().typeId(), entry.type().type().getName(), 0);
  }

  /** A proxy of this object was sent on its way. */
  void lend(Session lender, long objectId, long nonce) {
    if (objects.lend(lender, objectId, nonce)) {
      reactor.upkeepSoon();
    }
  }

  /** Runs a method of an object, or one that every object has. */
  void invoke(SharedEntry entry, Invocation call) throws Exception {
    Referent referent = entry.referent();
    switch (call.method()) {
      case "#toString":
        call.reply(String.valueOf(referent.value()));
        break;
      case "#copy":
        call.reply(referent.copy());
        break;
      case "#unlink":
        objects.unlink(entry);
        call.reply(null);
        break;
      default:
        referent.invoke(call);
    }
  }

  ManagerException gone(long objectId) {
    return new ManagerException(
        "the shared object is gone: its last reference was given back, or it was removed: id=" + objectId + ", address="
            + address);
  }

  @Override
  public @Nullable Referent referentOf(@Nullable Object proxy) {
    BaseProxy core = Proxies.coreOf(proxy);
    if (core == null || !core.link().serverId().equals(serverId)) {
      return null;
    }
    SharedEntry entry = objects.get(core.objectId());
    return entry == null ? null : entry.referent();
  }

  @Override
  public ManagerSnapshot snapshot() {
    return new ManagerSnapshot(
        address,
        sessions.size(),
        statistics.calls(),
        statistics.failed(),
        sessions.waitingCalls() + local.waitingCalls(),
        Duration.ofNanos(statistics.nanos()),
        objects.describe());
  }

  @Override
  public void serveForever() throws InterruptedException {
    closed.await();
  }

  /** Waits until it is closed, for ever if the limit is null; whether it is. */
  boolean awaitEnd(@Nullable Duration limit) throws InterruptedException {
    if (limit == null) {
      closed.await();
      return true;
    }
    return closed.await(nanos(limit), TimeUnit.NANOSECONDS);
  }

  /** Closes it in a thread of its own: for threads that {@link #close} waits for. */
  void closeSoon() {
    Thread thread = new Thread(this::close, NAME + "-close");
    thread.setDaemon(true);
    thread.start();
  }

  /** Who comes second waits for the first, unless it is a thread that the first waits for. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      awaitClosed();
      return;
    }
    try {
      closeQuietly(listener);
      closeQuietly(reactor);
      arriving.forEach(this::closeQuietly);
      sessions.close(); // the reactor's thread has ended
      local.close();
      threads.close(CLOSE_NANOS);
      objects.clear();
      closeQuietly(reactor::closeSelector);
    } finally {
      closed.countDown();
    }
  }

  private void awaitClosed() {
    if (threads.isCurrentThread()) {
      return;
    }
    boolean interrupted = false;
    while (true) {
      try {
        closed.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeQuietly(Closeable part) {
    try {
      part.close();
    } catch (IOException | RuntimeException e) { // the others have to be closed all the same
      log().warn("a part of a manager's server could not be closed: address={}", address, e);
    }
  }

  @Override
  public String toString() {
    return "ManagerServer[" + address + (closing.get() ? ", closed]" : "]");
  }

  /** Found when it is needed: to start the logging of a new process takes longer than to start serving. */
  private static Logger log() {
    return LoggerFactory.getLogger(ServerCore.class);
  }
}
