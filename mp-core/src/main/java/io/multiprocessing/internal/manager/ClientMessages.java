package io.multiprocessing.internal.manager;

import io.multiprocessing.internal.protocol.Failure;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.SerializationException;
import java.net.SocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A client's side of {@link ManagerFrameDescriptor}: makes requests and reads replies.
 *
 * @param address of the server, for errors
 */
record ClientMessages(Codec codec, SocketAddress address) {

  private static final byte[] NO_NAME = {};

  /**
   * Encodes the arguments of a call.
   *
   * @param maxRequestBytes how long a request may be there
   * @throws SerializationException if one of them can't travel
   * @throws ManagerException if they are longer
   */
  EncodedMessage encode(String what, int maxRequestBytes, @Nullable Object... arguments) {
    EncodedMessage encoded;
    try {
      encoded = codec.encode(arguments);
    } catch (SerializationException e) {
      throw new SerializationException(
          "an argument of a shared object's method can't travel: method=" + what + ", address=" + address + ", reason="
              + e.getMessage(),
          e);
    }
    if (encoded.lengthBytes() > maxRequestBytes - 1024L) {
      throw new ManagerException(
          "the request is longer than the manager takes: method=" + what + ", length=" + encoded.lengthBytes()
              + ", maxMessageBytes=" + maxRequestBytes + ", address=" + address
              + "; send less at once or configure more there");
    }
    return encoded;
  }

  /**
   * A call's request.
   *
   * @param name of the method
   */
  static ByteBuffer[] call(long id, long objectId, byte[] name, EncodedMessage arguments) {
    ByteBuffer head = ByteBuffer.allocate(27 + name.length + WireFormat.objectHeaderLength(arguments));
    head.put(ManagerFrameDescriptor.CALL).putLong(id).putLong(objectId).putLong(threadId());
    WireFormat.putText(head, name);
    return WireFormat.withObject(head, arguments);
  }

  /** A request for an object; without a name it is a new one. */
  static ByteBuffer[] create(long id, byte[] type, byte @Nullable [] name, EncodedMessage arguments) {
    byte[] known = name == null ? NO_NAME : name;
    ByteBuffer head = ByteBuffer.allocate(22 + type.length + known.length + WireFormat.objectHeaderLength(arguments));
    head.put(ManagerFrameDescriptor.CREATE).putLong(id).putLong(threadId());
    head.put((byte) (name == null ? 0 : 1));
    WireFormat.putText(WireFormat.putText(head, type), known);
    return WireFormat.withObject(head, arguments);
  }

  private static long threadId() {
    return Thread.currentThread().getId();
  }

  /** A message of a kind and a number. */
  static ByteBuffer oneNumber(byte kind, long number) {
    return ByteBuffer.allocate(9).put(kind).putLong(number).flip();
  }

  /** So many references to an object are given back. */
  static ByteBuffer release(long objectId, int count) {
    return ByteBuffer.allocate(13).put(ManagerFrameDescriptor.RELEASE).putLong(objectId).putInt(count).flip();
  }

  /**
   * So many references to an object are here.
   *
   * @param nonce of the handle that brought one of them, 0 if a reply did, or if the server had been told before
   */
  static ByteBuffer redemption(long objectId, int count, long nonce) {
    ByteBuffer message = ByteBuffer.allocate(21).put(ManagerFrameDescriptor.REDEEM);
    return message.putLong(objectId).putInt(count).putLong(nonce).flip();
  }

  /** A proxy was sent on its way. */
  static ByteBuffer lending(long objectId, long nonce) {
    return ByteBuffer.allocate(17).put(ManagerFrameDescriptor.LEND).putLong(objectId).putLong(nonce).flip();
  }

  /** The result in a reply; what the server or the object's method threw is thrown. */
  @Nullable Object result(String what, byte[] reply) throws Throwable {
    ByteBuffer frame = ByteBuffer.wrap(reply, 1 + Long.BYTES, reply.length - 1 - Long.BYTES);
    if (reply[0] == ManagerFrameDescriptor.RESULT) {
      try {
        return codec.decode(WireFormat.getObject(frame));
      } catch (SerializationException | IllegalArgumentException | BufferUnderflowException e) {
        throw new ManagerException(
            "the result can't be decoded here: call=" + what + ", address=" + address + ", reason=" + e.getMessage()
                + "; what this side takes of a manager, ManagerConfig.allowedClasses says",
            e);
      }
    }
    boolean refused = frame.get() == ManagerFrameDescriptor.BY_SERVER;
    byte[] failure = new byte[frame.remaining()];
    frame.get(failure);
    Throwable thrown = Failure.fromBytes(failure).toCaller(codec, "manager at " + address);
    if (refused && !(thrown instanceof ManagerException)) { // not decoded: the two sides may have different codecs
      throw new ManagerException(thrown.getMessage() + ", address=" + address, thrown);
    }
    throw thrown;
  }
}
