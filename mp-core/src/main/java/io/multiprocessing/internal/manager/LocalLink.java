package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.ManagerSnapshot;
import io.multiprocessing.manager.ManagerUnreachableException;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.SerializationException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The way of proxies to a server in the same process: calls run in the caller's thread. Arguments and results are
 * copied all the same, so that it doesn't matter where a server is; proxies of this server stay what they are.
 *
 * <p>A proxy in a container of its own server is one of these, and keeps its referent as long as the container has it.
 */
final class LocalLink implements Link {

  private final ServerCore server;
  private final Session session = new Session(UUID.randomUUID());
  private final Set<LocalCall> calls = ConcurrentHashMap.newKeySet(); // that haven't ended
  private volatile boolean closed;

  LocalLink(ServerCore server) {
    this.server = server;
  }

  @Override
  public UUID serverId() {
    return server.serverId();
  }

  @Override
  public SocketAddress address() {
    return server.address();
  }

  @Override
  public @Nullable Object call(long objectId, String method, boolean interruptible, @Nullable Object... arguments)
      throws Throwable {
    Reactor.refuseCall(method);
    checkOpen();
    SharedEntry entry = server.objects().get(objectId);
    if (entry == null) {
      throw server.gone(objectId);
    }
    List<@Nullable Object> copies = copy(method, arguments);
    boolean interrupted = !interruptible && Thread.interrupted(); // it isn't meant for the method
    LocalCall call =
        new LocalCall(server, new Caller(session, Thread.currentThread().getId()), entry, method, copies, session);
    calls.add(call);
    try {
      if (closed) {
        call.withdraw(true);
      }
      call.run(interruptible);
      return call.await(interruptible);
    } finally {
      calls.remove(call);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<@Nullable Object> copy(String method, @Nullable Object... arguments) {
    EncodedMessage encoded;
    try {
      encoded = server.codec().encode(arguments).withOwnAttachments();
    } catch (SerializationException e) {
      throw new SerializationException(
          "an argument of a shared object's method can't travel: method=" + method + ", address=" + address()
              + ", reason=" + e.getMessage(),
          e);
    }
    Object decoded;
    try {
      decoded = server.codec().decode(encoded);
    } catch (SerializationException e) {
      throw new ManagerException(
          "the arguments can't be decoded: method=" + method + ", address=" + address() + ", reason=" + e.getMessage(),
          e);
    }
    if (!(decoded instanceof Object[] copies)) {
      throw new ManagerException("the codec has made something else of an array: address=" + address());
    }
    return Arrays.asList(copies);
  }

  @Override
  public Handle create(String typeId, @Nullable String name, @Nullable Object... arguments) throws Throwable {
    checkOpen();
    return server.create(typeId, name == null ? "" : name, copy(typeId, arguments), session);
  }

  private void checkOpen() {
    if (closed) {
      throw new ManagerUnreachableException("the manager has ended: address=" + address(), false, null);
    }
  }

  int waitingCalls() {
    return calls.size();
  }

  @Override
  public ManagerSnapshot snapshot() {
    return server.snapshot();
  }

  /** Ends the server, whatever the limit: it ends in time. */
  @Override
  public void shutdown(Duration limit) {
    server.close();
  }

  @Override
  public void redeem(long objectId, long nonce) {
    server.objects().redeem(session, objectId, 1, nonce);
  }

  @Override
  public void release(long objectId) {
    server.objects().release(session, objectId, 1);
  }

  @Override
  public void lend(long objectId, long nonce) {
    server.lend(session, objectId, nonce);
  }

  @Override
  public byte @Nullable [] access() {
    return server.access();
  }

  @Override
  public boolean isAlive() {
    return !closed;
  }

  /** The server ends: calls that wait fail. */
  void close() {
    closed = true;
    Links.unregister(this);
    calls.forEach(call -> call.withdraw(true));
    server.objects().end(session);
  }

  @Override
  public String toString() {
    return "LocalLink[" + address() + "]";
  }
}
