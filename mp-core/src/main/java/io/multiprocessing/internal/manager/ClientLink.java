package io.multiprocessing.internal.manager;

import io.multiprocessing.internal.memory.Travel;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.ManagerSnapshot;
import io.multiprocessing.manager.ManagerUnreachableException;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of this process's proxies to a server in another one: a connection, made when it is needed, and made anew when it
 * was lost.
 *
 * <p>A new connection is told of the references of this process: the server forgets those of the lost one. It has a session
 * of its own, because of the last messages on the old one nobody knows which arrived.
 *
 * <p>Locks: {@code connecting} is held while a connection is made; {@code references} guards its counts and that each change
 * reaches the connection that knows the others. The second may be taken while the first is held.
 */
final class ClientLink implements Link {

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private volatile SocketAddress address; // as settings
  private final UUID serverId;
  private final boolean foundByProxy; // one that arrived here, before any manager was connected
  private volatile @Nullable LinkSettings settings; // null: this process must not connect there; written under connecting
  private final ReentrantLock connecting = new ReentrantLock();
  private final ReferenceCounts references = new ReferenceCounts();
  private int managers; // guarded by references
  private final AtomicBoolean connectingSoon = new AtomicBoolean();
  private final IdleWatch watch = new IdleWatch(this);
  private volatile @Nullable ClientConversation conversation; // written under connecting and references
  private volatile int maxRequestBytes = Integer.MAX_VALUE;
  private volatile boolean unreachable; // the server wasn't found any more
  private volatile @Nullable String closed; // why; from then on nothing is sent
  private volatile @Nullable Supplier<String> fate;
  private volatile @Nullable BooleanSupplier processEnded;

  /** The way to a server of which only a handle is known yet; without settings it waits for {@link #introduce}. */
  ClientLink(UUID serverId, SocketAddress address, @Nullable LinkSettings settings) {
    this(serverId, address, settings, true);
  }

  private ClientLink(UUID serverId, SocketAddress address, @Nullable LinkSettings settings, boolean foundByProxy) {
    this.serverId = serverId;
    this.address = address;
    this.settings = settings;
    this.foundByProxy = foundByProxy;
  }

  /** The way to a server to which a connection was made. */
  ClientLink(Welcome welcome, SocketAddress address, LinkSettings settings) {
    this(welcome.serverId(), address, settings, false);
    conversation = welcome.conversation();
    maxRequestBytes = welcome.maxMessageBytes();
  }

  /** Says what became of the server's process, for errors. */
  void tellFate(Supplier<String> source, BooleanSupplier ended) {
    fate = source;
    processEnded = ended;
  }

  /** Now it is known how this process connects there; and where, because a stranger may have told something else. */
  void introduce(SocketAddress place, LinkSettings known) {
    connecting.lock();
    try {
      if (settings != null) {
        return;
      }
      address = place;
      settings = known;
    } finally {
      connecting.unlock();
    }
    synchronized (references) {
      if (references.hasNews()) {
        connectSoon();
      }
    }
  }

  @Override
  public boolean isReachable() {
    return settings != null;
  }

  @Override
  public byte @Nullable [] access() {
    LinkSettings known = settings;
    return known == null ? null : known.access();
  }

  private LinkSettings settings() {
    LinkSettings known = settings;
    if (known == null) {
      throw new ManagerUnreachableException(
          "this process doesn't know the manager, and a stranger that sent a proxy of it must not choose where its key is"
              + " used: connect a manager with this address and key first: address=" + address,
          false,
          null);
    }
    return known;
  }

  @Override
  public UUID serverId() {
    return serverId;
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public @Nullable Object call(long objectId, String method, boolean interruptible, @Nullable Object... arguments)
      throws Throwable {
    Reactor.refuseCall(method);
    ClientMessages messages = messages();
    EncodedMessage encoded = messages.encode(method, maxRequestBytes, arguments);
    byte[] name = WireFormat.utf8(method);
    byte[] reply = exchange(method, interruptible, 0, id -> ClientMessages.call(id, objectId, name, encoded));
    return messages.result(method, reply);
  }

  @Override
  public Handle create(String typeId, @Nullable String name, @Nullable Object... arguments) throws Throwable {
    ClientMessages messages = messages();
    EncodedMessage encoded = messages.encode(typeId, maxRequestBytes, arguments);
    byte[] type = WireFormat.utf8(typeId);
    byte[] known = name == null ? null : WireFormat.utf8(name);
    byte[] reply = exchange(typeId, false, 0, id -> ClientMessages.create(id, type, known, encoded));
    return (Handle) Handle.undecoded(() -> messages.result(typeId, reply));
  }

  private ClientMessages messages() {
    boolean network = !(address instanceof UnixDomainSocketAddress);
    return new ClientMessages(new PeerCodec(settings().codec(), new Travel.Sender(network, this)), address);
  }

  @Override
  public ManagerSnapshot snapshot() {
    byte[] reply = simple("snapshot", ManagerFrameDescriptor.INFO, 0);
    try {
      return (ManagerSnapshot) messages().result("snapshot", reply);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new ManagerException("the manager's state can't be had: address=" + address, e);
    }
  }

  @Override
  public void shutdown(Duration limit) {
    simple("shutdown", ManagerFrameDescriptor.SHUTDOWN, Math.max(1, limit.toNanos()));
  }

  private byte[] simple(String what, byte kind, long limitNanos) {
    try {
      return exchange(
          what, false, limitNanos, id -> new ByteBuffer[] {ByteBuffer.allocate(9).put(kind).putLong(id).flip()});
    } catch (InterruptedException e) {
      throw new IllegalStateException("nothing here is interruptible", e);
    }
  }

  /** A request, once its number is known. */
  @FunctionalInterface
  private interface Request {
    ByteBuffer[] parts(long id);
  }

  /** Sends a request, on a new connection where the old one is lost, and waits for the reply. */
  private byte[] exchange(String what, boolean interruptible, long limitNanos, Request request)
      throws InterruptedException {
    while (true) {
      ClientConversation current = connected(interruptible);
      PendingCall call = current.begin();
      boolean ended;
      try {
        if (!current.send(call, request.parts(call.id))) {
          continue; // the server can't run what it hasn't got as a whole
        }
        Runnable cancel = () -> current.post(ClientMessages.oneNumber(ManagerFrameDescriptor.CANCEL, call.id));
        ended = current.await(call, interruptible ? cancel : null, limitNanos);
      } finally {
        current.leave(call); // whatever is thrown: nobody must hand the reading on to this thread
      }
      if (!ended) {
        throw new ManagerUnreachableException(
            "the manager didn't answer in time: call=" + what + ", limit=" + Duration.ofNanos(limitNanos) + ", address="
                + address,
            true,
            null);
      }
      try {
        byte[] reply = call.reply();
        if (reply[0] == ManagerFrameDescriptor.CANCELED) {
          Thread.interrupted();
          throw new InterruptedException("the call was withdrawn: call=" + what + ", address=" + address);
        }
        return reply;
      } catch (IOException e) {
        String reason = closed;
        String lost = reason == null ? "the connection to the manager was lost" : reason;
        throw unreachable(lost + " during a call, which may have run: call=" + what, true, e);
      }
    }
  }

  /** The connection; made if there is none. Blocks meanwhile. */
  private ClientConversation connected(boolean interruptible) throws InterruptedException {
    ClientConversation current = conversation;
    if (current != null && !current.isLost()) {
      return current;
    }
    AtomicBoolean interrupted = new AtomicBoolean();
    if (interruptible) {
      connecting.lockInterruptibly();
    } else {
      connecting.lock();
    }
    try {
      requireOpen();
      current = conversation;
      if (current != null && !current.isLost()) {
        return current;
      }
      ClientConversation made = connect(interruptible, interrupted);
      use(made);
      requireOpen();
      return made;
    } finally {
      connecting.unlock();
      if (interrupted.get()) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void use(ClientConversation made) {
    synchronized (references) {
      if (closed == null) {
        takeOver(made);
        Links.registerAgain(this);
      }
    }
    if (conversation != made) { // closed meanwhile
      made.lose(new IOException("the link was closed"));
    }
  }

  private void requireOpen() {
    String reason = closed;
    if (reason != null) {
      throw new ManagerUnreachableException(reason + ": address=" + address, false, null);
    }
  }

  private void takeOver(ClientConversation made) {
    synchronized (references) {
      references.takeOver(made);
      conversation = made;
    }
    watch.begin();
  }

  /** A network may be away for a moment; a Unix domain socket that nobody listens at stays so. */
  private ClientConversation connect(boolean interruptible, AtomicBoolean interrupted) throws InterruptedException {
    LinkSettings known = settings();
    boolean again = !(address instanceof UnixDomainSocketAddress) && !unreachable;
    long deadlineNanos = System.nanoTime() + known.reconnectTimeout().toNanos();
    long pauseNanos = FIRST_PAUSE_NANOS;
    while (true) {
      if (Thread.interrupted()) {
        if (interruptible) {
          throw new InterruptedException("interrupted while connecting to the manager: address=" + address);
        }
        interrupted.set(true); // and goes on
      }
      try {
        return attempt(known);
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          continue;
        }
        if (closed != null || !again || hasEnded() || System.nanoTime() + pauseNanos - deadlineNanos >= 0) {
          unreachable = true;
          throw unreachable("the manager can't be reached", false, e);
        }
      }
      pause(pauseNanos);
      pauseNanos = Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos);
    }
  }

  private ClientConversation attempt(LinkSettings known) throws IOException {
    Welcome welcome = Welcome.connect(address, known);
    if (!welcome.serverId().equals(serverId)) {
      welcome.close("another server");
      unreachable = true;
      throw unreachable("the manager has ended, and another one has its address", false, null);
    }
    unreachable = false;
    maxRequestBytes = welcome.maxMessageBytes();
    return welcome.conversation();
  }

  /** Nobody waits for a process to come back that is known to have ended. */
  boolean hasEnded() {
    BooleanSupplier source = processEnded;
    return source != null && source.getAsBoolean();
  }

  private static void pause(long nanos) {
    LockSupport.parkNanos(nanos);
  }

  private ManagerUnreachableException unreachable(String what, boolean mayHaveRun, @Nullable IOException cause) {
    Supplier<String> source = fate;
    String end = source == null ? "" : source.get();
    String reason = closed;
    if (reason == null && cause != null) {
      reason = cause.getMessage();
    }
    return new ManagerUnreachableException(
        what + ", address=" + address + (end.isEmpty() ? "" : ", " + end) + (reason == null ? "" : ", reason=" + reason),
        mayHaveRun,
        cause);
  }

  /** Connects in the background, so that references which have arrived here are known to the server soon. */
  private void connectSoon() {
    inBackground(
        () -> {
          if (references.hasNews()) { // else who wanted it is gone
            connected(false);
          }
        });
  }

  /** Makes a connection. */
  @FunctionalInterface
  private interface Connecting {
    void run() throws IOException, InterruptedException;
  }

  private void inBackground(Connecting work) {
    if (closed != null || settings == null || !connectingSoon.compareAndSet(false, true)) {
      return;
    }
    if (!BackgroundConnects.submit(() -> connectNow(work))) {
      connectingSoon.set(false);
    }
  }

  private void connectNow(Connecting work) {
    try {
      work.run();
    } catch (RuntimeException | IOException | InterruptedException e) {
      log().debug("a manager whose proxies are here can't be reached at the moment: address={}", address, e);
    } finally {
      connectingSoon.set(false);
    }
  }

  /** Whether objects of this process would be lost with a connection whose loss nobody notices. */
  boolean isWorthWatching() {
    return !(address instanceof UnixDomainSocketAddress)
        && closed == null
        && reconnectNanos() > 0
        && !references.isEmpty();
  }

  IdleWatch watch() {
    return watch;
  }

  @Nullable ClientConversation conversation() {
    return conversation;
  }

  /** For how long a lost connection is made anew; 0 for not at all. */
  long reconnectNanos() {
    LinkSettings known = settings;
    return known == null ? 0 : Waits.nanos(known.reconnectTimeout());
  }

  /** For how long the server may keep the references of a lost connection. */
  long leaseNanos() {
    LinkSettings known = settings;
    return known == null ? 0 : Waits.nanos(known.referenceLease());
  }

  /** Tries once, in the background, to make a connection in place of one that is lost or has fallen silent. */
  void replaceSoon(@Nullable ClientConversation former) {
    inBackground(() -> replace(former));
  }

  private void replace(@Nullable ClientConversation former) throws IOException {
    connecting.lock();
    try {
      long heard = former == null ? 0 : former.heard();
      if (conversation != former || !isWorthWatching()) {
        return;
      }
      ClientConversation made = attempt(settings());
      if (former != null && !former.isLost() && (former.heard() != heard || !former.isIdle())) {
        made.lose(new IOException("the connection before it is in use again"));
        return;
      }
      use(made);
      if (former != null) {
        former.lose(new IOException("the manager didn't answer on this connection any more"));
      }
    } finally {
      connecting.unlock();
    }
  }

  @Override
  public void redeem(long objectId, long nonce) {
    synchronized (references) {
      ClientConversation current = conversation;
      references.add(objectId, nonce, current);
      if (current == null || current.isLost()) {
        connectSoon();
      }
    }
    watch.begin();
  }

  @Override
  public void release(long objectId) {
    synchronized (references) {
      if (!references.remove(objectId, conversation)) {
        return;
      }
    }
    if (isIdle()) {
      Links.idle(this);
    }
  }

  @Override
  public void lend(long objectId, long nonce) {
    if (settings == null) {
      return; // who sent the proxy has to keep its object
    }
    synchronized (references) {
      references.lend(objectId, nonce, conversation);
      if (conversation == null) {
        connectSoon();
      }
    }
  }

  /** One more manager of this process works with this link; false if it is closed. */
  boolean join() {
    synchronized (references) {
      if (closed != null) {
        return false;
      }
      managers++;
      return true;
    }
  }

  /**
   * A manager of this process has connected to the same server: it works with this link, which from now on connects as the
   * manager did. False if it is closed.
   */
  boolean adopt(Welcome welcome, SocketAddress place, LinkSettings proved) {
    connecting.lock();
    try {
      if (!join()) {
        return false;
      }
      ClientConversation current = conversation;
      boolean connected = current != null && !current.isLost();
      if (!connected || settings == null || place.equals(address)) { // a server must not take over another's proxies
        address = place;
        settings = proved;
      }
      if (connected) {
        welcome.close("there is a connection already");
      } else {
        maxRequestBytes = welcome.maxMessageBytes();
        takeOver(welcome.conversation());
      }
      return true;
    } finally {
      connecting.unlock();
    }
  }

  /**
   * A manager fewer. Without any, the link is closed, also for the proxies that are left, unless a proxy had found the way here
   * before the first manager did.
   */
  void leave(String reason) {
    synchronized (references) {
      if (--managers > 0) {
        return;
      }
      if (!foundByProxy) {
        closed = reason;
      }
    }
    if (!foundByProxy) {
      close(reason);
    } else if (isIdle()) {
      Links.idle(this);
    }
  }

  boolean isIdle() {
    synchronized (references) {
      return references.isEmpty() && managers == 0;
    }
  }

  /** Ends the connection if nobody uses the link; a proxy that arrives at this moment connects again. */
  void rest() {
    ClientConversation current;
    synchronized (references) {
      if (!isIdle()) {
        return;
      }
      Links.unregister(this);
      current = conversation;
      conversation = null;
    }
    if (current != null) {
      current.lose(new IOException("no proxy used the connection"));
    }
  }

  /** Ends the connection for good: calls fail. Idempotent. */
  void close(String reason) {
    ClientConversation current;
    synchronized (references) { // a connection that is being made sees either that, or is seen here
      closed = reason;
      Links.unregister(this);
      current = conversation;
    }
    if (current != null) {
      current.lose(new IOException(reason));
    }
  }

  @Override
  public boolean isAlive() {
    ClientConversation current = conversation;
    return closed == null && current != null && !current.isLost();
  }

  @Override
  public String toString() {
    return "ClientLink[address=" + address + ", server=" + serverId + "]";
  }

  /** Found when it is needed: to start the logging of a new process takes longer than to start serving. */
  private static Logger log() {
    return LoggerFactory.getLogger(ClientLink.class);
  }
}
