package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one client that haven't ended, so that they can be withdrawn. Any thread may end one.
 *
 * <p>Their requests may have a bounded length together. What is beyond is refused, and the client is read on: to stop
 * reading would be a deadlock where a {@code put} waits for a {@code take} that comes after it. For the same reason
 * short requests are always let in; their number is bounded.
 */
final class ClientCalls {

  /** A client has one call for each of its threads; far more can't be meant well. */
  private static final int MAX_CALLS = 65_536;

  /** Shorter requests, such as that of a {@code take}, are let in whatever the others have. */
  private static final int SHORT_BYTES = 1024;

  private final ServedClient client;
  private final Map<Long, RemoteCall> calls = new ConcurrentHashMap<>(4);
  private final AtomicLong waitingBytes = new AtomicLong(); // of the requests of these

  ClientCalls(ServedClient client) {
    this.client = client;
  }

  int size() {
    return calls.size();
  }

  /** Has a thread of the server's run it. */
  void runElsewhere(RemoteCall call) {
    if (!add(call)) {
      return;
    }
    try {
      SharedEntry entry = call.entry();
      if (entry != null && entry.referent().isShort()) {
        client.server().callThreads().executeShort(() -> call.run(true));
      } else {
        client.server().callThreads().execute(() -> call.run(true));
      }
    } catch (RejectedExecutionException e) {
      call.fail(
          new ManagerException(
              "the manager has no thread for another call, all are in methods of shared objects, and too many calls wait:"
                  + " threads=" + CallThreads.MAX_THREADS + ", waiting=" + CallThreads.MAX_WAITING + ", address=" + client.server().address()));
    }
  }

  /**
   * From here on it can be withdrawn. False if it is refused.
   *
   * @throws IllegalArgumentException if there is a call of this number
   */
  boolean add(RemoteCall call) {
    ManagerException refusal = refusal(call);
    if (refusal != null) {
      call.withdraw(true);
      new ControlCall(client, call.id(), call.method(), () -> null).fail(refusal);
      return false;
    }
    waitingBytes.addAndGet(call.requestBytes());
    if (calls.putIfAbsent(call.id(), call) != null) {
      waitingBytes.addAndGet(-call.requestBytes());
      call.withdraw(true);
      throw new IllegalArgumentException("there is a call of this number already: call=" + call.id());
    }
    if (call.isDone()) { // ended by another thread meanwhile
      remove(call);
    }
    return true;
  }

  private @Nullable ManagerException refusal(RemoteCall call) {
    if (calls.size() >= MAX_CALLS) {
      return new ManagerException(
          "too many calls of one client wait: calls=" + MAX_CALLS + ", address=" + client.server().address());
    }
    long waiting = waitingBytes.get();
    long most = client.server().maxWaitingBytes();
    if (call.requestBytes() > SHORT_BYTES && waiting > 0 && waiting + call.requestBytes() > most) {
      return new ManagerException(
          "the requests of one client that wait in the manager are longer together than they may be: method="
              + call.method() + ", length=" + call.requestBytes() + ", waiting=" + waiting + ", maxWaitingBytes=" + most
              + ", address=" + client.server().address() + "; make fewer such calls at once or configure more there");
    }
    return null;
  }

  /** The client withdraws a call. */
  void cancel(long id) {
    RemoteCall call = calls.get(id);
    if (call != null) { // else its answer is under way
      call.withdraw(false);
    }
  }

  /** A call has ended. */
  void remove(long id) {
    RemoteCall call = calls.remove(id);
    if (call != null) {
      waitingBytes.addAndGet(-call.requestBytes());
    }
  }

  private void remove(RemoteCall call) {
    if (calls.remove(call.id(), call)) {
      waitingBytes.addAndGet(-call.requestBytes());
    }
  }

  /** The client is gone: ends its calls, which gives back its locks. */
  void withdrawAll() {
    for (RemoteCall call : calls.values()) {
      try {
        call.withdraw(true);
      } catch (RuntimeException e) { // of an object's action; the others have to be ended all the same
        log().warn(
            "a call could not be withdrawn: address={}, method={}", client.server().address(), call.method(), e);
      }
    }
    calls.values().forEach(this::remove);
  }

  /** Found when it is needed: to start the logging of a new process takes longer than to start serving. */
  private static Logger log() {
    return LoggerFactory.getLogger(ClientCalls.class);
  }
}
