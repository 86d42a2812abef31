package io.multiprocessing.internal.manager;

import java.io.Serial;
import java.io.Serializable;
import java.net.SocketAddress;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on its way: all but the key. Where it is decoded it becomes a proxy again, through {@link
 * Proxies#of(Handle)}. Python: {@code Token} and {@code RebuildProxy}.
 *
 * @param serverId tells a server from the one that had the address before it
 * @param address where the server listens
 * @param objectId the object's number there
 * @param typeId the name of its type
 * @param type the name of the interface of its proxies
 * @param nonce tells this sending of a proxy from others, so that whoever decodes it takes over just the reference that
 *     was lent for it; 0 in a reply that creates the proxy
 * @param reachable whether who sent it might connect there; believed only to a process of the own tree
 * @param access what {@link LinkSettings#access()} gave, with a key; only inside the own tree of processes, else null
 */
record Handle(
    UUID serverId,
    SocketAddress address,
    long objectId,
    String typeId,
    String type,
    long nonce,
    boolean reachable,
    byte @Nullable [] access)
    implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private static final ThreadLocal<Boolean> KEPT = new ThreadLocal<>();

  /** Each process begins somewhere else. */
  private static final class Nonces {
    static final AtomicLong LAST = new AtomicLong(UUID.randomUUID().getMostSignificantBits());
  }

  /** Of a server that every process with the key of this one can reach. */
  Handle(UUID serverId, SocketAddress address, long objectId, String typeId, String type, long nonce) {
    this(serverId, address, objectId, typeId, type, nonce, true, null);
  }

  /** Not 0, and drawn once in the lives of all processes of a manager. */
  static long newNonce() {
    long nonce = 0;
    while (nonce == 0) { // steps of an odd width visit all values before one comes again
      nonce = Nonces.LAST.addAndGet(0x9E3779B97F4A7C15L);
    }
    return nonce;
  }

  /** What decodes something. */
  @FunctionalInterface
  interface Decoding {
    @Nullable Object run() throws Throwable;
  }

  /** Decodes with handles left as they are: whoever created an object chooses the proxy's interface himself. */
  static @Nullable Object undecoded(Decoding decoding) throws Throwable {
    KEPT.set(true);
    try {
      return decoding.run();
    } finally {
      KEPT.remove();
    }
  }

  @Serial
  private Object readResolve() {
    return KEPT.get() == null ? Proxies.of(this) : this;
  }
}
