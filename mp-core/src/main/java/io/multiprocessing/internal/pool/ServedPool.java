package io.multiprocessing.internal.pool;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.TaskOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pool of this process as clients in other processes use it: tasks by number, and their ends. */
public final class ServedPool {

  private final Pool pool;
  private final PoolEngine engine;

  private ServedPool(Pool pool, PoolEngine engine) {
    this.pool = pool;
    this.engine = engine;
  }

  /** @throws IllegalArgumentException if it isn't one of this library's pools */
  public static ServedPool of(Pool pool) {
    if (pool instanceof PoolFacade facade) {
      return new ServedPool(pool, facade.engine());
    }
    throw new IllegalArgumentException("a manager can serve the pools of this library only: pool=" + pool);
  }

  public Pool pool() {
    return pool;
  }

  public int processes() {
    return engine.processes();
  }

  public int imapWindow() {
    return engine.imapWindow();
  }

  /** A task that was submitted for a client. */
  public static final class Submitted {

    private final TaskRequest request;
    private final Task task;

    private Submitted(TaskRequest request, Task task) {
      this.request = request;
      this.task = task;
    }

    public long number() {
      return request.number();
    }
  }

  /** Makes tasks of these, not submitted yet; {@code ends} is called once for each, on a thread of the pool. */
  public List<Submitted> tasks(List<TaskRequest> requests, Consumer<TaskEnd> ends) {
    List<Submitted> tasks = new ArrayList<>(requests.size());
    for (TaskRequest request : requests) {
      tasks.add(
          new Submitted(
              request, engine.task(request.call(), request.options(), new Sink(request.number(), ends), false)));
    }
    return tasks;
  }

  private record Sink(long number, Consumer<TaskEnd> ends) implements TaskSink {

    @Override
    public void succeeded(@Nullable Object value) {
      ends.accept(new TaskEnd(number, value, null, TaskOutcome.SUCCESS));
    }

    @Override
    public void failed(Throwable failure, TaskOutcome outcome) {
      ends.accept(new TaskEnd(number, null, failure, outcome));
    }
  }

  /** Takes all of them, or none; waits for room if the pool's policy is that. */
  public void submit(List<Submitted> tasks, boolean ofImap) {
    engine.submit(tasks.stream().map(submitted -> submitted.task).toList(), ofImap);
  }

  public boolean cancel(Submitted submitted, boolean killIfRunning) {
    return engine.cancel(submitted.task, killIfRunning);
  }

  public void imapBegins() {
    engine.imapBegins();
  }

  public void imapEnded() {
    engine.imapEnded();
  }
}
