package io.multiprocessing.sample.web;

import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.sample.failure.Failure;
import io.multiprocessing.sample.render.RenderedDocument;
import io.multiprocessing.sample.statistics.Work;
import io.multiprocessing.sample.web.BoardUpdate.Batch;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/**
 * The documents that the page shows: the pending ones and the last finished ones, up to {@code sample.history}.
 *
 * <p>Every change gets the next version number. A page asks what changed since the version it has, so a slow page costs
 * nothing and misses nothing: changes that it has not fetched yet become one. One that fell behind the memory of what
 * was removed gets the whole board again.
 */
@Component
@ConditionalOnWebApplication
class Board {

  private static final int REMEMBERED_REMOVALS = 500;

  private final int history;
  private final Clock clock;
  private final long batchPauseMillis;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All below: guarded by lock.
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Deque<Removal> removals = new ArrayDeque<>();
  private final Replacements replacements = new Replacements();
  private long version;
  private long forgottenRemovals;
  private long lastNumber;
  private Batch batch = Batch.NONE;
  private @Nullable PoolView pool;
  private Work work = Work.NONE;

  @Autowired
  Board(WebProperties properties) {
    this(properties, Clock.systemUTC());
  }

  Board(WebProperties properties, Clock clock) {
    this.history = properties.history();
    this.batchPauseMillis = properties.batchPause().toMillis();
    this.clock = clock;
  }

  /** Adds what somebody sent, and returns its id. */
  String add(Submission submission) {
    return locked(() -> {
      String id = UUID.randomUUID().toString();
      long now = clock.millis();
      Entry entry = new Entry(id, ++lastNumber, submission, now);
      entries.put(id, entry);
      if (!submission.isPoison()) {
        batch = (batch.isOverSince(now - batchPauseMillis) ? Batch.startedAt(now) : batch).withOneMore();
      }
      touch(entry);
      forgetOldest();
      return id;
    });
  }

  /** Notes that {@code id} is rendered; a poison that did no harm has no result. */
  void finish(String id, @Nullable RenderedDocument result) {
    end(id, true, entry -> entry.finish(result, clock.millis()));
  }

  /** Notes that {@code id} failed. */
  void fail(String id, Failure failure) {
    end(id, false, entry -> entry.fail(failure, clock.millis()));
  }

  /** Takes back what {@link #add} added, as if it had never come. */
  void withdraw(String id) {
    locked(() -> {
      Entry entry = entries.get(id);
      if (entry == null) {
        return null;
      }
      if (entry.isPending() && !entry.submission.isPoison()) {
        batch = batch.withOneLess(clock.millis());
      }
      remove(entry);
      entries.remove(id);
      changed.signalAll();
      return null;
    });
  }

  /** Forgets everything that is finished. */
  void clearFinished() {
    locked(() -> {
      for (Iterator<Entry> rest = entries.values().iterator(); rest.hasNext(); ) {
        Entry entry = rest.next();
        if (!entry.isPending()) {
          remove(entry);
          rest.remove();
        }
      }
      changed.signalAll();
      return null;
    });
  }

  /**
   * Takes note of what the pool does. The pool hands tasks out in the order in which they came, so the oldest of the
   * pending ones are those that run.
   */
  void observe(PoolSnapshot snapshot) {
    locked(() -> {
      long now = clock.millis();
      pool = PoolView.of(snapshot);
      replacements.observe(snapshot, now);
      int running = snapshot.running();
      for (Entry entry : entries.values()) {
        if (entry.isPending() && running-- > 0 && entry.isQueued()) {
          entry.start(now);
          touch(entry);
        }
        if (entry.awaitsRecovery()) {
          replacements.claim(entry.endedAt()).ifPresent(pid -> {
            entry.recover(pid, now);
            touch(entry);
          });
        }
      }
      version++;
      changed.signalAll();
      return null;
    });
  }

  /** Takes note of what the workers have counted. */
  void observe(Work counted) {
    locked(() -> {
      if (!counted.equals(work)) {
        work = counted;
        version++;
        changed.signalAll();
      }
      return null;
    });
  }

  /** Whether nothing is pending and no lost worker is still missing. */
  boolean isQuiet() {
    return locked(() -> entries.values().stream().noneMatch(entry -> entry.isPending() || entry.awaitsRecovery()));
  }

  /** What was rendered of {@code id}; empty if it isn't, or is forgotten. */
  Optional<RenderedDocument> result(String id) {
    return locked(() -> Optional.ofNullable(entries.get(id)).map(Entry::result));
  }

  /** The whole board. */
  BoardUpdate everything() {
    return locked(() -> updateSince(-1));
  }

  /** Waits until something is newer than {@code since}; null if nothing is after {@code timeout}. */
  @Nullable BoardUpdate awaitChange(long since, Duration timeout) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = timeout.toNanos();
      while (version <= since) {
        if (nanos <= 0) {
          return null;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return updateSince(since);
    } finally {
      lock.unlock();
    }
  }

  private BoardUpdate updateSince(long since) {
    boolean full = since < forgottenRemovals;
    List<DocumentView> documents = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (full || entry.changedIn > since) {
        documents.add(entry.view());
      }
    }
    List<String> removed = full
        ? List.of()
        : removals.stream().filter(removal -> removal.version > since).map(Removal::id).toList();
    return new BoardUpdate(version, full, clock.millis(), documents, removed, batch, pool, work);
  }

  private void end(String id, boolean well, Consumer<Entry> how) {
    locked(() -> {
      Entry entry = entries.get(id);
      if (entry != null && entry.isPending()) {
        how.accept(entry);
        if (!entry.submission.isPoison()) {
          batch = batch.withOneEnded(well, clock.millis());
        }
        touch(entry);
        forgetOldest();
      }
      return null;
    });
  }

  private void touch(Entry entry) {
    entry.changedIn = ++version;
    changed.signalAll();
  }

  private void forgetOldest() {
    Iterator<Entry> oldest = entries.values().iterator();
    while (entries.size() > history && oldest.hasNext()) {
      Entry entry = oldest.next();
      if (!entry.isPending()) {
        remove(entry);
        oldest.remove();
      }
    }
  }

  private void remove(Entry entry) {
    removals.addLast(new Removal(++version, entry.id));
    if (removals.size() > REMEMBERED_REMOVALS) {
      forgottenRemovals = removals.removeFirst().version;
    }
  }

  private <T extends @Nullable Object> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private record Removal(long version, String id) {}
}
