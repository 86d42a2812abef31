package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of one client that haven't ended, so that they can be withdrawn. Any thread may end one. */
final class ClientCalls {

  /** A client has one call for each of its threads; far more can't be meant well. */
  private static final int MAX_CALLS = 65_536;

  private final ServedClient client;
  private final Map<Long, RemoteCall> calls = new ConcurrentHashMap<>(4);

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
    if (calls.size() >= MAX_CALLS) {
      call.withdraw(true);
      new ControlCall(client, call.id(), call.method(), () -> null)
          .fail(
              new ManagerException(
                  "too many calls of one client wait: calls=" + MAX_CALLS + ", address=" + client.server().address()));
      return false;
    }
    if (calls.putIfAbsent(call.id(), call) != null) {
      call.withdraw(true);
      throw new IllegalArgumentException("there is a call of this number already: call=" + call.id());
    }
    if (call.isDone()) { // ended by another thread meanwhile
      calls.remove(call.id(), call);
    }
    return true;
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
    calls.remove(id);
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
    calls.clear();
  }

  /** Found when it is needed: to start the logging of a new process takes longer than to start serving. */
  private static Logger log() {
    return LoggerFactory.getLogger(ClientCalls.class);
  }
}
