package io.multiprocessing.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client process that calls shared objects without a server, and dies when a test says so. */
final class FakeClient implements Peer {

  private final long pid;
  private boolean gone;

  FakeClient(long pid) {
    this.pid = pid;
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public boolean isGone() {
    return gone;
  }

  /** Its first thread calls. */
  FakeCall call(Referent referent, String method, @Nullable Object... arguments) {
    return call(1, referent, method, arguments);
  }

  FakeCall call(long thread, Referent referent, String method, @Nullable Object... arguments) {
    FakeCall call = new FakeCall(new Caller(this, thread), method, Arrays.asList(arguments));
    try {
      referent.invoke(call);
    } catch (Exception e) {
      call.fail(e);
    }
    return call;
  }

  /** What the method returned at once. */
  @Nullable Object get(Referent referent, String method, @Nullable Object... arguments) {
    return call(referent, method, arguments).result();
  }

  /** It is killed: the server ends its calls, and tells the objects. */
  void die(List<FakeCall> calls, Referent... referents) {
    gone = true;
    calls.forEach(FakeCall::withdraw);
    for (Referent referent : referents) {
      referent.sessionEnded(this);
    }
  }

  /** It is gone, but the objects don't know yet. */
  void loseConnection() {
    gone = true;
  }

  /** One call; ends as a server's does. */
  static final class FakeCall implements Invocation {

    private final Caller caller;
    private final String method;
    private final List<@Nullable Object> arguments;
    private boolean done;
    private boolean withdrawn;
    private @Nullable Object result;
    private @Nullable Throwable failure;
    private @Nullable Runnable onCancel;

    private FakeCall(Caller caller, String method, List<@Nullable Object> arguments) {
      this.caller = caller;
      this.method = method;
      this.arguments = arguments;
    }

    @Override
    public String method() {
      return method;
    }

    @Override
    public List<@Nullable Object> arguments() {
      return arguments;
    }

    @Override
    public Caller caller() {
      return caller;
    }

    @Override
    public synchronized boolean isDone() {
      return done;
    }

    @Override
    public synchronized boolean reply(@Nullable Object value) {
      if (done) {
        return false;
      }
      done = true;
      result = value;
      return !Peer.isGone(caller.session());
    }

    @Override
    public synchronized boolean fail(Throwable thrown) {
      if (done) {
        return false;
      }
      done = true;
      failure = thrown;
      return !Peer.isGone(caller.session());
    }

    @Override
    public void onCancel(Runnable action) {
      synchronized (this) {
        if (!withdrawn) {
          onCancel = action;
          return;
        }
      }
      action.run();
    }

    /** The client withdraws it, or is gone. */
    void withdraw() {
      Runnable action;
      synchronized (this) {
        if (done) {
          return;
        }
        done = true;
        withdrawn = true;
        action = onCancel;
      }
      if (action != null) {
        action.run();
      }
    }

    @Nullable Object result() {
      assertThat(isDone()).as("%s has ended", method).isTrue();
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      assertThat(failure).isNull();
      return result;
    }

    Throwable failure() {
      assertThat(failure).as("failure of %s", method).isNotNull();
      return failure;
    }
  }
}
