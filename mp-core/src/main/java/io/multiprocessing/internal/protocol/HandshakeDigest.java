package io.multiprocessing.internal.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The digests that a handshake knows: {@code {name}} before a message says which one its HMAC is made with. */
public enum HandshakeDigest {
  MD5("md5", "MD5", 64, 16),
  SHA256("sha256", "SHA-256", 64, 32),
  SHA384("sha384", "SHA-384", 128, 48),
  SHA3_256("sha3_256", "SHA3-256", 136, 32),
  SHA3_384("sha3_384", "SHA3-384", 104, 48);

  private final String wireName;
  private final String algorithm;
  private final int blockLengthBytes;
  private final int lengthBytes;

  HandshakeDigest(String wireName, String algorithm, int blockLengthBytes, int lengthBytes) {
    this.wireName = wireName;
    this.algorithm = algorithm;
    this.blockLengthBytes = blockLengthBytes;
    this.lengthBytes = lengthBytes;
  }

  /** The digest whose name in braces the message starts with, or null if there is none that we know. */
  static @Nullable HandshakeDigest named(byte[] message) {
    for (HandshakeDigest digest : values()) {
      if (startsWith(message, digest.prefix())) {
        return digest;
      }
    }
    return null;
  }

  static boolean startsWith(byte[] message, byte[] prefix) {
    if (message.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (message[i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** The name as it travels, without braces. */
  public String wireName() {
    return wireName;
  }

  /** The name in braces, as it stands before a challenge or a reply. */
  byte[] prefix() {
    return ("{" + wireName + "}").getBytes(StandardCharsets.US_ASCII);
  }

  String algorithm() {
    return algorithm;
  }

  int blockLengthBytes() {
    return blockLengthBytes;
  }

  int lengthBytes() {
    return lengthBytes;
  }
}
