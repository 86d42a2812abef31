package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerSnapshot;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of this process's proxies to a server in another one: a connection, made when it is needed, and made anew
 * when it was lost. What is asked through it, {@link LinkCalls} does; {@link LinkConnector} knows where the server is;
 * here are the references, the managers and proxies that use the link, and which connection is in use.
 *
 * <p>A new connection is told of the references of this process: the server forgets those of the lost one. It has a
 * session of its own, because of the last messages on the old one nobody knows which arrived.
 *
 * <p>Locks: {@code connecting} is held while a connection is made; {@code references} guards its counts and that each
 * change reaches the connection that knows the others. The second may be taken while the first is held.
 */
final class ClientLink implements Link {

  private final LinkConnector connector;
  private final LinkCalls calls = new LinkCalls(this);
  private final boolean foundByProxy; // one that arrived here, before any manager was connected
  private final ReentrantLock connecting = new ReentrantLock();
  private final ReferenceCounts references = new ReferenceCounts();
  private int managers; // guarded by references
  private final AtomicBoolean connectingSoon = new AtomicBoolean();
  private final IdleWatch watch = new IdleWatch(this);
  private volatile @Nullable ClientConversation conversation; // written under connecting and references

  /** The way to a server of which only a handle is known yet; without settings it waits for {@link #introduce}. */
  ClientLink(UUID serverId, SocketAddress address, @Nullable LinkSettings settings) {
    this(serverId, address, settings, true);
  }

  private ClientLink(UUID serverId, SocketAddress address, @Nullable LinkSettings settings, boolean foundByProxy) {
    connector = new LinkConnector(serverId, address, settings);
    this.foundByProxy = foundByProxy;
  }

  /** The way to a server to which a connection was made. */
  ClientLink(Welcome welcome, SocketAddress address, LinkSettings settings) {
    this(welcome.serverId(), address, settings, false);
    conversation = welcome.conversation();
    connector.welcomed(welcome);
  }

  /** Says what became of the server's process, for errors. */
  void tellFate(Supplier<String> source, BooleanSupplier ended) {
    connector.tellFate(source, ended);
  }

  /** Now it is known how this process connects there; and where, because a stranger may have told something else. */
  void introduce(SocketAddress place, LinkSettings known) {
    connecting.lock();
    try {
      if (isReachable()) {
        return;
      }
      connector.become(place, known);
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
    return connector.settingsOrNull() != null;
  }

  @Override
  public byte @Nullable [] access() {
    LinkSettings known = connector.settingsOrNull();
    return known == null ? null : known.access();
  }

  @Override
  public UUID serverId() {
    return connector.serverId();
  }

  @Override
  public SocketAddress address() {
    return connector.address();
  }

  @Override
  public @Nullable Object call(long objectId, String method, boolean interruptible, @Nullable Object... arguments)
      throws Throwable {
    return calls.call(objectId, method, interruptible, arguments);
  }

  @Override
  public Handle create(String typeId, @Nullable String name, @Nullable Object... arguments) throws Throwable {
    return calls.create(typeId, name, arguments);
  }

  @Override
  public ManagerSnapshot snapshot() {
    return calls.snapshot();
  }

  @Override
  public void shutdown(Duration limit) {
    calls.shutdown(limit);
  }

  /** The connection; made if there is none. Blocks meanwhile. */
  ClientConversation connected(boolean interruptible) throws InterruptedException {
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
      connector.requireOpen();
      current = conversation;
      if (current != null && !current.isLost()) {
        return current;
      }
      ClientConversation made = connector.connect(interruptible, interrupted);
      use(made);
      connector.requireOpen();
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
      if (connector.closed() == null) {
        takeOver(made);
        Links.registerAgain(this);
      }
    }
    if (conversation != made) { // closed meanwhile
      made.lose(new IOException("the link was closed"));
    }
  }

  private void takeOver(ClientConversation made) {
    synchronized (references) {
      references.takeOver(made);
      conversation = made;
    }
    watch.begin();
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
    if (connector.closed() != null || !isReachable() || !connectingSoon.compareAndSet(false, true)) {
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
      log().debug("a manager whose proxies are here can't be reached at the moment: address={}", address(), e);
    } finally {
      connectingSoon.set(false);
    }
  }

  /** Whether objects of this process would be lost with a connection whose loss nobody notices. */
  boolean isWorthWatching() {
    return connector.isNetwork()
        && connector.closed() == null
        && connector.reconnectNanos() > 0
        && !references.isEmpty();
  }

  LinkConnector connector() {
    return connector;
  }

  IdleWatch watch() {
    return watch;
  }

  @Nullable ClientConversation conversation() {
    return conversation;
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
      ClientConversation made = connector.attempt();
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
    if (!isReachable()) {
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
      if (connector.closed() != null) {
        return false;
      }
      managers++;
      return true;
    }
  }

  /**
   * A manager of this process has connected to the same server: it works with this link, which from now on connects as
   * the manager did. False if it is closed.
   */
  boolean adopt(Welcome welcome, SocketAddress place, LinkSettings proved) {
    connecting.lock();
    try {
      if (!join()) {
        return false;
      }
      ClientConversation current = conversation;
      boolean connected = current != null && !current.isLost();
      if (!connected || !isReachable() || place.equals(address())) { // a server must not take over another's proxies
        connector.become(place, proved);
      }
      if (connected) {
        welcome.close("there is a connection already");
      } else {
        connector.welcomed(welcome);
        takeOver(welcome.conversation());
      }
      return true;
    } finally {
      connecting.unlock();
    }
  }

  /**
   * A manager fewer. Without any, the link is closed, also for the proxies that are left, unless a proxy had found the
   * way here before the first manager did.
   */
  void leave(String reason) {
    synchronized (references) {
      if (--managers > 0) {
        return;
      }
      if (!foundByProxy) {
        connector.close(reason);
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
      connector.close(reason);
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
    return connector.closed() == null && current != null && !current.isLost();
  }

  @Override
  public String toString() {
    return "ClientLink[address=" + address() + ", server=" + serverId() + "]";
  }

  /** Found when it is needed: to start the logging of a new process takes longer than to start serving. */
  private static Logger log() {
    return LoggerFactory.getLogger(ClientLink.class);
  }
}
