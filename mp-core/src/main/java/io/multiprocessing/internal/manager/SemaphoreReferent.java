package io.multiprocessing.internal.manager;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A semaphore, bounded or not, that remembers how many permits each client took more than it gave. */
final class SemaphoreReferent extends BuiltInReferent {

  private final CallMonitor monitor = new CallMonitor();
  private final int initial;
  private final int limit;

  // All guarded by monitor.
  private final CallMonitor.Waiters<Boolean> waiters = monitor.new Waiters<>();
  private final Map<Object, Integer> taken = new HashMap<>(); // by session; negative for one that gave more
  private int available;

  SemaphoreReferent(int permits, boolean bounded) {
    initial = permits;
    limit = bounded ? permits : Integer.MAX_VALUE;
    available = permits;
  }

  @Override
  boolean brief(String name) {
    return true;
  }

  @Override
  @Nullable Object answer(String name, Arguments arguments, Invocation call) {
    switch (name) {
      case "acquire", "acquireUninterruptibly" -> {
        return acquire(call, -1);
      }
      case "tryAcquire" -> {
        return acquire(call, arguments.count() == 0 ? 0 : Math.max(0, arguments.longAt(0)));
      }
      case "release" -> {
        monitor.run(() -> release(call.caller().session()));
        return null;
      }
      case "availablePermits" -> {
        return monitor.get(() -> available);
      }
      default -> throw noSuchMethod(arguments);
    }
  }

  private Object acquire(Invocation call, long nanos) {
    monitor.run(
        () -> {
          if (available > 0) {
            grant(call);
          } else if (nanos == 0) {
            monitor.reply(call, false);
          } else {
            waiters.add(call, true, nanos, () -> monitor.reply(call, false), () -> {});
          }
        });
    return LATER;
  }

  private void grant(Invocation call) {
    Object session = call.caller().session();
    available--;
    count(session, 1);
    monitor.reply(call, true, () -> takeBack(session));
  }

  private void count(Object session, int permits) {
    int sum = taken.getOrDefault(session, 0) + permits;
    if (sum == 0) {
      taken.remove(session);
    } else {
      taken.put(session, sum);
    }
  }

  /**
   * A permit was given to a client that is gone; if its end was dealt with already, the permit has come back with it.
   */
  private void takeBack(Object session) {
    if (taken.getOrDefault(session, 0) > 0) {
      count(session, -1);
      add(1);
    }
  }

  private void release(Object session) {
    if (available >= limit) {
      throw new IllegalStateException(
          "a semaphore was released too many times; it can't have more permits than its limit: limit=" + limit
              + ", semaphore=" + this + "; release once for each acquire()");
    }
    count(session, -1);
    add(1);
  }

  private void add(int permits) {
    available += permits;
    while (available > 0) {
      CallMonitor.Waiter<Boolean> waiter = waiters.poll();
      if (waiter == null) {
        return;
      }
      grant(waiter.call);
    }
  }

  /** What the client took comes back, but never so much that there is more than in the beginning. */
  @Override
  public void sessionEnded(Object session) {
    monitor.run(
        () -> {
          Integer lost = taken.remove(session);
          if (lost != null && lost > 0) {
            long held = taken.values().stream().mapToLong(permits -> Math.max(0, permits)).sum();
            add((int) Math.max(0, Math.min(lost, initial - available - held)));
          }
        });
  }

  /** Nobody can wait for it any more. */
  @Override
  public void dropped() {
    monitor.run(() -> waiters.end(gone()));
  }

  @Override
  public String toString() {
    return "Semaphore[permits=" + monitor.get(() -> available) + "]";
  }
}
