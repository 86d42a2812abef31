package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Something that runs on a thread of its own.
 *
 * @param <T> what it returns
 */
final class Background<T> {

  private static final long LIMIT_SECONDS = 30;

  private final FutureTask<T> task;
  private final Thread thread;

  private Background(FutureTask<T> task) {
    this.task = task;
    thread = new Thread(task, "background");
    thread.setDaemon(true);
    thread.start();
  }

  static <T> Background<T> call(Callable<T> body) {
    return new Background<>(new FutureTask<>(body));
  }

  /** A body without a result. */
  interface Body {
    void run() throws Exception;
  }

  static Background<Boolean> run(Body body) {
    return call(
        () -> {
          body.run();
          return true;
        });
  }

  /** What it returned; the failure is an {@code ExecutionException}. */
  T get() throws Exception {
    return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  boolean isDone() {
    return task.isDone();
  }

  Thread thread() {
    return thread;
  }

  /** Sees that it waits, and goes on waiting for a moment. */
  Background<T> waits() {
    assertThatThrownBy(() -> task.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
    return this;
  }

  void interrupt() {
    thread.interrupt();
  }
}
