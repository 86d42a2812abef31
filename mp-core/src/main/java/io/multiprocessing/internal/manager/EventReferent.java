package io.multiprocessing.internal.manager;

import org.jspecify.annotations.Nullable;

/** A flag that calls wait for. */
final class EventReferent extends BuiltInReferent {

  private final CallMonitor monitor = new CallMonitor();

  // Guarded by monitor.
  private final CallMonitor.Waiters<Boolean> waiters = monitor.new Waiters<>();
  private boolean set;

  @Override
  boolean brief(String name) {
    return true;
  }

  @Override
  @Nullable Object answer(String name, Arguments arguments, Invocation call) {
    switch (name) {
      case "isSet" -> {
        return monitor.get(() -> set);
      }
      case "set" -> {
        monitor.run(this::set);
        return null;
      }
      case "clear" -> {
        monitor.run(() -> set = false);
        return null;
      }
      case "await" -> {
        await(call, arguments.count() == 0 ? -1 : Math.max(0, arguments.longAt(0)));
        return LATER;
      }
      default -> throw noSuchMethod(arguments);
    }
  }

  private void set() {
    set = true;
    for (var waiter = waiters.poll(); waiter != null; waiter = waiters.poll()) {
      monitor.reply(waiter.call, true);
    }
  }

  private void await(Invocation call, long nanos) {
    monitor.run(
        () -> {
          if (set || nanos == 0) {
            monitor.reply(call, set);
          } else {
            waiters.add(call, true, nanos, () -> monitor.reply(call, false), () -> {});
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
    return "Event[" + (monitor.get(() -> set) ? "set]" : "unset]");
  }
}
