package io.multiprocessing.internal.protocol;

import io.multiprocessing.api.AuthenticationException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * A parent and its child prove to each other that they hold the key: a {@link HandshakeDialogue} over a blocking
 * channel, by sha256 alone. Each message is a 4-byte length and at most 256 bytes; nothing longer is read, and nothing
 * is allocated for a peer's number.
 *
 * <p>Blocks as long as the channel does: whoever calls sets a deadline by closing the channel.
 */
public final class Handshake {

  private Handshake() {}

  /**
   * Runs the accepting side.
   *
   * @throws AuthenticationException if the peer doesn't hold the key, or refuses ours
   * @throws IOException if the channel fails or ends
   */
  public static void accept(ByteChannel channel, byte[] key) throws IOException {
    run(channel, HandshakeDialogue.accepting(key, DigestPolicy.SHA256_ONLY));
  }

  /** Runs the connecting side; see {@link #accept}. */
  public static void connect(ByteChannel channel, byte[] key) throws IOException {
    run(channel, HandshakeDialogue.connecting(key, DigestPolicy.SHA256_ONLY));
  }

  private static void run(ByteChannel channel, HandshakeDialogue dialogue) throws IOException {
    byte[] message = dialogue.start();
    while (true) {
      if (message != null) {
        write(channel, message);
      }
      dialogue.check();
      if (dialogue.isDone()) {
        return;
      }
      message = dialogue.receive(read(channel));
    }
  }

  private static byte[] read(ByteChannel channel) throws IOException {
    int length = readFully(channel, ByteBuffer.allocate(Integer.BYTES)).getInt();
    if (length < 0 || length > HandshakeDialogue.MAX_MESSAGE_BYTES) {
      throw new AuthenticationException(
          "a handshake message must have 0 to " + HandshakeDialogue.MAX_MESSAGE_BYTES + " bytes: length=" + length);
    }
    return readFully(channel, ByteBuffer.allocate(length)).array();
  }

  private static ByteBuffer readFully(ByteChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the peer closed the channel during the handshake");
      }
    }
    return buffer.flip();
  }

  private static void write(ByteChannel channel, byte[] message) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + message.length).putInt(message.length).put(message).flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
