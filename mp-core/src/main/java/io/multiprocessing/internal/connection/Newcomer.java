package io.multiprocessing.internal.connection;

import io.multiprocessing.internal.protocol.HandshakeDialogue;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A client that has not proved the key yet, and how far its handshake is. Never blocks, reads no more than one message
 * of 256 bytes at a time. For the acceptor's thread.
 */
final class Newcomer {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel socket;
  private final HandshakeDialogue dialogue;
  private final Deadline deadline;
  private final FrameReader reader = FrameReader.forNewcomer(HandshakeDialogue.MAX_MESSAGE_BYTES);
  private final SelectionKey key;
  private ByteBuffer unsent;

  /** @param socket a connected socket in non-blocking mode */
  Newcomer(SocketChannel socket, HandshakeDialogue dialogue, Deadline deadline, Selector selector) throws IOException {
    this.socket = socket;
    this.dialogue = dialogue;
    this.deadline = deadline;
    unsent = frame(dialogue.start());
    key = socket.register(selector, SelectionKey.OP_WRITE, this);
  }

  Deadline deadline() {
    return deadline;
  }

  /**
   * Goes on as far as that is possible without waiting.
   *
   * @return whether the key is proved
   * @throws io.multiprocessing.api.AuthenticationException if it isn't
   * @throws IOException if the socket fails or ends
   */
  boolean advance() throws IOException {
    while (true) {
      if (unsent.hasRemaining() && socket.write(unsent) >= 0 && unsent.hasRemaining()) {
        key.interestOps(SelectionKey.OP_WRITE);
        return false;
      }
      dialogue.check(); // after the write: the other side is told of its failure
      if (dialogue.isDone()) {
        key.cancel();
        return true;
      }
      switch (reader.advance(socket, HandshakeDialogue.MAX_MESSAGE_BYTES)) {
        case PARTIAL:
          key.interestOps(SelectionKey.OP_READ);
          return false;
        case END:
          throw new EOFException("the client ended the connection during the handshake");
        case WHOLE:
          unsent = frame(dialogue.receive(reader.take().toBytes()));
      }
    }
  }

  private static ByteBuffer frame(byte @Nullable [] message) {
    if (message == null) {
      return NOTHING;
    }
    ByteBuffer frame = ByteBuffer.allocate(MessageFrameDescriptor.HEADER_LENGTH + message.length);
    MessageFrameDescriptor.putHeader(frame, message.length);
    return frame.put(message).flip();
  }

  SocketChannel socket() {
    return socket;
  }

  /** Holds what the client sent after its handshake. */
  FrameReader reader() {
    reader.widen();
    return reader;
  }
}
