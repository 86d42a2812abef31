package io.multiprocessing.internal.protocol;

import io.multiprocessing.api.AuthenticationException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC (RFC 2104) over a {@link MessageDigest}. Not {@code javax.crypto.Mac}: starting the JCE framework costs a child
 * tens of milliseconds, and {@code SecretKeySpec} refuses the empty key, which is legal here.
 */
final class Hmac {

  private Hmac() {}

  /** @throws AuthenticationException if this JVM lacks the digest, as one in FIPS mode lacks md5 */
  static byte[] of(HandshakeDigest kind, byte[] key, byte[] message) {
    MessageDigest digest = open(kind);
    int blockLength = kind.blockLengthBytes();
    byte[] block = key.length > blockLength ? digest.digest(key) : key;
    byte[] inner = new byte[blockLength];
    byte[] outer = new byte[blockLength];
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

  private static MessageDigest open(HandshakeDigest kind) {
    try {
      return MessageDigest.getInstance(kind.algorithm());
    } catch (NoSuchAlgorithmException e) {
      throw new AuthenticationException("this JVM has no such digest: digest=" + kind.wireName());
    }
  }
}
