package io.multiprocessing.internal.manager;

import java.nio.ByteBuffer;

/**
 * Reads the requests of a client that has said who it is, and has them run: brief calls in the reactor's thread, others
 * elsewhere. For the reactor's thread.
 */
final class ServedRequests {

  /** Longer arguments are decoded elsewhere: the others would wait meanwhile. */
  private static final int MAX_BRIEF_BYTES = 64 * 1024;

  private final ServedClient client;
  private final ClientCalls calls;

  ServedRequests(ServedClient client, ClientCalls calls) {
    this.client = client;
    this.calls = calls;
  }

  /**
   * Takes one request.
   *
   * @throws IllegalArgumentException if it is none
   * @throws java.nio.BufferUnderflowException if it ends too early
   * @throws io.multiprocessing.manager.ManagerException if it is more than a client may ask for
   */
  void take(ByteBuffer message) {
    byte kind = message.get();
    switch (kind) {
      case ManagerFrameDescriptor.CALL:
        takeCall(message);
        break;
      case ManagerFrameDescriptor.CREATE:
        takeCreate(message);
        break;
      case ManagerFrameDescriptor.CANCEL:
        calls.cancel(message.getLong());
        break;
      case ManagerFrameDescriptor.REDEEM:
        client.server().objects().redeem(client.session(), message.getLong(), message.getInt(), message.getLong());
        break;
      case ManagerFrameDescriptor.RELEASE:
        client.server().objects().release(client.session(), message.getLong(), positive(message.getInt()));
        break;
      case ManagerFrameDescriptor.LEND:
        client.server().lend(client.session(), message.getLong(), message.getLong());
        break;
      case ManagerFrameDescriptor.INFO:
        new ControlCall(client, message.getLong(), "#info", client.server()::snapshot).run(false);
        break;
      case ManagerFrameDescriptor.SHUTDOWN:
        new ControlCall(client, message.getLong(), "#shutdown", () -> null).run(false);
        client.server().reactor().executeNext(client.server()::closeSoon); // when the answer is out
        break;
      case ManagerFrameDescriptor.PING:
        client.send(ClientMessages.oneNumber(ManagerFrameDescriptor.PONG, message.getLong()));
        break;
      default:
        throw new IllegalArgumentException("kind=" + kind);
    }
  }

  private void takeCall(ByteBuffer message) {
    long id = message.getLong();
    long objectId = message.getLong();
    Caller caller = new Caller(client, message.getLong());
    String method = WireFormat.getText(message);
    SharedEntry entry = client.server().objects().get(objectId);
    RemoteCall call = new MethodCall(client, caller, id, objectId, entry, method, message);
    if (entry == null) {
      call.run(false);
    } else if (message.remaining() > MAX_BRIEF_BYTES || !runHere(call, entry.referent())) {
      calls.runElsewhere(call);
      return;
    }
    if (!call.isDone()) { // it waits for something
      calls.add(call);
    }
  }

  /**
   * Runs it in this thread, if it is brief, its arguments run nobody's code, and no other thread is in the object.
   * Whether it has.
   */
  private static boolean runHere(RemoteCall call, Referent referent) {
    if (!referent.isBrief(call.method()) || !call.decodeSmallArguments() || !referent.tryEnter()) {
      return false;
    }
    try {
      boolean brief = referent.isBrief(call.method(), call.arguments());
      if (brief) {
        call.run(false);
      }
      return brief;
    } finally {
      referent.leave();
    }
  }

  private void takeCreate(ByteBuffer message) {
    long id = message.getLong();
    Caller caller = new Caller(client, message.getLong());
    boolean named = message.get() != 0;
    String typeId = WireFormat.getText(message);
    String name = WireFormat.getText(message);
    if (named == name.isEmpty()) {
      throw new IllegalArgumentException("a name must not be empty: named=" + named);
    }
    calls.runElsewhere(new CreateCall(client, caller, id, typeId, name, message));
  }

  private static int positive(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a count must be at least 1: count=" + count);
    }
    return count;
  }
}
