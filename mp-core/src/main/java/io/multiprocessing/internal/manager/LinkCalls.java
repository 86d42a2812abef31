package io.multiprocessing.internal.manager;

import io.multiprocessing.internal.memory.Travel;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.ManagerSnapshot;
import io.multiprocessing.manager.ManagerUnreachableException;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What this process asks a server through a link: each is a request on its connection, and waits for the reply. */
final class LinkCalls {

  private final ClientLink link;

  LinkCalls(ClientLink link) {
    this.link = link;
  }

  @Nullable Object call(long objectId, String method, boolean interruptible, @Nullable Object... arguments)
      throws Throwable {
    Reactor.refuseCall(method);
    ClientMessages messages = messages();
    EncodedMessage encoded = messages.encode(method, link.connector().maxRequestBytes(), arguments);
    byte[] name = WireFormat.utf8(method);
    byte[] reply = exchange(method, interruptible, 0, id -> ClientMessages.call(id, objectId, name, encoded));
    return messages.result(method, reply);
  }

  Handle create(String typeId, @Nullable String name, @Nullable Object... arguments) throws Throwable {
    ClientMessages messages = messages();
    EncodedMessage encoded = messages.encode(typeId, link.connector().maxRequestBytes(), arguments);
    byte[] type = WireFormat.utf8(typeId);
    byte[] known = name == null ? null : WireFormat.utf8(name);
    byte[] reply = exchange(typeId, false, 0, id -> ClientMessages.create(id, type, known, encoded));
    return (Handle) Handle.undecoded(() -> messages.result(typeId, reply));
  }

  ManagerSnapshot snapshot() {
    byte[] reply = simple("snapshot", ManagerFrameDescriptor.INFO, 0);
    try {
      return (ManagerSnapshot) messages().result("snapshot", reply);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new ManagerException("the manager's state can't be had: address=" + link.address(), e);
    }
  }

  void shutdown(Duration limit) {
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
      ClientConversation current = link.connected(interruptible);
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
                + link.address(),
            true,
            null);
      }
      try {
        byte[] reply = call.reply();
        if (reply[0] == ManagerFrameDescriptor.CANCELED) {
          Thread.interrupted();
          throw new InterruptedException("the call was withdrawn: call=" + what + ", address=" + link.address());
        }
        return reply;
      } catch (IOException e) {
        String reason = link.connector().closed();
        String lost = reason == null ? "the connection to the manager was lost" : reason;
        throw link.connector().failure(lost + " during a call, which may have run: call=" + what, true, e);
      }
    }
  }

  private ClientMessages messages() {
    LinkConnector there = link.connector();
    return new ClientMessages(
        new PeerCodec(there.settings().codec(), new Travel.Sender(there.isNetwork(), link)), link.address());
  }
}
