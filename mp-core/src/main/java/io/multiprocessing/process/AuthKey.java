package io.multiprocessing.process;

import java.io.Serial;
import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The secret that two processes prove to each other before anything else is read. Every process has one; a child
 * inherits its parent's. Never printed: {@link #toString()} hides it. Immutable. Python: {@code Process.authkey}.
 */
public final class AuthKey implements Serializable {

  @Serial private static final long serialVersionUID = 1L;
  private static final int RANDOM_KEY_LENGTH_BYTES = 32;

  private final byte[] bytes;

  private AuthKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A key of the given bytes, copied. An empty key is legal, as in Python 3.13. */
  public static AuthKey of(byte[] bytes) {
    return new AuthKey(bytes.clone());
  }

  /** A new key of 32 random bytes. */
  public static AuthKey random() {
    byte[] bytes = new byte[RANDOM_KEY_LENGTH_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new AuthKey(bytes);
  }

  /** A copy of the key's bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AuthKey && Arrays.equals(bytes, ((AuthKey) other).bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "AuthKey[hidden]";
  }
}
