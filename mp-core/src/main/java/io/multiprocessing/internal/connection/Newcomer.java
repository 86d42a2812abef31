package io.multiprocessing.internal.connection;

import io.multiprocessing.internal.protocol.HandshakeDialogue;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client that has not proved the key yet, and how far its handshakes are: that of TLS, if there is TLS, and that of
 * the key, if there is one. Never blocks, reads no more than one message of 256 bytes at a time; TLS keeps a record of
 * 17 KiB, and what a handshake of the JDK's takes. For the acceptor's thread.
 */
final class Newcomer {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Wire wire;
  private final @Nullable TlsWire tls;
  private final @Nullable HandshakeDialogue dialogue;
  private final @Nullable HandshakeTasks tasks;
  private final Deadline deadline;
  private final FrameReader reader = FrameReader.forNewcomer(HandshakeDialogue.MAX_MESSAGE_BYTES);
  private final SelectionKey key;
  private ByteBuffer unsent;
  private boolean encrypted;

  /**
   * @param dialogue proves the key; null if nobody has to
   * @param tasks computes what takes long in TLS, until which nothing is awaited; null without TLS
   */
  Newcomer(
      Wire wire,
      @Nullable HandshakeDialogue dialogue,
      Deadline deadline,
      Selector selector,
      @Nullable HandshakeTasks tasks)
      throws IOException {
    this.wire = wire;
    this.tls = wire instanceof TlsWire secured ? secured : null;
    this.dialogue = dialogue;
    this.deadline = deadline;
    this.tasks = tasks;
    unsent = dialogue == null ? NOTHING : frame(dialogue.start());
    key = wire.socket().register(selector, 0, this);
  }

  Deadline deadline() {
    return deadline;
  }

  /**
   * Goes on as far as that is possible without waiting.
   *
   * @return whether the key is proved
   * @throws io.multiprocessing.api.AuthenticationException if it isn't
   * @throws javax.net.ssl.SSLException if TLS fails
   * @throws IOException if the socket fails or ends
   */
  boolean advance() throws IOException {
    return (tls == null || encrypted || encrypt(tls)) && prove();
  }

  private boolean encrypt(TlsWire channel) throws IOException {
    int step = channel.handshake();
    encrypted = step == TlsWire.DONE;
    key.interestOps(step == TlsWire.TASK ? 0 : step);
    if (step == TlsWire.TASK) {
      Objects.requireNonNull(tasks).run(this, channel.takeTask());
    }
    return encrypted;
  }

  private boolean prove() throws IOException {
    while (dialogue != null) {
      if (unsent.hasRemaining() && wire.write(unsent) >= 0 && unsent.hasRemaining()) {
        key.interestOps(wire.writeInterest());
        return false;
      }
      dialogue.check(); // after the write: the other side is told of its failure
      if (dialogue.isDone()) {
        break;
      }
      switch (reader.advance(wire, HandshakeDialogue.MAX_MESSAGE_BYTES)) {
        case PARTIAL:
          key.interestOps(wire.readInterest());
          return false;
        case END:
          throw new EOFException("the client ended the connection during the handshake");
        case WHOLE:
          unsent = frame(dialogue.receive(reader.take().toBytes()));
      }
    }
    key.cancel();
    return true;
  }

  private static ByteBuffer frame(byte @Nullable [] message) {
    if (message == null) {
      return NOTHING;
    }
    ByteBuffer frame = ByteBuffer.allocate(MessageFrameDescriptor.HEADER_LENGTH + message.length);
    MessageFrameDescriptor.putHeader(frame, message.length);
    return frame.put(message).flip();
  }

  Wire wire() {
    return wire;
  }

  /** Whether it is still at TLS, before the key. */
  boolean isAtTls() {
    return tls != null && !encrypted;
  }

  /** Holds what the client sent after its handshake. */
  FrameReader reader() {
    reader.widen();
    return reader;
  }
}
