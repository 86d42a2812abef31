package io.multiprocessing.internal.manager;

import io.multiprocessing.sync.OwnerDiedException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lock, plain or reentrant: who holds it, and the calls that wait for it. A holder whose client is gone stays the
 * holder until one of those who wait, or the next to come, was told, as ADR 10 has it for locks in shared memory.
 */
final class LockReferent extends BuiltInReferent {

  private static final Set<String> METHODS =
      Set.of("lock", "lockInterruptibly", "tryLock", "unlock", "isLocked", "isHeldByCurrentThread", "getHoldCount");

  /** Also of the conditions of this lock. */
  final CallMonitor monitor = new CallMonitor();

  private final boolean reentrant;

  // All guarded by monitor.
  private final CallMonitor.Waiters<Claim> waiters = monitor.new Waiters<>();
  private @Nullable Caller holder;
  private int holds;
  private boolean holderIsGone;

  LockReferent(boolean reentrant) {
    this.reentrant = reentrant;
  }

  /**
   * What a call that waits for the lock is to get.
   *
   * @param holds how often it holds the lock then
   * @param reply its result
   * @param takesOver whether it gets the lock also if a holder is gone, and its failure says so; else it doesn't hold
   *     it
   */
  record Claim(int holds, Object reply, boolean takesOver) {

    static final Claim LOCK = new Claim(1, true, false);
  }

  @Override
  boolean brief(String name) {
    return true;
  }

  @Override
  @Nullable Object answer(String name, Arguments arguments, Invocation call) {
    if (!METHODS.contains(name)) {
      throw noSuchMethod(arguments);
    }
    Caller caller = call.caller();
    switch (name) {
      case "lock", "lockInterruptibly" -> {
        return lock(call, -1);
      }
      case "tryLock" -> {
        return lock(call, arguments.count() == 0 ? 0 : Math.max(0, arguments.longAt(0)));
      }
      case "unlock" -> {
        monitor.run(() -> unlock(caller));
        return null;
      }
      case "isLocked" -> {
        return monitor.get(() -> holder != null);
      }
      default -> {
        int count = monitor.get(() -> caller.equals(holder) ? holds : 0);
        return name.equals("getHoldCount") ? (Object) count : count > 0;
      }
    }
  }

  private Object lock(Invocation call, long nanos) {
    monitor.run(
        () -> {
          if (reentrant && call.caller().equals(holder)) {
            holds++;
            monitor.reply(call, true, () -> release(call.caller(), 1));
          } else {
            claim(call, Claim.LOCK, nanos);
          }
        });
    return LATER;
  }

  /** Under the monitor: lets a call have the lock, now or when its turn comes. */
  void claim(Invocation call, Claim claim, long nanos) {
    if (holder == null || holderIsGone) {
      grant(call, claim);
    } else if (nanos == 0) {
      monitor.reply(call, false);
    } else {
      waiters.add(call, claim, nanos, () -> monitor.reply(call, false), () -> {});
    }
  }

  /** Under the monitor: as {@link #claim}, for a condition, which is told if the call is withdrawn before its turn. */
  void reclaim(Invocation call, Claim claim, Runnable withdrawn) {
    if (holder == null || holderIsGone) {
      grant(call, claim);
    } else {
      waiters.add(call, claim, -1, () -> {}, withdrawn);
    }
  }

  private void grant(Invocation call, Claim claim) {
    Caller caller = call.caller();
    if (!holderIsGone) {
      own(caller, claim.holds());
      monitor.reply(call, claim.reply(), () -> release(caller, Integer.MAX_VALUE));
      return;
    }
    long pid = Peer.pidOf(Objects.requireNonNull(holder).session());
    Caller gone = holder;
    if (claim.takesOver()) {
      own(caller, claim.holds());
      monitor.fail(call, takenOver(pid), () -> untold(gone));
    } else {
      free();
      monitor.fail(call, given(pid), () -> untold(gone));
      next();
    }
  }

  private void own(Caller caller, int times) {
    holder = caller;
    holds = times;
    holderIsGone = false;
  }

  private void free() {
    holder = null;
    holds = 0;
    holderIsGone = false;
  }

  /** The one who was to learn of a death is gone too. If somebody has the lock by now, it is too late. */
  private void untold(Caller gone) {
    if (holder == null || Peer.isGone(holder.session())) {
      own(gone, 1);
      holderIsGone = true;
      next();
    }
  }

  private void next() {
    while (holder == null || holderIsGone) {
      CallMonitor.Waiter<Claim> waiter = waiters.poll();
      if (waiter == null) {
        return;
      }
      grant(waiter.call, waiter.what);
    }
  }

  private void unlock(Caller caller) {
    if (reentrant && !caller.equals(holder)) {
      throw new IllegalMonitorStateException(
          "only the thread that holds a reentrant lock can unlock it: lock=" + this + ", thread=" + caller.threadId()
              + ", holderPid=" + holderPid() + "; use lock() of the manager for a lock that others unlock");
    }
    if (holder == null) {
      throw new IllegalMonitorStateException("only a lock that somebody holds can be unlocked: lock=" + this);
    }
    if (--holds <= 0) {
      free();
      next();
    }
  }

  /** Under the monitor: takes back what a call was given whose reply nobody got. */
  private void release(Caller caller, int times) {
    if (caller.equals(holder) && !holderIsGone) {
      holds -= Math.min(times, holds);
      if (holds == 0) {
        free();
        next();
      }
    }
  }

  /** Under the monitor: whether this caller may wait for, or signal, a condition of the lock. */
  boolean isHeldBy(Caller caller) {
    Caller current = holder;
    return current != null && (reentrant ? current.equals(caller) : current.session() == caller.session());
  }

  /** Under the monitor: the process that holds it, or 0. */
  long holderPid() {
    Caller current = holder;
    return current == null ? 0 : Peer.pidOf(current.session());
  }

  /** Under the monitor: frees the lock whole, and returns how often it was held. */
  int releaseAll() {
    int released = holds;
    free();
    next();
    return released;
  }

  @Override
  public void sessionEnded(Object session) {
    monitor.run(
        () -> {
          if (holder != null && holder.session() == session) {
            holderIsGone = true;
            next();
          }
        });
  }

  private OwnerDiedException given(long pid) {
    return new OwnerDiedException(
        "a process ended while it held a lock; the lock is free again, and what it protects may be half changed: check"
            + " that, then lock again: lock=" + this, pid);
  }

  private OwnerDiedException takenOver(long pid) {
    return new OwnerDiedException(
        "a process ended while it held the lock of a condition; this thread holds it now, and what it protects may be"
            + " half changed: lock=" + this, pid);
  }

  /** Nobody can wait for it any more. */
  @Override
  public void dropped() {
    monitor.run(() -> waiters.end(gone()));
  }

  @Override
  public String toString() {
    Caller current = monitor.get(() -> holder);
    return (reentrant ? "RLock" : "Lock")
        + (current == null ? "[free]" : "[held by pid=" + Peer.pidOf(current.session()) + "]");
  }
}
