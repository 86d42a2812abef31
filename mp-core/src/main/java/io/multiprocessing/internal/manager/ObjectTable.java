package io.multiprocessing.internal.manager;

import io.multiprocessing.internal.manager.SharedEntry.Lease;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.ManagerSnapshot.SharedObjectInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shared objects of a server and the references to them. An object stays while a session holds a reference or is
 * owed one by a reply under way, while a lease runs for a proxy that was sent from client to client, or if it has a
 * name. Safe for use by several threads.
 *
 * <pre>
 *   a reply with a proxy      owed + 1         REDEEM without a nonce        owed - 1 (if any), held + 1
 *   LEND with a nonce         that lease       anybody's REDEEM of it        no lease, held + 1
 *   RELEASE                   held - 1         the session's end             held = 0, owed = 0
 * </pre>
 *
 * <p>LEND and REDEEM of different clients may come in either order: a nonce that comes early is remembered, among the
 * last few. If it is forgotten, or one message is decoded several times, nothing is lost: a lease that nobody takes
 * over ends by itself, and none is ever taken over by a proxy that it wasn't meant for. All but {@link #get} works
 * under this object's monitor, and the objects learn that they are dropped outside of it.
 */
final class ObjectTable {

  /** Fewer leases that are over aren't worth looking for. */
  private static final int COMPACT_FROM = 64;

  /** How many arrivals of one object are remembered whose senders' word hasn't come. */
  private static final int MAX_EARLY = 64;

  /** A process that has more proxies of one object than this is none of ours. */
  static final int MAX_COUNT = 1 << 24;

  /** So many proxies of one client may be on their way at a time. */
  static final int MAX_LEASES = 1 << 20;

  private record Identity(Object object, String typeId) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Identity that && that.object == object && that.typeId.equals(typeId);
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }

  private final long leaseNanos;
  private final Executor threads;
  private final Map<Long, SharedEntry> entries = new ConcurrentHashMap<>(); // written under this
  private final Map<Identity, SharedEntry> byIdentity = new HashMap<>(); // guarded by this
  private final Map<String, SharedEntry> byName = new HashMap<>(); // guarded by this
  private final ArrayDeque<Lease> leases = new ArrayDeque<>(); // guarded by this; the first to end is first
  private int leasesOver; // guarded by this: those among them that were taken over
  private long lastId; // guarded by this

  /** @param threads for the ends of objects that take a while */
  ObjectTable(long leaseNanos, Executor threads) {
    this.leaseNanos = leaseNanos;
    this.threads = threads;
  }

  /** Null if there is none, or no more. */
  @Nullable SharedEntry get(long id) {
    return entries.get(id);
  }

  synchronized @Nullable SharedEntry named(String name) {
    return byName.get(name);
  }

  int size() {
    return entries.size();
  }

  /**
   * Adds an object, or finds it if it is shared already under this type, and owes the session a reference to it.
   *
   * @param name empty for none
   */
  SharedEntry share(Referent referent, ServedType type, String name, Session session) {
    SharedEntry entry;
    boolean unused;
    synchronized (this) {
      entry = find(referent, type, name);
      owe(entry, session);
      unused = removeIfUnused(entry); // the session has ended meanwhile
    }
    if (unused) {
      drop(entry);
    }
    return entry;
  }

  private SharedEntry find(Referent referent, ServedType type, String name) {
    Identity identity = new Identity(referent.identity(), type.typeId());
    SharedEntry entry = name.isEmpty() ? byIdentity.get(identity) : null;
    if (entry == null) {
      entry = new SharedEntry(++lastId, type, referent, name);
      entries.put(entry.id(), entry);
      byIdentity.putIfAbsent(identity, entry);
      if (!name.isEmpty()) {
        byName.put(name, entry);
      }
    }
    return entry;
  }

  /** Owes the session a reference; false if the object was dropped meanwhile. */
  synchronized boolean owe(SharedEntry entry, Session session) {
    if (entry.dropped) {
      return false;
    }
    if (!session.closed) { // else its reply reaches nobody
      entry.references++;
      session.count(entry.id()).owed++;
    }
    return true;
  }

  /** A reference that was owed isn't sent. */
  void disown(Session session, long id) {
    SharedEntry unused = null;
    synchronized (this) {
      SharedEntry entry = entries.get(id);
      Session.Count mine = session.counts.get(id);
      if (entry != null && mine != null && mine.owed > 0) {
        mine.owed--;
        entry.references--;
        if (mine.held == 0 && mine.owed == 0) {
          session.counts.remove(id);
        }
        unused = removeIfUnused(entry) ? entry : null;
      }
    }
    if (unused != null) {
      drop(unused);
    }
  }

  /**
   * So many proxies have arrived at the session's client.
   *
   * @param nonce which sending brought one of them; 0 for those of replies
   * @throws IllegalArgumentException if these are more than there can be
   */
  void redeem(Session session, long id, int count, long nonce) {
    if (count < 1 || count > MAX_COUNT) {
      throw new IllegalArgumentException("a count must be between 1 and " + MAX_COUNT + ": count=" + count);
    }
    synchronized (this) {
      SharedEntry entry = entries.get(id);
      if (entry == null || session.closed) {
        return; // the first call of that proxy is told so
      }
      Session.Count mine = session.count(id);
      if (nonce == 0) {
        long owed = Math.min(count, mine.owed);
        mine.owed -= owed;
        entry.references -= owed;
      } else {
        Lease lease = entry.leases.remove(nonce);
        if (lease == null) {
          entry.rememberEarly(nonce, MAX_EARLY);
        } else {
          end(lease);
        }
      }
      mine.held += count;
      entry.references += count;
    }
  }

  private void end(Lease lease) {
    over(lease);
    leasesOver++;
    if (leasesOver >= COMPACT_FROM && 2 * leasesOver > leases.size()) {
      leases.removeIf(other -> other.over);
      leasesOver = 0;
    }
  }

  private static void over(Lease lease) {
    lease.over = true;
    lease.lender.lent--;
  }

  /**
   * A client has sent a proxy on its way. Returns whether {@link #endLeases} has something to do now, and had not
   * before.
   *
   * @param nonce tells this sending from others
   * @throws IllegalArgumentException if there is none
   * @throws ManagerException if the client has too many on their way
   */
  synchronized boolean lend(Session lender, long id, long nonce) {
    if (nonce == 0) {
      throw new IllegalArgumentException("a proxy that is sent needs a nonce: object=" + id);
    }
    SharedEntry entry = entries.get(id);
    if (entry == null || entry.wasEarly(nonce) || entry.leases.containsKey(nonce)) {
      return false;
    }
    if (lender.lent >= MAX_LEASES) {
      throw new ManagerException(
          "too many proxies of one process are on their way and haven't arrived: most=" + MAX_LEASES
              + "; send fewer, or configure a shorter referenceLease");
    }
    lender.lent++;
    Lease lease = new Lease(entry, lender, nonce, System.nanoTime() + leaseNanos);
    entry.leases.put(nonce, lease);
    leases.add(lease);
    return leases.size() == 1;
  }

  /** So many proxies of the session's client are gone. */
  void release(Session session, long id, int count) {
    SharedEntry unused;
    synchronized (this) {
      SharedEntry entry = entries.get(id);
      Session.Count mine = session.counts.get(id);
      if (entry == null || mine == null) {
        return;
      }
      long given = Math.min(count, mine.held);
      mine.held -= given;
      entry.references -= given;
      if (mine.held == 0 && mine.owed == 0) {
        session.counts.remove(id);
      }
      unused = removeIfUnused(entry) ? entry : null;
    }
    if (unused != null) {
      drop(unused);
    }
  }

  /** Gives back all that the session has; it gets nothing more. */
  void end(Session session) {
    List<SharedEntry> unused = new ArrayList<>();
    synchronized (this) {
      session.closed = true;
      session.counts.forEach(
          (id, count) -> {
            SharedEntry entry = entries.get(id);
            if (entry != null) {
              entry.references -= count.held + count.owed;
              if (removeIfUnused(entry)) {
                unused.add(entry);
              }
            }
          });
      session.counts.clear();
    }
    unused.forEach(this::drop);
  }

  /**
   * Gives up the leases that have ended. Returns the nanoseconds until the next one does; at most those of a new one.
   */
  long endLeases(long nowNanos) {
    List<SharedEntry> unused = new ArrayList<>();
    long next = leaseNanos;
    synchronized (this) {
      while (!leases.isEmpty()) {
        Lease lease = leases.peek();
        long left = lease.endNanos - nowNanos;
        if (!lease.over && left > 0) {
          next = left;
          break;
        }
        leases.remove();
        if (lease.over) {
          leasesOver--;
        } else {
          over(lease);
          lease.entry.leases.remove(lease.nonce);
          if (removeIfUnused(lease.entry)) {
            unused.add(lease.entry);
          }
        }
      }
    }
    unused.forEach(this::drop);
    return next;
  }

  private boolean removeIfUnused(SharedEntry entry) {
    return entry.isUnused() && remove(entry);
  }

  private boolean remove(SharedEntry entry) {
    if (entry.dropped) {
      return false;
    }
    entry.dropped = true;
    entries.remove(entry.id());
    byIdentity.remove(new Identity(entry.referent().identity(), entry.type().typeId()), entry);
    byName.remove(entry.name(), entry);
    entry.leases.values().forEach(this::end);
    entry.leases.clear();
    return true;
  }

  private void drop(SharedEntry entry) {
    Referent referent = entry.referent();
    if (referent.isDroppedBriefly()) {
      dropNow(referent);
      return;
    }
    try {
      threads.execute(() -> dropNow(referent));
    } catch (RejectedExecutionException e) { // the server ends, and waits for it
      dropNow(referent);
    }
  }

  private static void dropNow(Referent referent) {
    try {
      referent.dropped();
    } catch (RuntimeException e) { // whoever gave the last reference back isn't to blame
      log().warn("a shared object could not be dropped properly: object={}", referent.getClass().getSimpleName(), e);
    }
  }

  /** Drops an object whoever refers to it. */
  void unlink(SharedEntry entry) {
    boolean removed;
    synchronized (this) {
      removed = remove(entry);
    }
    if (removed) {
      drop(entry);
    }
  }

  /** Drops everything. */
  void clear() {
    for (SharedEntry entry : List.copyOf(entries.values())) {
      unlink(entry);
    }
  }

  /** A client was lost: each object gives back its locks and forgets its calls. */
  void sessionEnded(Object client) {
    entries.values().forEach(entry -> entry.referent().sessionEnded(client));
  }

  synchronized List<SharedObjectInfo> describe() {
    return entries.values().stream()
        .sorted(Comparator.comparingLong(SharedEntry::id))
        .map(
            entry ->
                new SharedObjectInfo(
                    entry.id(),
                    entry.type().typeId(),
                    entry.name(),
                    (int) Math.min(Integer.MAX_VALUE, entry.references + entry.leases.size())))
        .toList();
  }

  /** Found when it is needed: to start the logging of a new process takes longer than to start serving. */
  private static Logger log() {
    return LoggerFactory.getLogger(ObjectTable.class);
  }
}
