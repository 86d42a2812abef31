package io.multiprocessing.serialization;

import java.util.Arrays;

/** The encoded identity of a lambda expression, as a key of maps. */
final class LambdaKey {

  final byte[] bytes;
  private final int hash;

  LambdaKey(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LambdaKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
