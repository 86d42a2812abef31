package io.multiprocessing.internal.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC (RFC 2104) over a {@link MessageDigest}. Not {@code javax.crypto.Mac}: starting the JCE framework costs a child tens
 * of milliseconds, and {@code SecretKeySpec} refuses the empty key, which is legal here.
 */
final class Hmac {

  static final int DIGEST_LENGTH_BYTES = 32;

  private static final int BLOCK_LENGTH_BYTES = 64;

  private Hmac() {}

  static byte[] sha256(byte[] key, byte[] message) {
    MessageDigest digest = newSha256();
    byte[] block = key.length > BLOCK_LENGTH_BYTES ? digest.digest(key) : key;
    byte[] inner = new byte[BLOCK_LENGTH_BYTES];
    byte[] outer = new byte[BLOCK_LENGTH_BYTES];
    Arrays.fill(inner, (byte) 0x36);
    Arrays.fill(outer, (byte) 0x5c);
    for (int i = 0; i < block.length; i++) {
      inner[i] ^= block[i];
      outer[i] ^= block[i];
    }
    digest.update(inner);
    byte[] innerHash = digest.digest(message);
    digest.update(outer);
    return digest.digest(innerHash);
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
