package io.multiprocessing.internal.connection;

import io.multiprocessing.api.AuthenticationException;
import io.multiprocessing.connection.ListenerOptions;
import io.multiprocessing.internal.protocol.DigestPolicy;
import io.multiprocessing.internal.protocol.HandshakeDialogue;
import io.multiprocessing.process.AuthKey;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes clients and has them prove the key: one thread for all of them, so that silent or slow ones hold up nobody and
 * cost no thread. It sleeps while nothing comes.
 *
 * <p><b>Bounds.</b> A client that has not proved the key costs a descriptor and less than a kilobyte, and has until a
 * deadline. There are at most so many as the options say; when one more comes, the oldest gives way, so that silent
 * peers can't keep others out; likewise when no more can be accepted, because descriptors are short. Clients that have
 * proved it wait to be asked for; when as many wait as the backlog is long, no more are taken from the system's queue.
 *
 * <p>Everything but {@link #reception} belongs to the thread.
 */
final class ProvingAcceptor implements Runnable, Closeable {

  /** After an error that isn't a client's, such as a lack of descriptors: not a busy loop. */
  private static final Duration RETRY_PAUSE = Duration.ofMillis(50);

  /** Those of clients that were turned away wait their turn, too. */
  private static final int TASKS_PER_NEWCOMER = 4;

  /** How many clients are taken before those there are get their turn. */
  private static final int ACCEPT_BATCH = 16;

  private final ServerSocketChannel server;
  private final SocketAddress address;
  private final ListenerOptions options;
  private final byte @Nullable [] key;
  private final DigestPolicy policy;
  private final Selector selector;
  private final SelectionKey acceptance;
  private final Reception reception;
  private final @Nullable SSLContext ssl;
  private final @Nullable HandshakeTasks tasks;
  private final LinkedHashSet<Newcomer> newcomers = new LinkedHashSet<>(); // oldest first, so is the first deadline
  private final Thread thread;
  private volatile boolean closing;
  private @Nullable Deadline acceptsAgain; // until then nobody new is taken; null if there was no error
  private boolean troubled;

  /**
   * @param server in non-blocking mode, owned by this object unless the constructor throws
   * @param authKey null if nobody has to prove one, and TLS is all there is
   * @param reception where clients are left
   */
  ProvingAcceptor(ServerSocketChannel server, @Nullable AuthKey authKey, ListenerOptions options, Reception reception)
      throws IOException {
    this.server = server;
    this.address = server.getLocalAddress();
    this.options = options;
    this.key = authKey == null ? null : authKey.toByteArray();
    this.policy = ConnectionHandshake.policy(options.legacyMd5());
    this.reception = reception;
    ssl = options.ssl();
    if (ssl != null) {
      TlsWire.check(ssl);
    }
    selector = Selector.open();
    tasks = ssl == null ? null : new HandshakeTasks(TASKS_PER_NEWCOMER * options.maxPendingHandshakes(), selector::wakeup);
    thread = new Thread(this, "multiprocessing-listener");
    thread.setDaemon(true);
    boolean started = false;
    try {
      acceptance = server.register(selector, SelectionKey.OP_ACCEPT);
      thread.start();
      started = true;
    } finally {
      if (!started) {
        selector.close();
      }
    }
  }

  /** There is room again, where {@link Reception#hasRoom} had said that there is none. */
  void wakeup() {
    selector.wakeup();
  }

  @Override
  public void run() {
    try {
      while (!closing) {
        turn();
      }
    } finally {
      closeAll();
    }
  }

  /** Whatever fails, those who are at it go on, and their deadlines hold. */
  private void turn() {
    try {
      acceptance.interestOps(mayAccept() ? SelectionKey.OP_ACCEPT : 0);
      selector.select(this::serve, untilNextMoment());
      goOnAfterTasks();
      Thread.interrupted(); // it means nothing here, and a flag that stays set would make each select return at once
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      note(e);
      LockSupport.parkNanos(RETRY_PAUSE.toNanos());
    }
    try {
      turnAwayTheLate();
    } catch (RuntimeException | OutOfMemoryError e) {
      note(e);
    }
  }

  private void goOnAfterTasks() {
    if (tasks == null) {
      return;
    }
    for (Newcomer newcomer = tasks.poll(); newcomer != null; newcomer = tasks.poll()) {
      if (newcomers.contains(newcomer)) {
        advance(newcomer);
      }
    }
  }

  private boolean mayAccept() {
    if (acceptsAgain != null && acceptsAgain.hasPassed()) {
      acceptsAgain = null;
    }
    return acceptsAgain == null && reception.hasRoom();
  }

  private void note(Throwable failure) {
    if (!troubled) { // said once, until it is over
      log().warn("clients could not be accepted, trying again: address={}", address, failure);
    }
    troubled = true;
  }

  /** For {@code Selector.select}: the first deadline, or the end of a pause; 0 if there is neither. */
  private long untilNextMoment() {
    long pause = acceptsAgain == null ? 0 : acceptsAgain.selectMillis();
    long first = newcomers.isEmpty() ? 0 : newcomers.iterator().next().deadline().selectMillis();
    return pause == 0 || first == 0 ? Math.max(pause, first) : Math.min(pause, first);
  }

  private void serve(SelectionKey ready) {
    if (ready.attachment() instanceof Newcomer newcomer) {
      if (newcomers.contains(newcomer)) { // not turned away in this very turn
        advance(newcomer);
      }
    } else {
      acceptSome();
    }
  }

  private void acceptSome() {
    try {
      for (int i = 0; i < ACCEPT_BATCH; i++) {
        SocketChannel socket = server.accept();
        if (socket == null) {
          break;
        }
        receive(socket);
      }
      troubled = false;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      note(e);
      makeRoom();
    }
  }

  /**
   * Most likely descriptors are short. Those that silent clients hold would keep good ones out until the deadline, so
   * the oldest gives way, as when there are too many; and those who are at it get the pause to finish.
   */
  private void makeRoom() {
    acceptsAgain = Deadline.after(RETRY_PAUSE);
    if (!newcomers.isEmpty()) {
      turnAway(newcomers.iterator().next(), "clients could not be accepted, and it was the oldest that was at it");
    }
  }

  private void receive(SocketChannel socket) throws IOException {
    if (newcomers.size() >= options.maxPendingHandshakes()) {
      Newcomer oldest = newcomers.iterator().next();
      turnAway(oldest, "too many clients were at it, and it was the oldest: maxPendingHandshakes=" + newcomers.size());
    }
    Newcomer newcomer;
    try {
      SocketSetup.prepare(socket);
      Wire wire = ssl == null ? new PlainWire(socket) : TlsWire.server(socket, ssl);
      HandshakeDialogue dialogue = key == null ? null : HandshakeDialogue.accepting(key, policy);
      newcomer = new Newcomer(wire, dialogue, Deadline.after(options.handshakeTimeout()), selector, tasks);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      socket.close();
      throw e;
    }
    newcomers.add(newcomer);
    advance(newcomer);
  }

  private void advance(Newcomer newcomer) {
    try {
      if (newcomer.advance()) {
        newcomers.remove(newcomer);
        admit(newcomer);
      }
    } catch (AuthenticationException e) {
      turnAway(newcomer, e.getMessage());
    } catch (SSLException e) {
      turnAway(newcomer, TlsFailures.explain(e, "the client") + ": reason=" + TlsFailures.reason(e));
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      turnAway(newcomer, "it broke off, or spoke another protocol: " + e.getMessage());
    }
  }

  private void admit(Newcomer newcomer) throws IOException {
    Accepted client = Accepted.of(newcomer.wire(), newcomer.reader());
    if (!reception.admit(client)) {
      closeQuietly(client);
    }
  }

  private void turnAwayTheLate() {
    for (Iterator<Newcomer> i = newcomers.iterator(); i.hasNext(); ) {
      Newcomer newcomer = i.next();
      if (!newcomer.deadline().hasPassed()) {
        return;
      }
      i.remove();
      String hint = newcomer.isAtTls() ? "; one without TLS waits for the listener to begin" : "";
      turnAway(newcomer, "it did not do so in time: handshakeTimeout=" + options.handshakeTimeout() + hint);
    }
  }

  private void turnAway(Newcomer newcomer, @Nullable String reason) {
    newcomers.remove(newcomer);
    String refusal =
        (newcomer.isAtTls() ? "a client did not get through TLS: " : "a client did not prove the key: ") + reason;
    log().debug("{}, address={}", refusal, address);
    reception.refuse(refusal);
    closeQuietly(newcomer.wire());
  }

  private void closeQuietly(Closeable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      log().debug("a connection could not be closed: address={}", address, e);
    }
  }

  private void closeAll() {
    closeQuietly(server);
    newcomers.forEach(newcomer -> closeQuietly(newcomer.wire()));
    reception.close().forEach(this::closeQuietly);
    if (tasks != null) {
      tasks.close();
    }
    closeQuietly(selector); // last: it lets go of the descriptors of all of them
  }

  /** Ends the thread and waits for that, which takes no longer than its turn: then the address is free again. */
  @Override
  public void close() throws IOException {
    closing = true;
    selector.wakeup();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Found when it is needed: to start the logging of a new process takes longer than to start serving. */
  private static Logger log() {
    return LoggerFactory.getLogger(ProvingAcceptor.class);
  }
}
