package io.multiprocessing.internal.manager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The references of this process to the objects of one server, and what the connection is told of them. Whoever sets
 * the connection or goes by it holds the lock of this object meanwhile, so that each change reaches the connection that
 * knows the others. What a lost connection wasn't told, the next one is.
 */
final class ReferenceCounts {

  private final Map<Long, Count> counts = new HashMap<>(); // guarded by this
  private final List<Lending> lent = new ArrayList<>(); // what no connection was told of; guarded by this

  /** A proxy that was sent on its way. */
  private record Lending(long objectId, long nonce) {}

  /** The references to one object. */
  private static final class Count {
    int told; // known to a connection, the present one or one before it
    final Deque<Long> arrived = new ArrayDeque<>(0); // nonces, while there was no connection
  }

  /** Tells a new connection what this process has. */
  synchronized void takeOver(ClientConversation made) {
    // First of all: what was passed on here must not take what was lent to another.
    lent.forEach(lending -> made.post(ClientMessages.lending(lending.objectId(), lending.nonce())));
    lent.clear();
    counts.forEach(
        (objectId, count) -> {
          if (count.told > 0) {
            made.post(ClientMessages.redemption(objectId, count.told, 0));
          }
          count.told += count.arrived.size();
          count.arrived.forEach(nonce -> made.post(ClientMessages.redemption(objectId, 1, nonce)));
          count.arrived.clear();
        });
  }

  /**
   * A reference has arrived.
   *
   * @param nonce of the handle that brought it
   * @param conversation the connection, or null if there is none
   */
  synchronized void add(long objectId, long nonce, @Nullable ClientConversation conversation) {
    Count count = counts.computeIfAbsent(objectId, id -> new Count());
    if (conversation == null || conversation.isLost()) {
      count.arrived.add(nonce);
    } else {
      count.told++;
      conversation.post(ClientMessages.redemption(objectId, 1, nonce));
    }
  }

  /** A reference is given back; false if there is none. */
  synchronized boolean remove(long objectId, @Nullable ClientConversation conversation) {
    Count count = counts.get(objectId);
    if (count == null) {
      return false;
    }
    if (!count.arrived.isEmpty()) {
      count.arrived.remove(); // what was lent to it ends by itself
    } else {
      count.told--;
      if (conversation != null) {
        conversation.post(ClientMessages.release(objectId, 1));
      }
    }
    if (count.arrived.size() + count.told == 0) {
      counts.remove(objectId);
    }
    return true;
  }

  /** A proxy was encoded. */
  synchronized void lend(long objectId, long nonce, @Nullable ClientConversation conversation) {
    if (conversation == null || !conversation.post(ClientMessages.lending(objectId, nonce))) {
      lent.add(new Lending(objectId, nonce));
    }
  }

  /** Whether there is something that a new connection would be told. */
  synchronized boolean hasNews() {
    return !counts.isEmpty() || !lent.isEmpty();
  }

  synchronized boolean isEmpty() {
    return counts.isEmpty();
  }
}
