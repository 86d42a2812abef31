package io.multiprocessing.internal.protocol;

import io.multiprocessing.api.AuthenticationException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * Both ends of a channel prove that they hold the key, in the way of CPython's {@code multiprocessing.connection}: the
 * accepting side challenges first, then answers; the connecting side answers first, then challenges. Each message is a
 * 4-byte length and at most 256 bytes; nothing longer is read, and nothing is allocated for a peer's number.
 *
 * <p>Blocks as long as the channel does: whoever calls sets a deadline by closing the channel.
 */
public final class Handshake {

  /** The longest message of a peer that has not proved itself. */
  public static final int MAX_MESSAGE_BYTES = 256;

  private static final byte[] CHALLENGE = ascii("#CHALLENGE#");
  private static final byte[] WELCOME = ascii("#WELCOME#");
  private static final byte[] FAILURE = ascii("#FAILURE#");
  private static final byte[] DIGEST_NAME = ascii("{sha256}");
  private static final int NONCE_LENGTH_BYTES = 40;

  private Handshake() {}

  /**
   * Runs the accepting side.
   *
   * @throws AuthenticationException if the peer doesn't hold the key, or refuses ours
   * @throws IOException if the channel fails or ends
   */
  public static void accept(ByteChannel channel, byte[] key) throws IOException {
    deliverChallenge(channel, key);
    answerChallenge(channel, key);
  }

  /** Runs the connecting side; see {@link #accept}. */
  public static void connect(ByteChannel channel, byte[] key) throws IOException {
    answerChallenge(channel, key);
    deliverChallenge(channel, key);
  }

  private static void deliverChallenge(ByteChannel channel, byte[] key) throws IOException {
    byte[] nonce = new byte[NONCE_LENGTH_BYTES];
    new SecureRandom().nextBytes(nonce);
    byte[] message = concat(DIGEST_NAME, nonce);
    write(channel, concat(CHALLENGE, message));
    byte[] expected = concat(DIGEST_NAME, Hmac.sha256(key, message));
    if (!MessageDigest.isEqual(expected, read(channel))) {
      write(channel, FAILURE);
      throw new AuthenticationException("digest received was wrong: the peer does not hold the key");
    }
    write(channel, WELCOME);
  }

  private static void answerChallenge(ByteChannel channel, byte[] key) throws IOException {
    byte[] challenge = read(channel);
    if (!startsWith(challenge, CHALLENGE, 0) || !startsWith(challenge, DIGEST_NAME, CHALLENGE.length)) {
      throw new AuthenticationException("the peer sent no sha256 challenge: length=" + challenge.length);
    }
    byte[] message = new byte[challenge.length - CHALLENGE.length];
    System.arraycopy(challenge, CHALLENGE.length, message, 0, message.length);
    write(channel, concat(DIGEST_NAME, Hmac.sha256(key, message)));
    if (!MessageDigest.isEqual(WELCOME, read(channel))) {
      throw new AuthenticationException("digest sent was rejected: the peer has another key");
    }
  }

  private static byte[] read(ByteChannel channel) throws IOException {
    int length = readFully(channel, ByteBuffer.allocate(Integer.BYTES)).getInt();
    if (length < 0 || length > MAX_MESSAGE_BYTES) {
      throw new AuthenticationException(
          "a handshake message must have 0 to " + MAX_MESSAGE_BYTES + " bytes: length=" + length);
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

  private static boolean startsWith(byte[] bytes, byte[] prefix, int offset) {
    if (bytes.length < offset + prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[offset + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] all = new byte[first.length + second.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
