package io.multiprocessing.internal.manager;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A shared object in its server, and how many refer to it. The counts belong to the {@link ObjectTable} and are guarded
 * by it.
 */
final class SharedEntry {

  /** For a proxy that is on its way between two clients; taken over when it arrives, or given up in time. */
  static final class Lease {
    final SharedEntry entry;
    final Session lender;
    final long nonce;
    final long endNanos;
    boolean over;

    Lease(SharedEntry entry, Session lender, long nonce, long endNanos) {
      this.entry = entry;
      this.lender = lender;
      this.nonce = nonce;
      this.endNanos = endNanos;
    }
  }

  private final long id;
  private final ServedType type;
  private final Referent referent;
  private final String name;
  long references; // of sessions: held and owed
  final Map<Long, Lease> leases = new HashMap<>(0); // by nonce
  private @Nullable Set<Long> early; // nonces of proxies that arrived before the word of their sender; the oldest first
  boolean dropped;

  /** @param name empty for none; an object with a name stays without references too */
  SharedEntry(long id, ServedType type, Referent referent, String name) {
    this.id = id;
    this.type = type;
    this.referent = referent;
    this.name = name;
  }

  long id() {
    return id;
  }

  ServedType type() {
    return type;
  }

  Referent referent() {
    return referent;
  }

  String name() {
    return name;
  }

  /** A proxy has arrived whose sender's word hasn't; of many, the oldest are forgotten. */
  void rememberEarly(long nonce, int most) {
    Set<Long> nonces = early;
    if (nonces == null) {
      nonces = new LinkedHashSet<>(4);
      early = nonces;
    }
    nonces.add(nonce);
    if (nonces.size() > most) {
      Iterator<Long> oldest = nonces.iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Whether that proxy has arrived; forgets it. */
  boolean wasEarly(long nonce) {
    return early != null && early.remove(nonce);
  }

  boolean isUnused() {
    return references == 0 && leases.isEmpty() && name.isEmpty();
  }
}
