package io.multiprocessing.internal.manager;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The lock of a shared object whose calls wait for each other. What is decided under it about other calls is carried
 * out after it was left: a reply writes to a socket and may find a client gone, which comes back to the object.
 *
 * <p>A reply that reaches nobody is undone: what it would have given goes to the next. Undoing runs under the lock
 * again.
 */
final class CallMonitor {

  private final Queue<Runnable> endings = new ConcurrentLinkedQueue<>();

  /** Runs {@code step} under the lock, then ends the calls that it decided about. */
  void run(Runnable step) {
    synchronized (this) {
      step.run();
    }
    carryOut();
  }

  /** As {@link #run}, with a result. */
  <T extends @Nullable Object> T get(Supplier<? extends T> step) {
    T result;
    synchronized (this) {
      result = step.get();
    }
    carryOut();
    return result;
  }

  /** Carries {@code action} out when the lock is left. */
  void later(Runnable action) {
    endings.add(action);
  }

  void reply(Invocation call, @Nullable Object result) {
    later(() -> call.carryOut(result, () -> call.reply(result)));
  }

  /** Replies when the lock is left, or undoes what was decided if nobody gets the reply. */
  void reply(Invocation call, @Nullable Object result, Runnable undo) {
    later(
        () ->
            call.carryOut(
                result,
                () -> {
                  if (!call.reply(result)) {
                    undo(undo);
                    carryOut();
                  }
                }));
  }

  void fail(Invocation call, Throwable failure) {
    later(() -> call.fail(failure));
  }

  /** Fails the call when the lock is left, or undoes what was decided if nobody learns of it. */
  void fail(Invocation call, Throwable failure, Runnable undo) {
    later(
        () -> {
          if (!call.fail(failure)) {
            undo(undo);
          }
        });
  }

  private synchronized void undo(Runnable undo) {
    undo.run();
  }

  private void carryOut() {
    if (Thread.holdsLock(this)) {
      return; // a step inside a step: the outer one does it
    }
    for (Runnable ending = endings.poll(); ending != null; ending = endings.poll()) {
      try {
        ending.run();
      } catch (RuntimeException | Error e) { // the others wait for theirs all the same
        LoggerFactory.getLogger(CallMonitor.class).warn("a call of a shared object could not be ended", e);
      }
    }
  }

  /** Calls that wait for the same, the longest first. Guarded by the monitor. */
  final class Waiters<T> {

    private final ArrayDeque<Waiter<T>> queue = new ArrayDeque<>();
    private @Nullable Throwable end; // why nobody waits here any more

    boolean isEmpty() {
      return queue.isEmpty();
    }

    int size() {
      return queue.size();
    }

    /**
     * Lets a call wait.
     *
     * @param what belongs to the waiting call
     * @param nanos its limit; negative for none
     * @param timedOut runs under the monitor when the limit has passed and the call still waits; ends it
     * @param withdrawn runs under the monitor when the client withdraws the call, or is gone, and the call still waits
     */
    void add(Invocation call, T what, long nanos, Runnable timedOut, Runnable withdrawn) {
      if (end != null) {
        fail(call, end);
        return;
      }
      Waiter<T> waiter = new Waiter<>(call, what);
      queue.add(waiter);
      if (nanos >= 0) {
        waiter.limit = Timers.after(nanos, () -> leave(waiter, timedOut));
      }
      later(() -> call.onCancel(() -> leave(waiter, withdrawn)));
    }

    private void leave(Waiter<T> waiter, Runnable then) {
      run(
          () -> {
            if (queue.remove(waiter)) {
              waiter.stopLimit();
              then.run();
            }
          });
    }

    /** The next call to be served, which doesn't wait any more; null if none does. */
    @Nullable Waiter<T> poll() {
      Waiter<T> waiter = queue.poll();
      if (waiter != null) {
        waiter.stopLimit();
      }
      return waiter;
    }

    /** The object is gone: ends all that wait, and whoever comes later. */
    void end(Throwable why) {
      end = why;
      for (Waiter<T> waiter = poll(); waiter != null; waiter = poll()) {
        fail(waiter.call, why);
      }
    }

    /** The call that is to be served next. */
    @Nullable Waiter<T> peek() {
      return queue.peek();
    }
  }

  /** A call that waits. */
  static final class Waiter<T> {

    final Invocation call;
    final T what;
    private @Nullable Future<?> limit;

    private Waiter(Invocation call, T what) {
      this.call = call;
      this.what = what;
    }

    private void stopLimit() {
      if (limit != null) {
        limit.cancel(false);
      }
    }
  }
}
