package io.multiprocessing.internal.manager;

import io.multiprocessing.internal.pool.RemotePoolLink;
import io.multiprocessing.internal.pool.ServedPool;
import io.multiprocessing.internal.pool.TaskEnd;
import io.multiprocessing.internal.pool.TaskRequest;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.pool.Pool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pool of worker processes. Its clients, one for each proxy, submit tasks and ask for their ends; an end stays here
 * until its client has said that it got it.
 */
final class PoolReferent extends BuiltInReferent {

  private static final Set<String> BRIEF = Set.of("name", "#facts", "#next", "#skip");

  private final ServedPool served;
  private final CallMonitor monitor = new CallMonitor();
  private final Map<Key, Client> clients = new HashMap<>(); // guarded by monitor
  private boolean dropped; // guarded by monitor

  PoolReferent(Pool pool) {
    served = ServedPool.of(pool);
  }

  /** @param number drawn by the proxy */
  private record Key(Object session, long number) {}

  /** Guarded by the monitor. */
  private final class Client {
    final Map<Long, ServedPool.Submitted> open = new HashMap<>();
    final ArrayDeque<TaskEnd> ended = new ArrayDeque<>();
    final CallMonitor.Waiters<Integer> waiting = monitor.new Waiters<>(); // with how many ends each wants
    long first = Long.MAX_VALUE; // the number of the first task that it submitted
    int imaps;
  }

  @Override
  boolean brief(String name) {
    return BRIEF.contains(name);
  }

  /** It waits for tasks and processes. */
  @Override
  public boolean isShort() {
    return false;
  }

  @Override
  @Nullable Object answer(String name, Arguments arguments, Invocation call) throws Exception {
    Pool pool = served.pool();
    switch (name) {
      case "name" -> {
        return pool.name();
      }
      case "snapshot" -> {
        return pool.snapshot();
      }
      case "shutdown" -> {
        pool.shutdown();
        return null;
      }
      case "terminate" -> {
        pool.terminate();
        return null;
      }
      case "join" -> {
        return pool.join(arguments.as(Duration.class, 0));
      }
      case "drain" -> {
        return pool.drain(arguments.as(Duration.class, 0));
      }
      case "#facts" -> {
        return new RemotePoolLink.Facts(pool.name(), served.processes(), served.imapWindow());
      }
      default -> {
        return answerClient(name, arguments, call);
      }
    }
  }

  private @Nullable Object answerClient(String name, Arguments arguments, Invocation call) {
    Key key = new Key(call.caller().session(), arguments.count() == 0 ? 0 : arguments.longAt(0));
    switch (name) {
      case "#submit" -> {
        submit(key, arguments);
        return null;
      }
      case "#cancel" -> {
        ServedPool.Submitted task = monitor.get(() -> client(key).open.get(arguments.longAt(1)));
        return task != null && served.cancel(task, arguments.as(Boolean.class, 2));
      }
      case "#next" -> {
        monitor.run(() -> next(key, arguments, call));
        return LATER;
      }
      case "#skip" -> {
        TaskEnd skipped = monitor.get(() -> client(key).ended.poll());
        if (skipped == null) {
          throw new NoSuchElementException("no task of this client has ended");
        }
        return skipped.number();
      }
      case "#imapBegins" -> {
        served.imapBegins();
        boolean noted = false;
        try {
          monitor.run(() -> client(key).imaps++);
          noted = true;
        } finally {
          if (!noted) {
            served.imapEnded();
          }
        }
        return null;
      }
      case "#imapEnded" -> {
        if (monitor.get(() -> endImap(key))) {
          served.imapEnded();
        }
        return null;
      }
      default -> throw noSuchMethod(arguments);
    }
  }

  /** @throws ManagerException if the client is gone: nobody would forget it again; or if the pool is */
  private Client client(Key key) {
    if (dropped) {
      throw gone();
    }
    if (Peer.isGone(key.session())) {
      throw new ManagerException("the client of the pool is gone: pool=" + served.pool().name());
    }
    return clients.computeIfAbsent(key, each -> new Client());
  }

  @SuppressWarnings("unchecked")
  private void submit(Key key, Arguments arguments) {
    List<TaskRequest> requests = (List<TaskRequest>) arguments.as(List.class, 1);
    List<ServedPool.Submitted> tasks = served.tasks(requests, end -> ended(key, end));
    monitor.run(() -> tasks.forEach(task -> note(client(key), task)));
    boolean submitted = false;
    try {
      served.submit(tasks, arguments.as(Boolean.class, 2));
      submitted = true;
    } finally {
      if (!submitted) {
        monitor.run(
            () -> {
              Client client = clients.get(key);
              if (client != null) {
                tasks.forEach(task -> client.open.remove(task.number()));
              }
            });
      }
    }
    if (monitor.get(() -> !clients.containsKey(key))) { // it went while its tasks were submitted
      tasks.forEach(task -> served.cancel(task, false));
    }
  }

  private static void note(Client client, ServedPool.Submitted task) {
    client.open.put(task.number(), task);
    client.first = Math.min(client.first, task.number());
  }

  /** False for an imap that began on a connection which is lost. */
  private boolean endImap(Key key) {
    Client client = client(key);
    boolean begun = client.imaps > 0;
    if (begun) {
      client.imaps--;
    }
    return begun;
  }

  private void ended(Key key, TaskEnd end) {
    monitor.run(
        () -> {
          Client client = clients.get(key);
          if (client != null && client.open.remove(end.number()) != null) {
            client.ended.add(end);
            CallMonitor.Waiter<Integer> waiter = client.waiting.poll();
            if (waiter != null) {
              give(client, waiter.what, waiter.call);
            }
          }
        });
  }

  /** Null for a client whose tasks are not known, or not all: they went with its connection, and it has a new one. */
  private void next(Key key, Arguments arguments, Invocation call) {
    Client client = client(key);
    int received = arguments.intAt(1);
    int most = arguments.intAt(2);
    long oldest = arguments.longAt(3);
    for (int i = 0; i < received; i++) {
      client.ended.poll();
    }
    if (oldest < client.first) {
      monitor.reply(call, null);
    } else if (client.ended.isEmpty()) {
      client.waiting.add(call, most, -1, () -> {}, () -> {});
    } else {
      give(client, most, call);
    }
  }

  private void give(Client client, int most, Invocation call) {
    List<TaskEnd> ends = new ArrayList<>();
    for (TaskEnd end : client.ended) {
      if (ends.size() < most) {
        ends.add(end);
      }
    }
    monitor.reply(call, ends);
  }

  /** Tasks of a client that is gone aren't begun; those that run go on, and nobody gets what they return. */
  @Override
  public void sessionEnded(Object session) {
    List<ServedPool.Submitted> abandoned = new ArrayList<>();
    int[] imaps = {0};
    monitor.run(
        () ->
            clients.entrySet().removeIf(
                entry -> {
                  boolean gone = entry.getKey().session() == session;
                  if (gone) {
                    entry.getValue().waiting.end(gone());
                    abandoned.addAll(entry.getValue().open.values());
                    imaps[0] += entry.getValue().imaps;
                  }
                  return gone;
                }));
    abandoned.forEach(task -> served.cancel(task, false));
    for (int i = 0; i < imaps[0]; i++) {
      served.imapEnded();
    }
  }

  /** What clients wait for ends with the pool; whoever still waits then is told. */
  @Override
  public void dropped() {
    try {
      served.pool().terminate();
    } finally {
      ManagerException gone = gone();
      monitor.run(
          () -> {
            dropped = true;
            clients.values().forEach(client -> client.waiting.end(gone));
          });
    }
  }

  @Override
  public boolean isDroppedBriefly() {
    return false; // processes have to end
  }

  @Override
  public String toString() {
    return served.pool().toString();
  }
}
