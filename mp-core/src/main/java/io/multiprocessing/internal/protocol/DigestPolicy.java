package io.multiprocessing.internal.protocol;

/** Which digests a side of a handshake answers with, and takes from the other side. */
public enum DigestPolicy {
  /** What a parent and its children speak: they are the same library. */
  SHA256_ONLY,

  /**
   * Answers with every digest that a challenge names; takes replies by every named digest but md5, because the
   * challenge asked for sha256 and a weaker reply is a downgrade.
   */
  NAMED,

  /** As {@link #NAMED}, and with peers that know only md5: CPython up to 3.11. */
  LEGACY_MD5
}
