package io.multiprocessing.internal.manager;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a lock. A call that waits moves to the lock's waiters when it is signalled or its time is over, and
 * ends when it has the lock again. One that the client withdraws ends at once; its thread then takes the lock back by
 * {@code #relock}.
 */
final class ConditionReferent extends BuiltInReferent {

  private final LockReferent lock;
  private final Object lockProxy;
  private final CallMonitor monitor;

  // Guarded by the lock's monitor.
  private final CallMonitor.Waiters<Integer> waiters; // how often each holds the lock
  private final Map<Caller, Integer> withdrawn = new HashMap<>(); // how often they are to hold the lock again

  /**
   * @param lock the lock
   * @param lockProxy a proxy of it, which keeps it while there is this condition
   */
  ConditionReferent(LockReferent lock, Object lockProxy) {
    this.lock = lock;
    this.lockProxy = lockProxy;
    monitor = lock.monitor;
    waiters = monitor.new Waiters<>();
  }

  @Override
  boolean brief(String name) {
    return true;
  }

  @Override
  @Nullable Object answer(String name, Arguments arguments, Invocation call) {
    switch (name) {
      case "await", "awaitUninterruptibly" -> {
        long nanos = arguments.count() == 0 ? -1 : Math.max(0, arguments.longAt(0));
        monitor.run(() -> await(call, nanos));
        return LATER;
      }
      case "#relock" -> {
        monitor.run(() -> relock(call));
        return LATER;
      }
      case "signal" -> {
        int count = arguments.count() == 0 ? 1 : arguments.intAt(0);
        monitor.run(() -> signal(call.caller(), count));
        return null;
      }
      case "signalAll" -> {
        monitor.run(() -> signal(call.caller(), Integer.MAX_VALUE));
        return null;
      }
      case "#requireHeld" -> {
        monitor.run(() -> requireHeld(call.caller(), "waited for"));
        return null;
      }
      case "getLock" -> {
        return lockProxy;
      }
      default -> throw noSuchMethod(arguments);
    }
  }

  private void await(Invocation call, long nanos) {
    Caller caller = call.caller();
    requireHeld(caller, "waited for");
    int holds = lock.releaseAll();
    waiters.add(
        call,
        holds,
        nanos,
        () -> wantLock(call, holds, false),
        () -> withdraw(caller, holds));
  }

  /** The call waits for the lock from now on. */
  private void wantLock(Invocation call, int holds, boolean signalled) {
    Caller caller = call.caller();
    lock.reclaim(
        call,
        new LockReferent.Claim(holds, signalled, true),
        () -> {
          withdraw(caller, holds);
          if (signalled) {
            wake(1); // whoever was interrupted doesn't keep a signal to itself
          }
        });
  }

  private void withdraw(Caller caller, int holds) {
    if (!Peer.isGone(caller.session())) {
      withdrawn.put(caller, holds);
    }
  }

  private void relock(Invocation call) {
    Integer holds = withdrawn.remove(call.caller());
    lock.reclaim(call, new LockReferent.Claim(holds == null ? 1 : holds, false, true), () -> {});
  }

  private void signal(Caller caller, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count must be at least 0: count=" + count);
    }
    requireHeld(caller, "signalled");
    wake(count);
  }

  private void wake(int count) {
    for (int woken = 0; woken < count; ) {
      CallMonitor.Waiter<Integer> waiter = waiters.poll();
      if (waiter == null) {
        return;
      }
      if (!waiter.call.isDone()) {
        wantLock(waiter.call, waiter.what, true);
        woken++;
      }
    }
  }

  private void requireHeld(Caller caller, String verb) {
    if (!lock.isHeldBy(caller)) {
      throw new IllegalMonitorStateException(
          "a condition can be " + verb + " only while its lock is held: condition=" + this + ", lock=" + lock
              + ", holderPid=" + lock.holderPid());
    }
  }

  @Override
  public void sessionEnded(Object session) {
    monitor.run(() -> withdrawn.keySet().removeIf(caller -> caller.session() == session));
  }

  /** Nobody can wait for it any more. */
  @Override
  public void dropped() {
    monitor.run(() -> waiters.end(gone()));
  }

  @Override
  public String toString() {
    return "Condition[waiting=" + monitor.get(waiters::size) + "]";
  }
}
