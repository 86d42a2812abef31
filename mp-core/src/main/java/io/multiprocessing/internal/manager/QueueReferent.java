package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.sync.OwnerDiedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A queue, joinable or not, with the calls that wait to put, to take, or for all to be dealt with. */
final class QueueReferent extends BuiltInReferent {

  private static final Set<String> LONG =
      Set.of("contains", "containsAll", "addAll", "remove", "removeAll", "retainAll", "toArray", "#copy", "#toString");

  private final CallMonitor monitor = new CallMonitor();
  private final int capacity;
  private final @Nullable TakenElements taken;

  // All guarded by monitor.
  private final ArrayDeque<Object> elements = new ArrayDeque<>();
  private final CallMonitor.Waiters<Boolean> takers = monitor.new Waiters<>();
  private final CallMonitor.Waiters<Object> putters = monitor.new Waiters<>(); // with each one's element
  private final CallMonitor.Waiters<Boolean> joiners = monitor.new Waiters<>();

  QueueReferent(int capacity, boolean joinable) {
    this.capacity = capacity;
    taken = joinable ? new TakenElements() : null;
  }

  @Override
  boolean brief(String name) {
    return !LONG.contains(name);
  }

  @Override
  @Nullable Object answer(String name, Arguments arguments, Invocation call) {
    switch (name) {
      case "put" -> {
        return put(call, arguments.as(Object.class, 0), -1);
      }
      case "offer" -> {
        return put(call, arguments.as(Object.class, 0), arguments.count() == 1 ? 0 : Math.max(0, arguments.longAt(1)));
      }
      case "take" -> {
        return take(call, -1);
      }
      case "poll" -> {
        return take(call, arguments.count() == 0 ? 0 : Math.max(0, arguments.longAt(0)));
      }
      case "drainTo" -> {
        monitor.run(() -> drain(call, arguments.intAt(0)));
        return LATER;
      }
      case "taskDone" -> {
        monitor.run(() -> taskDone(call.caller().session(), arguments));
        return null;
      }
      case "join" -> {
        monitor.run(() -> join(call, arguments));
        return LATER;
      }
      case "contains" -> {
        return snapshot().contains(arguments.at(0));
      }
      case "containsAll" -> {
        return new HashSet<>(snapshot()).containsAll(arguments.collectionAt(0));
      }
      case "remove" -> {
        return removeEqual(arguments.at(0));
      }
      case "removeAll" -> {
        return removeIf(new HashSet<>(arguments.collectionAt(0))::contains);
      }
      case "retainAll" -> {
        Set<@Nullable Object> kept = new HashSet<>(arguments.collectionAt(0));
        return removeIf(element -> !kept.contains(element));
      }
      case "addAll" -> {
        List<@Nullable Object> others = arguments.listAt(0);
        return monitor.get(() -> addAll(others));
      }
      default -> {
        return monitor.get(() -> look(name, arguments));
      }
    }
  }

  private @Nullable Object look(String name, Arguments arguments) {
    return switch (name) {
      case "size" -> elements.size();
      case "isEmpty" -> elements.isEmpty();
      case "isFull" -> elements.size() >= capacity;
      case "remainingCapacity" -> capacity == Integer.MAX_VALUE ? capacity : capacity - elements.size();
      case "peek" -> elements.peek();
      case "toArray" -> elements.toArray();
      case "clear" -> {
        removeNow(element -> true);
        yield null;
      }
      default -> throw noSuchMethod(arguments);
    };
  }

  private Object put(Invocation call, Object element, long nanos) {
    monitor.run(
        () -> {
          if (elements.size() < capacity) {
            append(element);
            monitor.reply(call, true);
            serveTakers();
          } else if (nanos == 0) {
            monitor.reply(call, false);
          } else {
            putters.add(call, element, nanos, () -> monitor.reply(call, false), () -> {});
          }
        });
    return LATER;
  }

  private boolean addAll(Collection<?> others) {
    if (others.size() > capacity - elements.size()) {
      throw new IllegalStateException(
          "the queue has no room for all of these; none was added: elements=" + others.size() + ", size=" + elements.size()
              + ", capacity=" + capacity);
    }
    for (Object other : others) {
      append(Objects.requireNonNull(other, "element"));
    }
    serveTakers();
    return !others.isEmpty();
  }

  private void append(Object element) {
    elements.add(element);
    if (taken != null) {
      taken.put();
    }
  }

  private Object take(Invocation call, long nanos) {
    monitor.run(
        () -> {
          if (!elements.isEmpty()) {
            give(call);
            servePutters();
          } else if (nanos == 0) {
            monitor.reply(call, null);
          } else {
            takers.add(call, true, nanos, () -> monitor.reply(call, null), () -> {});
          }
        });
    return LATER;
  }

  /** Gives the oldest element; if the client is gone it comes back to its place. */
  private void give(Invocation call) {
    Object element = elements.remove();
    Object session = call.caller().session();
    note(session, 1);
    monitor.reply(call, element, () -> putBack(session, List.of(element)));
  }

  private void drain(Invocation call, int most) {
    List<Object> drained = new ArrayList<>();
    while (drained.size() < most && !elements.isEmpty()) {
      drained.add(elements.remove());
    }
    Object session = call.caller().session();
    note(session, drained.size());
    monitor.reply(call, drained, () -> putBack(session, drained));
    servePutters();
  }

  private void putBack(Object session, List<Object> lost) {
    for (int i = lost.size() - 1; i >= 0; i--) {
      elements.addFirst(lost.get(i));
    }
    note(session, -lost.size());
    serveTakers();
  }

  private void note(Object session, int count) {
    if (taken != null) {
      taken.taken(session, count);
    }
  }

  private void serveTakers() {
    while (!elements.isEmpty()) {
      CallMonitor.Waiter<Boolean> taker = takers.poll();
      if (taker == null) {
        return;
      }
      give(taker.call);
    }
    servePutters();
  }

  private void servePutters() {
    while (elements.size() < capacity) {
      CallMonitor.Waiter<Object> putter = putters.poll();
      if (putter == null) {
        return;
      }
      if (!putter.call.isDone()) {
        append(putter.what);
        monitor.reply(putter.call, true, () -> unput(putter.what));
        serveTakers();
      }
    }
  }

  /** The client withdrew its call just when it was served: nothing was put, unless somebody has it already. */
  private void unput(Object element) {
    if (elements.removeIf(each -> each == element)) {
      removedOne(true);
    }
  }

  private boolean removedOne(boolean removed) {
    if (removed) {
      dealtWith(1);
      servePutters();
    }
    return removed;
  }

  /** Elements are compared without the monitor: they may be anything. */
  private boolean removeEqual(@Nullable Object wanted) {
    for (Object element : snapshot()) {
      if (element.equals(wanted) && monitor.get(() -> removedOne(removeThis(element)))) {
        return true;
      }
    }
    return false;
  }

  private boolean removeThis(Object element) {
    boolean removed = false;
    for (Iterator<Object> all = elements.iterator(); !removed && all.hasNext(); ) {
      removed = all.next() == element;
      if (removed) {
        all.remove();
      }
    }
    return removed;
  }

  /** As above: those are removed that were there at the beginning. */
  private boolean removeIf(Predicate<Object> filter) {
    Set<Object> named = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Object element : snapshot()) {
      if (filter.test(element)) {
        named.add(element);
      }
    }
    return !named.isEmpty() && monitor.get(() -> removeNow(named::contains));
  }

  private List<Object> snapshot() {
    return monitor.get(() -> new ArrayList<>(elements));
  }

  private boolean removeNow(Predicate<Object> filter) {
    int before = elements.size();
    elements.removeIf(filter);
    dealtWith(before - elements.size());
    servePutters();
    return elements.size() != before;
  }

  /** What was removed and not taken needs no {@code taskDone}. */
  private void dealtWith(int count) {
    if (taken != null) {
      taken.removed(count);
      serveJoiners();
    }
  }

  private TakenElements joinable(Arguments arguments) {
    if (taken == null) {
      throw noSuchMethod(arguments);
    }
    return taken;
  }

  private void taskDone(Object session, Arguments arguments) {
    joinable(arguments).done(session);
    serveJoiners();
  }

  private void join(Invocation call, Arguments arguments) {
    TakenElements elementsTaken = joinable(arguments);
    long nanos = arguments.count() == 0 ? -1 : Math.max(0, arguments.longAt(0));
    Long pid = elementsTaken.pollDead();
    if (pid != null) {
      monitor.fail(call, died(pid), () -> elementsTaken.dead(pid));
    } else if (elementsTaken.unfinished() == 0 || nanos == 0) {
      monitor.reply(call, elementsTaken.unfinished() == 0);
    } else {
      joiners.add(call, true, nanos, () -> monitor.reply(call, false), () -> {});
    }
  }

  private void serveJoiners() {
    TakenElements elementsTaken = Objects.requireNonNull(taken);
    while (!joiners.isEmpty()) {
      Long pid = elementsTaken.pollDead();
      if (pid == null && elementsTaken.unfinished() > 0) {
        return;
      }
      Invocation call = Objects.requireNonNull(joiners.poll()).call;
      if (pid == null) {
        monitor.reply(call, true);
      } else {
        monitor.fail(call, died(pid), () -> elementsTaken.dead(pid));
      }
    }
  }

  private OwnerDiedException died(long pid) {
    return new OwnerDiedException(
        "a process ended that had taken elements of a queue and not called taskDone() for them; they count as dealt with"
            + " now: queue=" + this, pid);
  }

  @Override
  public void sessionEnded(Object session) {
    if (taken != null) {
      monitor.run(
          () -> {
            taken.sessionEnded(session, elements.size());
            serveJoiners();
          });
    }
  }

  @Override
  public Object copy() {
    return snapshot();
  }

  /** Nobody can wait for it any more. */
  @Override
  public void dropped() {
    ManagerException gone = gone();
    monitor.run(
        () -> {
          takers.end(gone);
          putters.end(gone);
          joiners.end(gone);
        });
  }

  @Override
  public String toString() {
    return Texts.list(snapshot());
  }
}
