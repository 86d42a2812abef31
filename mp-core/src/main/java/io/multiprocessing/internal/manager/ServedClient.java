package io.multiprocessing.internal.manager;

import io.multiprocessing.internal.connection.FrameSocket;
import io.multiprocessing.manager.ManagerException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection in its server, from the proof of the key to its end: receives requests, which {@link
 * ServedRequests} takes, and sends answers. Requests are read by the reactor's thread; brief calls run there, and
 * their answers go out together. Any thread may answer.
 *
 * <p>A client that doesn't read its answers isn't read any more when {@value #MAX_UNSENT_BYTES} bytes wait for it. One
 * whose connection ends, for whatever reason, has its calls ended, and {@link Sessions} is told.
 */
final class ServedClient implements Reactor.Member, Peer {

  private static final int MAX_UNSENT_BYTES = 1 << 20;

  /** How many requests are taken before others have their turn. */
  private static final int BATCH = 32;

  /** How long one that was turned away may take to read why. */
  private static final long LEAVING_NANOS = 1_000_000_000L;

  private enum State {
    NEW,
    SERVED,
    /** Its last answer is out; what it still sends is thrown away, until it has seen that. */
    LEAVING,
    ENDED
  }

  private final ServerCore server;
  private final FrameSocket socket;
  private final ClientCalls calls;
  private final ServedRequests requests;
  private volatile State state = State.NEW; // written by the reactor's thread
  private @Nullable SelectionKey key; // for the reactor's thread
  private @Nullable Session session; // set once, by the reactor's thread, before any call
  private volatile long pid; // set once, by the reactor's thread, before any call
  private boolean vanished; // for the reactor's thread
  private boolean lost; // for the reactor's thread
  private boolean leftover; // for the reactor's thread: read ahead and not taken, so that the selector knows nothing of it
  private boolean together; // for the reactor's thread: answers wait for the end of the batch
  private long deadlineNanos; // for the reactor's thread: of the greeting, then of the leaving

  /** @param deadlineNanos until when it has to say who it is */
  ServedClient(ServerCore server, FrameSocket socket, long deadlineNanos) {
    this.server = server;
    this.socket = socket;
    this.calls = new ClientCalls(this);
    this.requests = new ServedRequests(this, calls);
    this.deadlineNanos = deadlineNanos;
  }

  ServerCore server() {
    return server;
  }

  Session session() {
    Session mine = session;
    if (mine == null) {
      throw new IllegalStateException("the client has not said who it is");
    }
    return mine;
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public boolean isGone() {
    return state == State.ENDED || state == State.LEAVING;
  }

  /** Null if it hasn't said who it is. */
  @Nullable Session sessionOrNull() {
    return session;
  }

  /**
   * For the reactor's thread: whether its connection was reset or timed out, so that its process may live on without
   * knowing. Else the process has closed it, or the system did when it ended.
   */
  boolean hasVanished() {
    return vanished;
  }

  /** Whether this was asked before. */
  boolean wasLost() {
    boolean before = lost;
    lost = true;
    return before;
  }

  int calls() {
    return calls.size();
  }

  /**
   * For the reactor's thread: begins to serve it.
   *
   * @param refusal why it is turned away instead, or null
   */
  void begin(@Nullable String refusal) {
    try {
      key = server.reactor().register(socket.channel(), SelectionKey.OP_READ, this);
      if (refusal != null) {
        turnAway(refusal);
        return;
      }
      takeRequests(); // some may have come with the handshake
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
    }
  }

  /** For the reactor's thread: nanoseconds until it has to go; Long.MAX_VALUE if it is served. */
  long nanosLeft(long nowNanos) {
    return state == State.NEW || state == State.LEAVING ? deadlineNanos - nowNanos : Long.MAX_VALUE;
  }

  @Override
  public void ready(SelectionKey ready) {
    try {
      if (state == State.LEAVING) {
        leave();
        return;
      }
      if (ready.isWritable()) {
        socket.flush();
        setInterest();
      }
      if (ready.isReadable()) {
        takeRequests();
      }
    } catch (IOException e) {
      broken(e);
    }
  }

  @Override
  public void failed(Throwable reason) {
    log().warn("a client of a manager can't be served any more: address={}", server.address(), reason);
    end("it can't be served: " + reason);
  }

  private void broken(IOException e) {
    if (e instanceof EOFException) {
      end(); // as every client leaves
    } else if (!socket.isConnected()) {
      vanished = true;
      end("its connection was lost: " + e.getMessage());
    } else {
      turnAway(e.getMessage()); // such as a message that is too long
    }
  }

  @Override
  public boolean tryNow() {
    return mayRead() && key != null && key.isValid() && takeRequests();
  }

  /** Whether there were any, or an error instead. */
  private boolean takeRequests() {
    if (state == State.ENDED || state == State.LEAVING) {
      return false;
    }
    together = true;
    leftover = false;
    int taken = 0;
    try {
      byte[] message = socket.receive(server.maxMessageBytes());
      while (message != null) {
        take(ByteBuffer.wrap(message));
        taken++;
        leftover = socket.hasArrived();
        if (!leftover || taken == BATCH || !mayRead()) {
          break;
        }
        message = socket.receive(server.maxMessageBytes());
        leftover = false; // nothing, or it is taken now
      }
      together = false;
      if (!socket.flush() || leftover) {
        setInterest();
      }
      return taken > 0;
    } catch (IOException e) {
      broken(e);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      turnAway("what came is no message of a client: " + e.getMessage());
    } catch (ManagerException e) { // more than it may ask for
      turnAway(e.getMessage());
    } finally {
      together = false;
    }
    return true;
  }

  private boolean mayRead() {
    return (state == State.SERVED || state == State.NEW) && socket.unsentBytes() < MAX_UNSENT_BYTES;
  }

  private void take(ByteBuffer message) throws IOException {
    if (state == State.NEW) {
      greet(message);
      return;
    }
    requests.take(message);
  }

  private void greet(ByteBuffer message) throws IOException {
    Greeting greeting;
    try {
      greeting = Greeting.read(message);
    } catch (Greeting.Refusal e) {
      String reason = e.getMessage() + ", address=" + server.address();
      turnAway(e.isPython() ? Greeting.refusedInPython(reason) : Greeting.refused(reason), reason);
      return;
    }
    Sessions.Entry entry = server.sessions().enter(greeting.session(), this);
    session = entry.session();
    pid = greeting.pid();
    state = State.SERVED;
    socket.sendLater(Greeting.welcome(server.serverId(), entry.resumed(), server.maxMessageBytes()));
  }

  /**
   * Sends the answer to a call; what the socket doesn't take, the reactor's thread sends later. False if the client is
   * gone.
   */
  boolean answer(long id, ByteBuffer... message) {
    calls.remove(id);
    return send(message);
  }

  /** As {@link #answer}, for what is no answer to a call. */
  boolean send(ByteBuffer... message) {
    if (state != State.SERVED) {
      return false;
    }
    try {
      if (server.reactor().isCurrentThread() && together) {
        socket.sendLater(message);
      } else if (!socket.send(message)) {
        server.reactor().execute(this::setInterest);
      }
      return true;
    } catch (IOException e) {
      server.reactor().execute(() -> broken(e));
      return false;
    }
  }

  /** For any thread: ends the connection, because it can't be told otherwise that a call has ended. */
  void endSoon(String reason) {
    server.reactor().execute(() -> end(reason));
  }

  /** A call has ended without an answer. */
  void forget(long id) {
    calls.remove(id);
  }

  /** For the reactor's thread: what it waits for, given what is unsent, which others change meanwhile. */
  private void setInterest() {
    SelectionKey mine = key;
    if (mine == null || !mine.isValid() || state == State.ENDED) {
      return;
    }
    long unsent = socket.unsentBytes();
    boolean reads = state == State.LEAVING || unsent < MAX_UNSENT_BYTES;
    if (reads && leftover) {
      server.reactor().executeNext(this::takeRequests);
    }
    mine.interestOps((reads ? SelectionKey.OP_READ : 0) | (unsent > 0 ? SelectionKey.OP_WRITE : 0));
  }

  /** Says why, and lets it go when it has read that. */
  void turnAway(@Nullable String reason) {
    String text = reason == null ? "the connection failed" : reason;
    turnAway(Greeting.refused(text + ", address=" + server.address()), text);
  }

  private void turnAway(ByteBuffer message, @Nullable String reason) {
    if (state == State.LEAVING || state == State.ENDED) {
      return;
    }
    log().debug("a client was turned away: address={}, reason={}", server.address(), reason);
    state = State.LEAVING;
    deadlineNanos = System.nanoTime() + LEAVING_NANOS;
    calls.withdrawAll();
    server.sessions().leaving(this);
    server.reactor().upkeepSoon();
    try {
      socket.send(message);
      leave();
      setInterest();
    } catch (IOException e) {
      end("it was turned away: " + e.getMessage());
    }
  }

  private void leave() throws IOException {
    if (socket.flush()) {
      socket.endSending();
      if (socket.discard()) {
        end("it was turned away");
        return;
      }
    }
    setInterest();
  }

  /** As {@link #end()}, for a reason that isn't the usual one. */
  void end(String reason) {
    if (state != State.ENDED) {
      log().debug("a client's connection ended: address={}, reason={}", server.address(), reason);
      end();
    }
  }

  /** For the reactor's thread: ends the connection, and gives back what the client had. Idempotent. */
  void end() {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    try {
      socket.close();
    } catch (IOException e) {
      log().debug("a client's connection could not be closed: address={}", server.address(), e);
    }
    calls.withdrawAll();
    server.sessions().ended(this);
    server.reactor().upkeepSoon(); // its references are kept for a limited time
  }

  /** Found when it is needed: to start the logging of a new process takes longer than to start serving. */
  private static Logger log() {
    return LoggerFactory.getLogger(ServedClient.class);
  }
}
