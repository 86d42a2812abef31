package io.multiprocessing.spring;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.pool.AsyncResult;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.RemoteTaskException;
import io.multiprocessing.pool.TaskOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes pools that run each task in the caller's thread, after a trip through serialization, and remember what was
 * asked.
 */
public final class FakePools implements PoolFactory {

  /** Every pool that was made, in order. */
  public final List<FakePool> made = new CopyOnWriteArrayList<>();

  /** What happens to a task before it runs; tests put failures here. */
  public volatile UnaryOperator<RemoteCallable<?>> around = UnaryOperator.identity();

  /** Whether tasks stay in the queue for ever. */
  public volatile boolean stuck;

  /** What happens at a drain. */
  public volatile Runnable onDrain = () -> {};

  /** How many milliseconds a drain takes. */
  public volatile long drainsFor;

  @Override
  public Pool create(PoolConfig config) {
    FakePool pool = new FakePool(config);
    made.add(pool);
    return pool.view(TaskOptions.NONE);
  }

  public FakePool only() {
    if (made.size() != 1) {
      throw new AssertionError("expected one pool: " + made);
    }
    return made.get(0);
  }

  /** One of the pools. */
  public final class FakePool {

    public final PoolConfig config;
    public final List<String> events = new CopyOnWriteArrayList<>();
    public final List<TaskOptions> tasks = new CopyOnWriteArrayList<>();
    public final List<CompletableFuture<Object>> results = new CopyOnWriteArrayList<>();

    FakePool(PoolConfig config) {
      this.config = config;
    }

    Pool view(TaskOptions options) {
      return (Pool)
          Proxy.newProxyInstance(
              Pool.class.getClassLoader(),
              new Class<?>[] {Pool.class},
              (proxy, method, arguments) -> {
                switch (method.getName()) {
                  case "with":
                    return view((TaskOptions) arguments[0]);
                  case "applyAsync":
                    tasks.add(options);
                    return submit((RemoteCallable<?>) arguments[0]);
                  case "apply":
                    tasks.add(options);
                    return submit((RemoteCallable<?>) arguments[0]).get();
                  case "drain":
                    events.add("drain " + arguments[0]);
                    onDrain.run();
                    drain();
                    return !stuck;
                  case "shutdown":
                  case "terminate":
                  case "close":
                    events.add(method.getName());
                    return null;
                  case "name":
                    return config.name();
                  case "snapshot":
                    return new PoolSnapshot(
                        String.valueOf(config.name()), PoolSnapshot.State.RUNNING, 2, 3, 10, 1, 5, 4, 6, List.of());
                  case "toString":
                    return "FakePool[" + config.name() + "]";
                  default:
                    throw new UnsupportedOperationException(method.toString());
                }
              });
    }

    private void drain() throws InterruptedException {
      if (drainsFor > 0) {
        new CountDownLatch(1).await(drainsFor, TimeUnit.MILLISECONDS);
        events.add("drained");
      }
    }

    private AsyncResult<Object> submit(RemoteCallable<?> task) throws IOException, ClassNotFoundException {
      CompletableFuture<Object> result = new CompletableFuture<>();
      results.add(result);
      if (!stuck) {
        try {
          result.complete(travelled(around.apply(travelled(task)).call()));
        } catch (Throwable e) {
          result.completeExceptionally(e);
        }
      }
      return new FakeResult(result);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T travelled(@Nullable T object) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }

  private record FakeResult(CompletableFuture<Object> future) implements AsyncResult<Object> {

    @Override
    public Object get() throws InterruptedException {
      try {
        return future.get();
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof RuntimeException) {
          throw (RuntimeException) cause;
        }
        if (cause instanceof Error) {
          throw (Error) cause;
        }
        throw new RemoteTaskException("the task failed", cause.getClass().getName(), cause);
      }
    }

    @Override
    public Object get(Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean await(Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean ready() {
      return future.isDone();
    }

    @Override
    public boolean successful() {
      return future.isDone() && !future.isCompletedExceptionally();
    }

    @Override
    public boolean cancel(boolean killIfRunning) {
      return future.completeExceptionally(new CancellationException("killIfRunning=" + killIfRunning));
    }

    @Override
    public CompletableFuture<Object> toCompletableFuture() {
      return future.copy();
    }
  }

  /** The names of the pools that were made. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    made.forEach(pool -> names.add(String.valueOf(pool.config.name())));
    return names;
  }
}
