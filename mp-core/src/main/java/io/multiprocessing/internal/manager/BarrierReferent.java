package io.multiprocessing.internal.manager;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.sync.OwnerDiedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A barrier. The action, if there is one, runs on the thread of the last call to arrive; later calls wait to arrive
 * then.
 */
final class BarrierReferent extends BuiltInReferent {

  private static final String MEND = "; call reset() when all who take part can start again";

  private static final long NEVER = Long.MIN_VALUE;

  private final CallMonitor monitor = new CallMonitor();
  private final int parties;
  private final @Nullable RemoteRunnable action;
  private final @Nullable Duration timeout;

  // All guarded by monitor.
  private final CallMonitor.Waiters<Integer> arrived = monitor.new Waiters<>(); // with each one's index
  private final CallMonitor.Waiters<Long> early = monitor.new Waiters<>(); // with each one's deadline
  private boolean acting;
  private long generation; // of the action that runs
  private boolean broken;
  private long brokenBy;

  BarrierReferent(int parties, @Nullable RemoteRunnable action, @Nullable Duration timeout) {
    this.parties = parties;
    this.action = action;
    this.timeout = timeout;
  }

  /** With an action any call may be the one to run it. */
  @Override
  boolean brief(String name) {
    return action == null || !name.equals("await");
  }

  /** Nobody knows what the action does. */
  @Override
  public boolean isShort() {
    return false;
  }

  @Override
  @Nullable Object answer(String name, Arguments arguments, Invocation call) {
    switch (name) {
      case "await" -> {
        arrive(call, arguments.count() == 0 ? -1 : Math.max(0, arguments.longAt(0)));
        return LATER;
      }
      case "reset" -> {
        monitor.run(
            () -> {
              end(true, 0);
              broken = false;
              letEarlyIn();
            });
        return null;
      }
      case "abort" -> {
        monitor.run(() -> breakNow(0));
        return null;
      }
      case "isBroken" -> {
        return monitor.get(() -> broken);
      }
      case "getParties" -> {
        return parties;
      }
      case "getNumberWaiting" -> {
        return monitor.get(() -> acting || broken ? 0 : arrived.size());
      }
      default -> throw noSuchMethod(arguments);
    }
  }

  private void arrive(Invocation call, long nanos) {
    boolean runsAction = monitor.get(() -> enter(call, nanos));
    if (runsAction) {
      act(call);
    }
  }

  /** Under the monitor: lets a call arrive, or wait to; whether it's the one to run the action. */
  private boolean enter(Invocation call, long nanos) {
    if (broken) {
      monitor.fail(call, broken(brokenBy));
    } else if (acting) {
      long deadline = nanos < 0 ? NEVER : System.nanoTime() + Math.min(nanos, Long.MAX_VALUE / 2);
      early.add(call, deadline, nanos, () -> monitor.fail(call, timedOut()), () -> {});
    } else if (arrived.size() + 1 < parties) {
      await(call, nanos);
    } else if (action == null) {
      monitor.reply(call, 0);
      end(false, 0);
    } else {
      acting = true;
      generation++;
      return true;
    }
    return false;
  }

  private void await(Invocation call, long nanos) {
    long limit = nanos < 0 && timeout != null ? Math.max(0, nanos(timeout)) : nanos;
    int index = parties - arrived.size() - 1;
    Runnable timedOut =
        () -> {
          TimeoutException failure = timedOut();
          monitor.fail(call, nanos < 0 ? overLimit(failure) : failure);
          breakNow(0);
        };
    if (limit == 0) {
      timedOut.run();
      return;
    }
    arrived.add(call, index, limit, timedOut, () -> breakNow(goneOrZero(call.caller())));
  }

  private static long nanos(Duration limit) {
    return limit.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) < 0 ? limit.toNanos() : Long.MAX_VALUE / 2;
  }

  private static long goneOrZero(Caller caller) {
    return Peer.isGone(caller.session()) ? Peer.pidOf(caller.session()) : 0;
  }

  private void act(Invocation call) {
    long mine = monitor.get(() -> generation);
    Throwable failure = null;
    try {
      Objects.requireNonNull(action).run();
    } catch (Throwable e) { // whatever it is, the others must not wait for ever
      failure = e;
    }
    Throwable thrown = failure;
    monitor.run(
        () -> {
          boolean overtaken = !acting || generation != mine; // by reset() or abort()
          if (thrown != null) {
            monitor.fail(call, failed(thrown));
            if (!overtaken) {
              breakNow(goneOrZero(call.caller())); // its thread was interrupted if its client is gone
            }
          } else if (overtaken) {
            monitor.fail(call, broken(0));
          } else {
            monitor.reply(call, 0);
            end(false, 0);
          }
        });
  }

  private void breakNow(long pid) {
    if (!broken) {
      broken = true;
      brokenBy = pid;
      end(true, pid);
    }
  }

  /** Under the monitor: ends the generation, well or not. */
  private void end(boolean badly, long pid) {
    acting = false;
    for (var waiter = arrived.poll(); waiter != null; waiter = arrived.poll()) {
      if (badly) {
        monitor.fail(waiter.call, broken(pid));
      } else {
        monitor.reply(waiter.call, waiter.what);
      }
    }
    letEarlyIn();
  }

  private void letEarlyIn() {
    while (!acting && !early.isEmpty()) { // the others wait until this generation's action has run too
      CallMonitor.Waiter<Long> waiter = Objects.requireNonNull(early.poll());
      Invocation call = waiter.call;
      if (enter(call, waiter.what == NEVER ? -1 : Math.max(0, waiter.what - System.nanoTime()))) {
        monitor.later(() -> startThread(call)); // as many came early as complete a generation
      }
    }
  }

  private void startThread(Invocation call) {
    Thread thread = new Thread(() -> act(call), "manager-barrier");
    thread.setDaemon(true);
    thread.start();
  }

  private static BrokenBarrierException broken(long pid) {
    if (pid == 0) {
      return new BrokenBarrierException(
          "the barrier is broken: a wait was interrupted or took too long, the action failed, or somebody called abort()"
              + " or reset()" + MEND);
    }
    return caused(
        "the barrier is broken: a process ended while it waited: pid=" + pid + MEND,
        new OwnerDiedException("a process ended while it took part in a barrier", pid));
  }

  private static TimeoutException timedOut() {
    return new TimeoutException("the time is over, and not all have arrived at the barrier" + MEND);
  }

  private BrokenBarrierException overLimit(TimeoutException cause) {
    return caused("the barrier is broken: its own time limit is over: timeout=" + timeout + MEND, cause);
  }

  private static Throwable failed(Throwable failure) {
    return failure instanceof RuntimeException || failure instanceof Error || failure instanceof InterruptedException
        ? failure
        : caused("the barrier is broken: its action failed with " + failure.getClass().getName() + MEND, failure);
  }

  private static BrokenBarrierException caused(String message, Throwable cause) {
    BrokenBarrierException exception = new BrokenBarrierException(message);
    exception.initCause(cause);
    return exception;
  }

  /** Nobody can wait for it any more. */
  @Override
  public void dropped() {
    ManagerException gone = gone();
    monitor.run(
        () -> {
          arrived.end(gone);
          early.end(gone);
        });
  }

  @Override
  public String toString() {
    List<String> text = new ArrayList<>();
    monitor.run(
        () -> {
          text.add("parties=" + parties);
          text.add("waiting=" + arrived.size());
          text.add("broken=" + broken);
        });
    return "Barrier[" + String.join(", ", text) + "]";
  }
}
