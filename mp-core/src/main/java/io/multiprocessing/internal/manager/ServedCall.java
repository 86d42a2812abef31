package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A call in its server, from its arrival to its end. Who ends it first delivers; see {@link Invocation}. What is
 * delivered to, the subclass knows.
 *
 * <pre>
 *   withdrawn while it                 it
 *     waits for a thread               ends at once
 *     runs in one                      is interrupted there, and ends by itself
 *     waits without one, onCancel set  ends at once, and the action runs
 *   the client is gone                 the same, and a running one ends at once, too: its result reaches nobody
 * </pre>
 */
abstract class ServedCall implements Invocation {

  private final ServerCore server;
  private final Caller caller;
  private final long startNanos = System.nanoTime();
  private @Nullable Thread runner; // guarded by this: who is inside of the object's method, and may be interrupted
  private boolean entered; // guarded by this
  private boolean withdrawn; // guarded by this
  private @Nullable Runnable onCancel; // guarded by this
  private volatile boolean done; // written under this

  ServedCall(ServerCore server, Caller caller) {
    this.server = server;
    this.caller = caller;
  }

  final ServerCore server() {
    return server;
  }

  @Override
  public final Caller caller() {
    return caller;
  }

  @Override
  public final boolean isDone() {
    return done;
  }

  /** Has the object's method run, in this thread. Whatever is thrown, the call fails with it. */
  final void run(boolean interruptible) {
    if (!enter(interruptible)) {
      return;
    }
    try {
      begin();
    } catch (Throwable e) { // also errors: they are the caller's
      fail(e);
    } finally {
      leave();
    }
  }

  private synchronized boolean enter(boolean interruptible) {
    entered = true;
    if (done) {
      return false;
    }
    runner = interruptible ? Thread.currentThread() : null;
    return true;
  }

  /** After this no interrupt comes for this call's sake. */
  private void leave() {
    boolean wasInterrupted;
    synchronized (this) {
      wasInterrupted = withdrawn && runner != null;
      runner = null;
    }
    if (wasInterrupted) {
      Thread.interrupted(); // it was meant for the method only
    }
  }

  /** Decodes the arguments and enters the method. */
  abstract void begin() throws Exception;

  @Override
  public final boolean reply(@Nullable Object result) {
    return end() && count(false) && deliverResult(result);
  }

  @Override
  public final boolean fail(Throwable thrown) {
    if (thrown instanceof InterruptedException && isWithdrawn()) {
      return end() && count(false) && deliverCanceled();
    }
    return end() && count(true) && deliverFailure(withAddress(thrown));
  }

  /** What the server or a shared object refuses names the manager, wherever it was thrown. */
  private Throwable withAddress(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    if (thrown.getClass() != ManagerException.class || message.contains("address=")) {
      return thrown;
    }
    ManagerException named = new ManagerException(message + ", address=" + server.address(), thrown.getCause());
    named.setStackTrace(thrown.getStackTrace());
    return named;
  }

  private synchronized boolean isWithdrawn() {
    return withdrawn;
  }

  /** With all threads of calls busy it ends here all the same: an ending must not be lost. */
  @Override
  public final void carryOut(@Nullable Object result, Runnable ending) {
    if (!server.reactor().isCurrentThread() || SmallValues.is(result)) {
      ending.run();
      return;
    }
    try {
      server.threads().execute(ending);
    } catch (RejectedExecutionException e) {
      ending.run();
    }
  }

  /** Before the answer, so that whoever has it sees the call in a snapshot; true, for use in a condition. */
  private boolean count(boolean failed) {
    server.statistics().ended(failed, System.nanoTime() - startNanos);
    return true;
  }

  private synchronized boolean end() {
    if (done) {
      return false;
    }
    done = true;
    return true;
  }

  @Override
  public final void onCancel(Runnable action) {
    synchronized (this) {
      if (!withdrawn) {
        onCancel = action;
        return;
      }
    }
    if (end()) {
      count(false);
      deliverCanceled();
    }
    action.run();
  }

  /**
   * The client withdraws the call, or is gone.
   *
   * @param gone whether nobody waits for an answer any more
   */
  final void withdraw(boolean gone) {
    Runnable action = null;
    boolean ended = false;
    synchronized (this) {
      if (done) {
        return;
      }
      withdrawn = true;
      if (onCancel != null) {
        action = onCancel;
        ended = true;
      } else if (runner != null) {
        runner.interrupt();
        ended = gone;
      } else {
        ended = gone || !entered;
      }
      done = ended;
    }
    if (ended) {
      count(false);
      if (gone) {
        forget();
      } else {
        deliverCanceled(); // not under the monitor: it may write to a socket
      }
    }
    if (action != null) {
      action.run();
    }
  }

  /** Sends the result; what can't be sent becomes a failure. False if nobody is there. */
  abstract boolean deliverResult(@Nullable Object result);

  abstract boolean deliverFailure(Throwable thrown);

  abstract boolean deliverCanceled();

  /** Nobody waits for it any more. */
  abstract boolean forget();

  /** What the caller gets of a result: a proxy, if its type says so for this method. */
  final @Nullable Object shared(@Nullable SharedEntry entry, @Nullable Object result) throws Exception {
    if (result == null || entry == null || entry.type().methodToTypeId().isEmpty()) {
      return result;
    }
    String method = method();
    int parenthesis = method.indexOf('(');
    String resultType = entry.type().methodToTypeId().get(parenthesis < 0 ? method : method.substring(0, parenthesis));
    if (resultType == null) {
      return result;
    }
    ServedType type = server.type(resultType);
    return server.handle(server.objects().share(type.ofResult(result, server), type, "", session()));
  }

  /**
   * Gives back the reference that is owed for a proxy which reaches nobody; else its object would stay as long as the
   * client.
   */
  final void disown(@Nullable Object proxy) {
    if (proxy instanceof Handle handle) {
      server.objects().disown(session(), handle.objectId());
    }
  }

  /** Whose references the proxies in the result are. */
  abstract Session session();

  @Override
  public abstract List<@Nullable Object> arguments();
}
