package io.multiprocessing.internal.manager;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the TCP connection of a process that holds proxies and perhaps calls nothing for long. The server keeps
 * the references of a lost connection for a limited time only, so a process that lives on has to come back before.
 *
 * <pre>
 *   every second, or four times in reconnectTimeout    whether the connection has ended; then a new one is made
 *   after 15 seconds without a word of the server      a PING
 *   10 seconds after that without any                  a new connection; the old one ends when that stands, and no
 *                                                      earlier: a server that was only held up loses nothing
 *   as long as no connection can be made               again in each look; after reconnectTimeout less and less
 *                                                      often, at least every 15 seconds, until referenceLease is over
 * </pre>
 *
 * <p>A look is one read that doesn't block, in the thread of {@link Timers}; what blocks is left to {@link
 * BackgroundConnects}. It ends with the last reference. A Unix domain socket isn't watched: it is lost only with one
 * of the two processes.
 */
final class IdleWatch {

  private static final long LONGEST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SHORTEST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int LOOKS_IN_TIMEOUT = 4;

  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final ClientLink link;
  private final AtomicBoolean running = new AtomicBoolean();

  // All guarded by this.
  private @Nullable ClientConversation seen; // which one the next three are about
  private long heard;
  private long quietSinceNanos;
  private boolean asked; // and it hasn't answered
  private @Nullable Long lostNanos; // when the loss was noticed
  private long pauseNanos;
  private long nextAttemptNanos;

  IdleWatch(ClientLink link) {
    this.link = link;
  }

  /** Begins, if there is something to be watched and nobody does. Doesn't block, and takes no lock of this. */
  void begin() {
    if (!running.get() && link.isWorthWatching() && running.compareAndSet(false, true)) {
      next();
    }
  }

  private void next() {
    Timers.after(lookNanos(), this::turn);
  }

  private long lookNanos() {
    long inTime = link.connector().reconnectNanos() / LOOKS_IN_TIMEOUT;
    return Math.max(SHORTEST_LOOK_NANOS, Math.min(LONGEST_LOOK_NANOS, inTime));
  }

  private void turn() {
    boolean goesOn;
    try {
      goesOn = look(System.nanoTime());
    } catch (RuntimeException | Error e) { // the connection is given up then, and the next look makes another
      log().warn("a manager's connection could not be looked after: address={}", link.address(), e);
      goesOn = true;
    }
    if (goesOn) {
      next();
      return;
    }
    running.set(false);
    if (link.isAlive()) {
      begin(); // a reference may have come just now
    }
  }

  /** Looks once; false if there is nothing to watch any more. */
  synchronized boolean look(long nowNanos) {
    if (!link.isWorthWatching()) {
      return end();
    }
    ClientConversation current = link.conversation();
    if (current != null) {
      current.look();
    }
    if (current == null || current.isLost()) {
      return lost(nowNanos);
    }
    lostNanos = null;
    if (current != seen || heard != current.heard() || !current.isIdle()) { // a reader notices more than this does
      seen = current;
      heard = current.heard();
      quietSinceNanos = nowNanos;
      asked = false;
    } else if (!asked) {
      if (nowNanos - quietSinceNanos >= QUIET_NANOS) {
        asked = true;
        nextAttemptNanos = nowNanos + ANSWER_NANOS;
        current.ping();
      }
    } else if (nowNanos - nextAttemptNanos >= 0) {
      nextAttemptNanos = nowNanos + LONGEST_PAUSE_NANOS;
      link.replaceSoon(current);
    }
    return true;
  }

  private boolean lost(long nowNanos) {
    Long since = lostNanos;
    if (since == null) {
      since = nowNanos;
      lostNanos = nowNanos;
      pauseNanos = lookNanos();
      nextAttemptNanos = nowNanos;
    }
    if (nowNanos - since > link.connector().leaseNanos() || link.connector().hasEnded()) {
      return end(); // there is nothing left to come back for
    }
    if (nowNanos - nextAttemptNanos >= 0) {
      if (nowNanos - since > link.connector().reconnectNanos()) {
        pauseNanos = Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos);
      }
      nextAttemptNanos = nowNanos + pauseNanos;
      link.replaceSoon(link.conversation());
    }
    return true;
  }

  private boolean end() {
    seen = null;
    lostNanos = null;
    return false;
  }

  /** Found when it is needed: to start the logging of a new process takes longer than to start serving. */
  private static Logger log() {
    return LoggerFactory.getLogger(IdleWatch.class);
  }
}
