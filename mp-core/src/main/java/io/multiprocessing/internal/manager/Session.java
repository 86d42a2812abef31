package io.multiprocessing.internal.manager;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One client process, and the references that it has. It may outlive its connection for a while. */
final class Session {

  /** Of one object. */
  static final class Count {
    long held;
    long owed; // by replies under way
  }

  private final UUID id;
  final Map<Long, Count> counts = new HashMap<>(); // guarded by the ObjectTable
  int lent; // guarded by the ObjectTable: proxies on their way
  boolean closed; // guarded by the ObjectTable
  @Nullable ServedClient client; // for the reactor; null while the connection is lost
  long endNanos; // for the reactor: until when a lost client may come back

  /** @param id drawn by the client */
  Session(UUID id) {
    this.id = id;
  }

  UUID id() {
    return id;
  }

  Count count(long objectId) {
    return counts.computeIfAbsent(objectId, n -> new Count());
  }
}
