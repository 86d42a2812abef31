package io.multiprocessing.internal.manager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The clients of a server: those connected, and for a while those whose connection was lost. For the reactor's thread,
 * but for the numbers.
 */
final class Sessions {

  /**
   * A client's session.
   *
   * @param resumed whether it was there before
   */
  record Entry(Session session, boolean resumed) {}

  private final ObjectTable objects;
  private final long keptNanos;
  private final long vanishedNanos;
  private final int maxLost;
  private final Set<ServedClient> clients = ConcurrentHashMap.newKeySet(); // read by any thread
  private final Set<ServedClient> waited = new LinkedHashSet<>(); // those with a deadline
  private final Map<UUID, Session> sessions = new HashMap<>();
  private final Set<Session> lost = new LinkedHashSet<>(); // the first lost is first

  /**
   * Without sessions.
   *
   * @param keptNanos how long the references of a client are kept when it has closed its connection, or ended; 0 for
   *     not at all, in no case
   * @param vanishedNanos how long when its connection was reset or timed out
   * @param maxLost so many are kept; beyond, the oldest end
   */
  Sessions(ObjectTable objects, long keptNanos, long vanishedNanos, int maxLost) {
    this.objects = objects;
    this.keptNanos = keptNanos;
    this.vanishedNanos = Math.max(keptNanos, vanishedNanos);
    this.maxLost = maxLost;
  }

  /** How many are connected. For any thread. */
  int size() {
    return clients.size();
  }

  void add(ServedClient client) {
    clients.add(client);
    waited.add(client);
  }

  /** A client has said who it is. */
  Entry enter(UUID id, ServedClient client) {
    waited.remove(client);
    Session session = sessions.get(id);
    boolean resumed = session != null;
    if (session == null) {
      session = new Session(id);
      sessions.put(id, session);
    } else {
      ServedClient former = session.client;
      session.client = client; // so that the session doesn't end with it
      lost.remove(session);
      if (former != null) {
        former.end("the client has made a new connection");
      }
    }
    session.client = client;
    return new Entry(session, resumed);
  }

  /** It is turned away, and its connection has a deadline now. */
  void leaving(ServedClient client) {
    waited.remove(client);
    waited.add(client);
    lose(client);
  }

  /** Its connection has ended. */
  void ended(ServedClient client) {
    waited.remove(client);
    clients.remove(client);
    lose(client);
  }

  private void lose(ServedClient client) {
    Session session = client.sessionOrNull();
    if (session == null || client.wasLost()) {
      return;
    }
    objects.sessionEnded(client);
    if (session.client != client) {
      return; // it has come back on another connection
    }
    session.client = null;
    if (keptNanos == 0) {
      end(session);
    } else {
      session.endNanos = System.nanoTime() + (client.hasVanished() ? vanishedNanos : keptNanos);
      if (lost.size() >= maxLost) {
        Session oldest = lost.iterator().next();
        lost.remove(oldest);
        end(oldest);
      }
      lost.add(session);
    }
  }

  private void end(Session session) {
    sessions.remove(session.id());
    objects.end(session);
  }

  /** Turns away who is late, and gives up who is lost. Returns the nanoseconds until somebody is, or Long.MAX_VALUE. */
  long endLate(long nowNanos) {
    long next = Long.MAX_VALUE;
    List<ServedClient> late = new ArrayList<>();
    for (ServedClient client : waited) {
      long left = client.nanosLeft(nowNanos);
      if (left <= 0) {
        late.add(client);
      } else {
        next = Math.min(next, left);
      }
    }
    late.forEach(client -> client.end("it was late"));
    List<Session> over = new ArrayList<>();
    for (Session session : lost) {
      long left = session.endNanos - nowNanos;
      if (left > 0) {
        next = Math.min(next, left);
      } else {
        over.add(session);
      }
    }
    over.forEach(
        session -> {
          lost.remove(session);
          end(session);
        });
    return next;
  }

  /** For any thread. */
  int waitingCalls() {
    int calls = 0;
    for (ServedClient client : clients) {
      calls += client.calls();
    }
    return calls;
  }

  /** Ends all of them. */
  void close() {
    List.copyOf(clients).forEach(ServedClient::end);
    List.copyOf(sessions.values()).forEach(this::end);
    lost.clear();
  }
}
