package io.multiprocessing.internal.process;

import io.multiprocessing.internal.protocol.Failure;
import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.process.Spares;
import io.multiprocessing.serialization.Codec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spares of one set of launch options: filled up in the background whenever one was taken or has died, emptied when
 * none was taken for the idle time. Spares that die again and again before they are ready are not replaced until the
 * next child; where preloading fails and has to succeed, there are none any more.
 */
final class SpareShelf {

  private static final Logger log = LoggerFactory.getLogger(SpareShelf.class);

  private static final int MAX_FAILURES = 3;

  /** A head start for the child that was just given a spare: a JVM's start takes a processor or more from it. */
  private static final long REFILL_DELAY_MILLIS = 20;

  private final Spares rule;
  private final Maker maker;
  private final Executor background;
  private final ScheduledExecutorService timer;
  private final Codec codec;
  private final Consumer<SpareShelf> whenClosed;

  private final ArrayDeque<Spare> ready = new ArrayDeque<>(); // guarded by this
  private final Set<Spare> starting = new HashSet<>(); // guarded by this
  private int launching; // guarded by this: at most one, and it may be among the starting ones already
  private boolean useless; // guarded by this: preloading failed, and would fail again
  private boolean fillPlanned; // guarded by this
  private int failures; // guarded by this: in a row
  private boolean wanted; // guarded by this: a child was started within the idle time
  private boolean closed; // guarded by this
  private @Nullable Future<?> idleEnd; // guarded by this

  /** Launches one spare. */
  interface Maker {
    /** {@link SpareShelf#starts} is called for it before it can report anything. */
    void launch(SpareShelf shelf);
  }

  SpareShelf(
      Spares rule,
      Maker maker,
      Executor background,
      ScheduledExecutorService timer,
      Codec codec,
      Consumer<SpareShelf> whenClosed) {
    this.rule = rule;
    this.maker = maker;
    this.background = background;
    this.timer = timer;
    this.codec = codec;
    this.whenClosed = whenClosed;
  }

  /** One that is ready, or null; either way the shelf is filled up again in the background. */
  @Nullable Spare take() {
    Spare spare;
    synchronized (this) {
      spare = ready.pollFirst();
      wanted = !closed;
      failures = 0;
      if (idleEnd != null) {
        idleEnd.cancel(false);
      }
      idleEnd = timer.schedule(this::idle, LaunchedChild.toNanos(rule.idleTime()), TimeUnit.NANOSECONDS);
      if (!fillPlanned) {
        fillPlanned = true;
        timer.schedule(this::fillAfterTaking, REFILL_DELAY_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
    return spare;
  }

  private void fillAfterTaking() {
    synchronized (this) {
      fillPlanned = false;
    }
    fill();
  }

  private void fill() {
    try {
      background.execute(this::fillNow);
    } catch (RejectedExecutionException e) {
      log.debug("this process ends, so no JVM is started ahead", e);
    } catch (OutOfMemoryError e) { // no thread can be had; the child that was just asked for may still be possible
      log.warn("no JVM can be started ahead: reason={}", e.toString());
    }
  }

  private void fillNow() {
    while (reserve()) {
      try {
        maker.launch(this);
      } catch (RuntimeException e) {
        failed("it could not be launched: " + e.getMessage());
      } finally {
        boolean late;
        synchronized (this) {
          launching--;
          late = closed;
        }
        if (late) {
          endAll(); // this one's launch began before that
        }
      }
    }
  }

  private synchronized boolean reserve() {
    boolean more =
        wanted && !useless && failures < MAX_FAILURES && ready.size() + starting.size() + launching < rule.count();
    launching += more ? 1 : 0;
    return more;
  }

  /** It was launched; from now on it is ready one day, or dies. */
  synchronized void starts(Spare spare) {
    starting.add(spare);
  }

  /** It waits from now on. */
  void ready(Spare spare) {
    boolean keep;
    synchronized (this) {
      keep = starting.remove(spare) && wanted; // it may have died at its last word
      failures = 0;
      if (keep) {
        ready.addLast(spare);
      }
    }
    if (!keep) {
      spare.end();
    }
  }

  /** It ended without having become a child. */
  void died(Spare spare, String end) {
    boolean waited;
    boolean neverReady;
    synchronized (this) {
      waited = ready.remove(spare);
      neverReady = starting.remove(spare);
    }
    if (neverReady) {
      failed("it died: pid=" + spare.pid() + ", " + end);
    } else if (waited) {
      log.debug("a waiting JVM has died and is replaced: pid={}", spare.pid());
      fill();
    }
  }

  void preloadingFailed(Spare spare, String failure) {
    synchronized (this) {
      starting.remove(spare);
      useless = true;
    }
    log.error("preloading failed, so children are spawned without it: pid={}, failure={}", spare.pid(), failure);
  }

  private void failed(String reason) {
    boolean enough;
    synchronized (this) {
      if (!wanted) {
        return;
      }
      failures++;
      enough = failures >= MAX_FAILURES;
    }
    log.warn("a JVM that was started ahead is of no use: reason={}{}", reason,
        enough ? "; no more are started until the next child" : "");
    if (!enough) {
      fill();
    }
  }

  /** What a reply that reports a failure says. */
  String describe(Frame reply) {
    byte[] bytes = new byte[reply.message().body().remaining()];
    reply.message().body().get(bytes);
    return Failure.fromBytes(bytes).toThrowable(codec, "while preloading").toString();
  }

  /**
   * No child has come for long. The next one has a new shelf; one that has found this a moment ago gets nothing from
   * it.
   */
  private void idle() {
    whenClosed.accept(this);
    List<Spare> unused; // those that are starting end when they are ready
    synchronized (this) {
      closed = true;
      wanted = false;
      unused = List.copyOf(ready);
      ready.clear();
    }
    unused.forEach(Spare::end);
  }

  /** Nobody needs any of them any more: those that wait end, and so do those that are starting. */
  void close() {
    whenClosed.accept(this);
    synchronized (this) {
      closed = true;
      if (idleEnd != null) {
        idleEnd.cancel(false);
      }
    }
    endAll();
  }

  private void endAll() {
    List<Spare> all = new ArrayList<>();
    synchronized (this) {
      wanted = false;
      all.addAll(ready);
      all.addAll(starting);
      ready.clear();
    }
    all.forEach(Spare::end);
  }

  /** How many wait. */
  synchronized int size() {
    return ready.size();
  }
}
