package io.multiprocessing.internal.manager;

import io.multiprocessing.internal.protocol.Failure;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.ManagerUnreachableException;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.SerializationException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A call of the server's own process: it runs in the caller's thread, which waits if the method ends later. */
final class LocalCall extends ServedCall {

  private final SharedEntry entry;
  private final String method;
  private final List<@Nullable Object> arguments;
  private final Session session;
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable EncodedMessage result; // written before the end, as the others
  private @Nullable Object lent; // the proxy in the result, until it is made
  private @Nullable Throwable thrown;
  private boolean copied; // what was thrown; then it gets the stack of the thread that throws it
  private boolean canceled;

  LocalCall(
      ServerCore server,
      Caller caller,
      SharedEntry entry,
      String method,
      List<@Nullable Object> arguments,
      Session session) {
    super(server, caller);
    this.entry = entry;
    this.method = method;
    this.arguments = arguments;
    this.session = session;
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
  Session session() {
    return session;
  }

  @Override
  void begin() throws Exception {
    server().invoke(entry, this);
  }

  @Override
  boolean deliverResult(@Nullable Object value) {
    Object answer = value;
    try {
      answer = shared(entry, value);
      result = server().codec().encode(answer).withOwnAttachments();
    } catch (SerializationException e) {
      thrown =
          new ManagerException(
              "the result can't be encoded: method=" + method + ", address=" + server().address() + ", reason="
                  + e.getMessage(),
              e);
    } catch (Exception | Error e) { // what the result's type says, or there is no memory for a copy
      thrown = e;
    } finally {
      if (answer != value && result != null) {
        lent = answer;
      } else if (answer != value) {
        disown(answer);
      }
      ended.countDown();
    }
    return true;
  }

  @Override
  boolean deliverFailure(Throwable failure) {
    thrown = failure;
    copied = !(failure instanceof ManagerException);
    try {
      if (copied) {
        thrown =
            Failure.of(failure, server().codec()).toCaller(server().codec(), "manager at " + server().address());
      }
    } finally {
      ended.countDown();
    }
    return true;
  }

  @Override
  boolean deliverCanceled() {
    canceled = true;
    ended.countDown();
    return true;
  }

  @Override
  boolean forget() {
    thrown =
        new ManagerUnreachableException(
            "the manager has ended during a call, which may have run: method=" + method + ", address="
                + server().address(),
            true,
            null);
    ended.countDown();
    return false;
  }

  /**
   * Waits for the end.
   *
   * @param interruptible whether an interrupt withdraws the call; else the flag is set after it
   */
  @Nullable Object await(boolean interruptible) throws Throwable {
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        if (interruptible) {
          withdraw(false);
        }
      }
    }
    if (canceled) {
      throw new InterruptedException("the call was withdrawn: method=" + method + ", address=" + server().address());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thrown != null) {
      if (copied) {
        thrown.setStackTrace(new Throwable().getStackTrace());
      }
      throw thrown;
    }
    if (result == null) {
      throw new IllegalStateException("a call has ended with nothing: method=" + method);
    }
    try {
      return server().codec().decode(result);
    } catch (SerializationException e) {
      disown(lent);
      throw new ManagerException(
          "the result can't be decoded here: method=" + method + ", address=" + server().address() + ", reason="
              + e.getMessage(),
          e);
    }
  }
}
