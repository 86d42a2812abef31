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
 * A pool of worker processes. Its clients, one for each proxy, submit tasks and ask for their ends; an end stays here until
 * its client has said that it got it.
 */
final class PoolReferent extends BuiltInReferent {

  private static final Set<String> BRIEF = Set.of("name", "#facts", "#next", "#skip");

  private final ServedPool served;
  private final CallMonitor monitor = new CallMonitor();
  private final Map<Key, Client> clients = new HashMap<>(); // guarded by monitor

  PoolReferent(Pool pool) {
    served = ServedPool.of(pool);
  }

  /** @param number drawn by the proxy */
  private record Key(Object session, long number) {}

  /** Guarded by the monitor. */
  private static final class Client {
    final Map<Long, ServedPool.Submitted> open = new HashMap<>();
    final ArrayDeque<TaskEnd> ended = new ArrayDeque<>();
    int imaps;
    int wanted;
    @Nullable Invocation waiting;
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
        monitor.run(() -> next(client(key), arguments.intAt(1), arguments.intAt(2), call));
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
        if (monitor.get(() -> client(key).imaps-- > 0)) {
          served.imapEnded();
        }
        return null;
      }
      default -> throw noSuchMethod(arguments);
    }
  }

  /** @throws ManagerException if the client is gone: nobody would forget it again */
  private Client client(Key key) {
    if (Peer.isGone(key.session())) {
      throw new ManagerException("the client of the pool is gone: pool=" + served.pool().name());
    }
    return clients.computeIfAbsent(key, each -> new Client());
  }

  @SuppressWarnings("unchecked")
  private void submit(Key key, Arguments arguments) {
    List<TaskRequest> requests = (List<TaskRequest>) arguments.as(List.class, 1);
    List<ServedPool.Submitted> tasks = served.tasks(requests, end -> ended(key, end));
    monitor.run(() -> tasks.forEach(task -> client(key).open.put(task.number(), task)));
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

  private void ended(Key key, TaskEnd end) {
    monitor.run(
        () -> {
          Client client = clients.get(key);
          if (client != null && client.open.remove(end.number()) != null) {
            client.ended.add(end);
            Invocation waiting = client.waiting;
            if (waiting != null) {
              client.waiting = null;
              give(client, client.wanted, waiting);
            }
          }
        });
  }

  private void next(Client client, int received, int most, Invocation call) {
    for (int i = 0; i < received; i++) {
      client.ended.poll();
    }
    if (client.ended.isEmpty()) {
      client.waiting = call;
      client.wanted = most;
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

  @Override
  public void dropped() {
    served.pool().terminate();
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
