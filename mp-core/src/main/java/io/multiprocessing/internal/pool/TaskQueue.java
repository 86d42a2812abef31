package io.multiprocessing.internal.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a pool that wait for a worker. One that was given up meanwhile is passed over when its turn comes, and
 * swept out earlier when such tasks are the majority. Not thread-safe: guarded by its pool's lock.
 */
final class TaskQueue {

  private static final int MIN_SWEEP = 64;

  private final ArrayDeque<Task> tasks = new ArrayDeque<>();
  private int givenUp;

  void add(Task task) {
    tasks.addLast(task);
  }

  /** Puts a task back that had left the queue but was not started. */
  void addFirst(Task task) {
    tasks.addFirst(task);
  }

  /** The next task that is still wanted, which leaves the queue; null if there is none. */
  @Nullable Task poll() {
    Task task = tasks.pollFirst();
    while (task != null && task.isCompleted()) {
      givenUp--;
      task = tasks.pollFirst();
    }
    return task;
  }

  /** The task that {@link #poll()} would give. */
  @Nullable Task peek() {
    Task task = tasks.peekFirst();
    while (task != null && task.isCompleted()) {
      tasks.removeFirst();
      givenUp--;
      task = tasks.peekFirst();
    }
    return task;
  }

  /** One of the tasks was completed while it waited. */
  void noteGivenUp() {
    givenUp++;
    if (givenUp >= MIN_SWEEP && givenUp > tasks.size() / 2) {
      tasks.removeIf(Task::isCompleted);
      givenUp = 0;
    }
  }

  int size() {
    return Math.max(0, tasks.size() - givenUp);
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /** Empties the queue. */
  List<Task> drain() {
    List<Task> all = new ArrayList<>(tasks);
    tasks.clear();
    givenUp = 0;
    return all;
  }
}
