package io.multiprocessing.internal.manager;

import io.multiprocessing.internal.protocol.Failure;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.SerializationException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call of a client: its request as it came, and the way back. */
abstract class RemoteCall extends ServedCall {

  private static final int HEAD_LENGTH = Byte.BYTES + Long.BYTES;

  private final ServedClient client;
  private final long id;
  private final int requestBytes;
  private @Nullable ByteBuffer request; // until it is decoded; read by the thread that enters the method
  private List<@Nullable Object> arguments = List.of(); // as above
  private boolean resultSent; // by the thread that replies

  /**
   * @param id the client's number for it
   * @param request the encoded arguments, from its position on
   */
  RemoteCall(ServedClient client, Caller caller, long id, ByteBuffer request) {
    super(client.server(), caller);
    this.client = client;
    this.id = id;
    this.request = request;
    this.requestBytes = request.remaining();
  }

  final long id() {
    return id;
  }

  /** How long its arguments are as they came; they, or what was made of them, stay until it ends. */
  final int requestBytes() {
    return requestBytes;
  }

  @Override
  final Session session() {
    return client.session();
  }

  @Override
  public final List<@Nullable Object> arguments() {
    return arguments;
  }

  /**
   * Decodes them if they are values of the JDK, of which the reactor's thread has nothing to fear; whether they are,
   * and small.
   */
  final boolean decodeSmallArguments() {
    Codec standard = server().standardCodec();
    if (standard == null || request == null) {
      return false;
    }
    try {
      if (!(standard.decode(WireFormat.getObject(request.duplicate())) instanceof Object[] decoded)) {
        return false;
      }
      arguments = Arrays.asList(decoded);
      request = null;
      return SmallValues.is(decoded);
    } catch (SerializationException | IllegalArgumentException | BufferUnderflowException e) {
      return false; // whoever decodes them next says why, if it is for more than their class
    }
  }

  /** @throws ManagerException if they can't be decoded */
  final void decodeArguments() {
    ByteBuffer encoded = request;
    request = null;
    if (encoded == null) {
      return; // it was done before
    }
    try {
      EncodedMessage message = WireFormat.getObject(encoded);
      if (!(server().codec().decode(message) instanceof Object[] decoded)) {
        throw new SerializationException("the arguments of a call must be an array", null);
      }
      arguments = Arrays.asList(decoded);
    } catch (SerializationException | IllegalArgumentException | BufferUnderflowException e) {
      throw new ManagerException(
          "the arguments can't be decoded: method=" + method() + ", address=" + server().address() + ", reason="
              + e.getMessage() + "; what the manager takes, ManagerConfig.allowedClasses on its side says",
          e);
    }
  }

  @Override
  final boolean deliverResult(@Nullable Object result) {
    Object answer = result;
    try {
      answer = shared(entry(), result);
      return sendResult(server().codec().encode(answer));
    } catch (SerializationException e) {
      return deliverFailure(
          new ManagerException(
              "the result can't be encoded: method=" + method() + ", address=" + server().address() + ", reason="
                  + e.getMessage(),
              e));
    } catch (Exception | Error e) { // what the result's type says, or there is no memory for the answer
      return deliverFailure(e);
    } finally {
      if (answer != result && !resultSent) {
        disown(answer);
      }
    }
  }

  /**
   * Whether the result is on its way to the client; false after a failure, or if nobody is there. For the thread that
   * replied.
   */
  final boolean isResultSent() {
    return resultSent;
  }

  private boolean sendResult(EncodedMessage message) {
    int length = HEAD_LENGTH + WireFormat.objectHeaderLength(message);
    if (length + message.lengthBytes() > server().maxMessageBytes()) {
      return deliverFailure(
          new ManagerException(
              "the result is longer than a message may be: method=" + method() + ", length=" + message.lengthBytes()
                  + ", maxMessageBytes=" + server().maxMessageBytes() + ", address=" + server().address()));
    }
    try {
      ByteBuffer head = head(ManagerFrameDescriptor.RESULT, length);
      resultSent = client.answer(id, WireFormat.withObject(head, message));
      return resultSent;
    } catch (RuntimeException | Error e) { // part of it may be out
      client.endSoon("an answer could not be sent: " + e);
      return false;
    }
  }

  /** Whatever happens the client hears of it: by a shorter answer, or by the end of its connection. */
  @Override
  final boolean deliverFailure(Throwable thrown) {
    try {
      return sendFailure(thrown);
    } catch (RuntimeException | Error e) {
      return deliverUnsendable(thrown, e);
    }
  }

  private boolean deliverUnsendable(Throwable thrown, Throwable reason) {
    try {
      ManagerException cut =
          new ManagerException(
              "the call failed, and how can't be sent: method=" + method() + ", failure=" + thrown.getClass().getName()
                  + ", reason=" + reason.getClass().getName() + ", address=" + server().address());
      cut.setStackTrace(new StackTraceElement[0]);
      return sendFailure(cut);
    } catch (RuntimeException | Error e) {
      client.endSoon("a call could not be answered: " + e.getClass().getName());
      return false;
    }
  }

  private boolean sendFailure(Throwable thrown) {
    byte origin =
        thrown instanceof ManagerException ? ManagerFrameDescriptor.BY_SERVER : ManagerFrameDescriptor.BY_OBJECT;
    byte[] failure = Failure.of(thrown, server().codec()).toByteArray();
    int length = HEAD_LENGTH + Byte.BYTES + failure.length;
    if (length > server().maxMessageBytes()) {
      ManagerException cut =
          new ManagerException(
              "the call failed with " + thrown.getClass().getName() + ", which is longer than a message may be: method="
                  + method() + ", length=" + failure.length + ", address=" + server().address());
      cut.setStackTrace(new StackTraceElement[0]);
      origin = ManagerFrameDescriptor.BY_SERVER;
      failure = Failure.of(cut, server().codec()).toByteArray();
      length = HEAD_LENGTH + Byte.BYTES + failure.length;
    }
    ByteBuffer message = head(ManagerFrameDescriptor.FAILURE, length).put(origin).put(failure);
    return client.answer(id, message.flip());
  }

  @Override
  final boolean deliverCanceled() {
    return client.answer(id, head(ManagerFrameDescriptor.CANCELED, HEAD_LENGTH).flip());
  }

  @Override
  final boolean forget() {
    client.forget(id);
    return false;
  }

  private ByteBuffer head(byte kind, int length) {
    return ByteBuffer.allocate(length).put(kind).putLong(id);
  }

  abstract @Nullable SharedEntry entry();
}
