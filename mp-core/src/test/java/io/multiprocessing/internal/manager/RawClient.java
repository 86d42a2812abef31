package io.multiprocessing.internal.manager;

import io.multiprocessing.connection.ClientOptions;
import io.multiprocessing.internal.connection.FrameSocket;
import io.multiprocessing.internal.protocol.Failure;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.KryoCodec;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A client of a server that shows the messages as they are. For one thread. */
final class RawClient implements Closeable {

  private static final long LIMIT_MILLIS = 20_000;

  final FrameSocket socket;
  private final Selector selector;
  private final Codec codec = new KryoCodec();
  private final Map<Long, ByteBuffer> replies = new HashMap<>();
  private long lastCall;

  private RawClient(FrameSocket socket) throws IOException {
    this.socket = socket;
    selector = Selector.open();
    socket.channel().register(selector, SelectionKey.OP_READ);
  }

  /** Proves the key, and says nothing yet. */
  static RawClient silent(SocketAddress address, AuthKey key) throws IOException {
    return new RawClient(FrameSocket.connect(address, ClientOptions.builder().authKey(key).build()));
  }

  static RawClient connect(SocketAddress address, AuthKey key) throws IOException {
    return connect(address, key, UUID.randomUUID());
  }

  static RawClient connect(SocketAddress address, AuthKey key, UUID session) throws IOException {
    RawClient client = silent(address, key);
    client.greet(session);
    ByteBuffer welcome = client.next();
    if (welcome.get() != ManagerFrameDescriptor.WELCOME) {
      welcome.get();
      throw new IOException("refused: " + WireFormat.getText(welcome));
    }
    return client;
  }

  void greet(UUID session) throws IOException {
    byte[] name = WireFormat.utf8("raw");
    ByteBuffer hello = ByteBuffer.allocate(64).put(ManagerFrameDescriptor.HELLO);
    hello.put((byte) 'M').put((byte) 'P').put((byte) 'M').put(ManagerFrameDescriptor.VERSION);
    hello.putLong(session.getMostSignificantBits()).putLong(session.getLeastSignificantBits());
    hello.putLong(ProcessHandle.current().pid());
    socket.send(WireFormat.putText(hello, name).flip());
  }

  /** The next message; fails if there is none in time. */
  ByteBuffer next() throws IOException {
    long end = System.currentTimeMillis() + LIMIT_MILLIS;
    while (true) {
      byte[] message = socket.receive(1 << 30);
      if (message != null) {
        return ByteBuffer.wrap(message);
      }
      if (!socket.flush()) {
        Thread.onSpinWait();
        continue;
      }
      if (System.currentTimeMillis() > end) {
        throw new IOException("no message came in time");
      }
      selector.select(key -> {}, 500);
    }
  }

  long send(long objectId, String method, @Nullable Object... arguments) throws IOException {
    return send(objectId, 1, method, arguments);
  }

  long send(long objectId, long thread, String method, @Nullable Object... arguments) throws IOException {
    EncodedMessage encoded = codec.encode(arguments);
    byte[] name = WireFormat.utf8(method);
    long call = ++lastCall;
    ByteBuffer head = ByteBuffer.allocate(64 + name.length + WireFormat.objectHeaderLength(encoded));
    head.put(ManagerFrameDescriptor.CALL).putLong(call).putLong(objectId).putLong(thread);
    WireFormat.putText(head, name);
    socket.send(WireFormat.withObject(head, encoded));
    return call;
  }

  long sendCreate(String typeId, @Nullable String name, @Nullable Object... arguments) throws IOException {
    EncodedMessage encoded = codec.encode(arguments);
    byte[] type = WireFormat.utf8(typeId);
    byte[] known = WireFormat.utf8(name == null ? "" : name);
    long call = ++lastCall;
    ByteBuffer head = ByteBuffer.allocate(64 + type.length + known.length + WireFormat.objectHeaderLength(encoded));
    head.put(ManagerFrameDescriptor.CREATE).putLong(call).putLong(1).put((byte) (name == null ? 0 : 1));
    WireFormat.putText(WireFormat.putText(head, type), known);
    socket.send(WireFormat.withObject(head, encoded));
    return call;
  }

  /** A message with one number: CANCEL, INFO, SHUTDOWN. */
  void tell(byte kind, long number) throws IOException {
    socket.send(ByteBuffer.allocate(9).put(kind).putLong(number).flip());
  }

  void redeem(long objectId, int count, long nonce) throws IOException {
    ByteBuffer message = ByteBuffer.allocate(21).put(ManagerFrameDescriptor.REDEEM);
    socket.send(message.putLong(objectId).putInt(count).putLong(nonce).flip());
  }

  void lend(long objectId, long nonce) throws IOException {
    socket.send(ByteBuffer.allocate(17).put(ManagerFrameDescriptor.LEND).putLong(objectId).putLong(nonce).flip());
  }

  void count(byte kind, long objectId, int count) throws IOException {
    socket.send(ByteBuffer.allocate(13).put(kind).putLong(objectId).putInt(count).flip());
  }

  /** The reply to this call; those to others are kept. */
  ByteBuffer reply(long call) throws IOException {
    while (!replies.containsKey(call)) {
      ByteBuffer message = next();
      long of = message.getLong(1);
      replies.put(of, message);
    }
    return replies.remove(call).rewind();
  }

  @Nullable Object result(long call) throws Throwable {
    ByteBuffer reply = reply(call);
    byte kind = reply.get();
    reply.getLong();
    if (kind == ManagerFrameDescriptor.RESULT) {
      return Handle.undecoded(() -> codec.decode(WireFormat.getObject(reply)));
    }
    if (kind == ManagerFrameDescriptor.CANCELED) {
      throw new InterruptedException("canceled");
    }
    reply.get();
    byte[] failure = new byte[reply.remaining()];
    reply.get(failure);
    throw Failure.fromBytes(failure).toThrowable(codec, "server");
  }

  @Nullable Object call(long objectId, String method, @Nullable Object... arguments) throws Throwable {
    return result(send(objectId, method, arguments));
  }

  /** Creates an object, and holds a reference to it. */
  long create(String typeId, @Nullable Object... arguments) throws Throwable {
    Handle handle = (Handle) result(sendCreate(typeId, null, arguments));
    redeem(handle.objectId(), 1, 0);
    return handle.objectId();
  }

  /** Why the server ends the conversation. */
  String refusal() throws IOException {
    ByteBuffer message = next();
    while (message.get() != ManagerFrameDescriptor.REFUSED) {
      message = next();
    }
    message.get();
    return WireFormat.getText(message);
  }

  /** Waits until the server has closed the connection. */
  void awaitEnd() throws IOException {
    try {
      while (true) {
        next();
      }
    } catch (EOFException e) {
      return;
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).matches("Connection reset.*|Broken pipe")) {
        throw e;
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (selector) {
      socket.close();
    }
  }
}
