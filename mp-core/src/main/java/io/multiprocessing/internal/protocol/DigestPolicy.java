package io.multiprocessing.internal.protocol;

/** Which digests a side of a handshake answers with, and takes from the other side. */
public enum DigestPolicy {
  /** What a parent and its children speak: they are the same library. */
  SHA256_ONLY,

  /**
   * Answers with every digest that a challenge names and takes replies by every named digest, but md5: CPython from
   * 3.12 on doesn't challenge by it, and as a reply to our challenge by sha256 it is a downgrade.
   */
  NAMED,

  /** As {@link #NAMED}, and with peers that know only md5: CPython up to 3.11. */
  LEGACY_MD5
}
