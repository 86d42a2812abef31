package io.multiprocessing.internal.pool;

import io.multiprocessing.api.RemoteBiFunction;
import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.pool.AsyncResult;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.ResultIterator;
import io.multiprocessing.pool.TaskOptions;
import io.multiprocessing.pool.TaskOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The methods of {@link Pool} in terms of a {@link PoolEngine}: makes the calls, the chunks and the results. */
final class PoolFacade implements Pool {

  /** How long {@link #close()} waits for the workers to be gone. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final PoolEngine engine;
  private final TaskOptions options;

  PoolFacade(PoolEngine engine, TaskOptions options) {
    this.engine = engine;
    this.options = options;
  }

  PoolEngine engine() {
    return engine;
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public Pool with(TaskOptions taskOptions) {
    return new PoolFacade(engine, Objects.requireNonNull(taskOptions, "options"));
  }

  @Override
  public <R extends @Nullable Object> R apply(RemoteCallable<? extends R> task) throws InterruptedException {
    return this.<R>submit(new Call.Callable(Objects.requireNonNull(task, "task")), null, null, true).get();
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> R apply(
      RemoteFunction<? super T, ? extends R> function, T argument) throws InterruptedException {
    Call call = new Call.Function(Objects.requireNonNull(function, "function"), argument);
    return this.<R>submit(call, null, null, true).get();
  }

  @Override
  public <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> R apply(
      RemoteBiFunction<? super T, ? super U, ? extends R> function, T first, U second) throws InterruptedException {
    Call call = new Call.BiFunction(Objects.requireNonNull(function, "function"), first, second);
    return this.<R>submit(call, null, null, true).get();
  }

  @Override
  public void run(RemoteRunnable task) throws InterruptedException {
    submit(new Call.Running(Objects.requireNonNull(task, "task")), null, null, true).get();
  }

  @Override
  public AsyncResult<@Nullable Void> runAsync(RemoteRunnable task) {
    return submit(new Call.Running(Objects.requireNonNull(task, "task")), null, null, false);
  }

  @Override
  public <R extends @Nullable Object> AsyncResult<R> applyAsync(RemoteCallable<? extends R> task) {
    return applyAsync(task, null, null);
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<R> applyAsync(
      RemoteFunction<? super T, ? extends R> function, T argument) {
    return applyAsync(function, argument, null, null);
  }

  @Override
  public <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> AsyncResult<R> applyAsync(
      RemoteBiFunction<? super T, ? super U, ? extends R> function, T first, U second) {
    return submit(new Call.BiFunction(Objects.requireNonNull(function, "function"), first, second), null, null, false);
  }

  @Override
  public <R extends @Nullable Object> AsyncResult<R> applyAsync(
      RemoteCallable<? extends R> task,
      @Nullable Consumer<? super R> callback,
      @Nullable Consumer<? super Throwable> errorCallback) {
    return submit(new Call.Callable(Objects.requireNonNull(task, "task")), callback, errorCallback, false);
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<R> applyAsync(
      RemoteFunction<? super T, ? extends R> function,
      T argument,
      @Nullable Consumer<? super R> callback,
      @Nullable Consumer<? super Throwable> errorCallback) {
    Call call = new Call.Function(Objects.requireNonNull(function, "function"), argument);
    return submit(call, callback, errorCallback, false);
  }

  private <R extends @Nullable Object> AsyncResult<R> submit(
      Call call,
      @Nullable Consumer<? super R> callback,
      @Nullable Consumer<? super Throwable> errorCallback,
      boolean callerWaits) {
    PendingResult<R> result = new PendingResult<>(engine.callbacks());
    Task task = engine.task(call, options, new SingleSink<>(result), callerWaits);
    result.onCancel(killIfRunning -> engine.cancel(task, killIfRunning));
    result.whenDone(callback, errorCallback);
    engine.submit(List.of(task), false);
    return result;
  }

  private record SingleSink<R extends @Nullable Object>(PendingResult<R> result) implements TaskSink {
    @Override
    @SuppressWarnings("unchecked") // the call's signature says that its result is an R
    public void succeeded(@Nullable Object value) {
      result.complete((R) value);
    }

    @Override
    public void failed(Throwable failure, TaskOutcome outcome) {
      result.completeExceptionally(failure);
    }
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items) throws InterruptedException {
    return this.<T, R>mapAsync(function, items).get();
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize)
      throws InterruptedException {
    return this.<T, R>mapAsync(function, items, chunkSize).get();
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items) {
    return mapAsync(function, items, 0, null, null);
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
    return mapAsync(function, items, ChunkSizes.require(chunkSize), null, null);
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
      RemoteFunction<? super T, ? extends R> function,
      Iterable<? extends T> items,
      int chunkSize,
      @Nullable Consumer<? super List<R>> callback,
      @Nullable Consumer<? super Throwable> errorCallback) {
    Objects.requireNonNull(function, "function");
    return submitMap(chunk -> new Call.Map1(function, chunk), items, chunkSize, callback, errorCallback);
  }

  @Override
  public <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
      RemoteBiFunction<? super T, ? super U, ? extends R> function,
      Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs) throws InterruptedException {
    return this.<T, U, R>starmapAsync(function, pairs).get();
  }

  @Override
  public <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
      RemoteBiFunction<? super T, ? super U, ? extends R> function,
      Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs,
      int chunkSize) throws InterruptedException {
    return this.<T, U, R>starmapAsync(function, pairs, ChunkSizes.require(chunkSize), null, null).get();
  }

  @Override
  public <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>>
      starmapAsync(
          RemoteBiFunction<? super T, ? super U, ? extends R> function,
          Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs) {
    return starmapAsync(function, pairs, 0, null, null);
  }

  @Override
  public <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>>
      starmapAsync(
          RemoteBiFunction<? super T, ? super U, ? extends R> function,
          Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs,
          int chunkSize,
          @Nullable Consumer<? super List<R>> callback,
          @Nullable Consumer<? super Throwable> errorCallback) {
    Objects.requireNonNull(function, "function");
    return submitMap(chunk -> Call.Map2.of(function, chunk), pairs, chunkSize, callback, errorCallback);
  }

  private <R extends @Nullable Object> AsyncResult<List<R>> submitMap(
      ChunkCall chunkCall,
      Iterable<? extends @Nullable Object> items,
      int chunkSize,
      @Nullable Consumer<? super List<R>> callback,
      @Nullable Consumer<? super Throwable> errorCallback) {
    if (chunkSize < 0) {
      throw new IllegalArgumentException("chunkSize must be at least 1, or 0 for the default: chunkSize=" + chunkSize);
    }
    @Nullable Object[] all = toArray(items);
    int size = chunkSize == 0 ? ChunkSizes.byDefault(all.length, engine.processes()) : chunkSize;
    int chunks = (int) ((all.length + (long) size - 1) / size);
    PendingResult<List<R>> result = new PendingResult<>(engine.callbacks());
    result.whenDone(callback, errorCallback);
    MapResult<R> collected = new MapResult<>(result, all.length, chunks);
    List<Task> tasks = new ArrayList<>(chunks);
    for (int first = 0; first < all.length; first += size) {
      @Nullable Object[] part = Arrays.copyOfRange(all, first, Math.min(all.length, first + size));
      tasks.add(engine.task(chunkCall.of(part), options, collected.chunk(first), false));
    }
    result.onCancel(killIfRunning -> cancelAll(tasks, killIfRunning));
    if (!tasks.isEmpty()) {
      engine.submit(tasks, false);
    }
    return result;
  }

  private boolean cancelAll(List<Task> tasks, boolean killIfRunning) {
    boolean any = false;
    for (int i = tasks.size() - 1; i >= 0; i--) { // the waiting ones first: none may start, and be killed, meanwhile
      any |= engine.cancel(tasks.get(i), killIfRunning);
    }
    return any;
  }

  private static @Nullable Object[] toArray(Iterable<? extends @Nullable Object> items) {
    if (items instanceof Collection<?> collection) {
      return collection.toArray();
    }
    List<@Nullable Object> list = new ArrayList<>();
    items.forEach(list::add);
    return list.toArray();
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imap(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items) {
    return imap(function, items, 1);
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imap(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
    return startImap(function, items, chunkSize, true);
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imapUnordered(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items) {
    return imapUnordered(function, items, 1);
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imapUnordered(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
    return startImap(function, items, chunkSize, false);
  }

  private <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> startImap(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize, boolean ordered) {
    Objects.requireNonNull(function, "function");
    ChunkSizes.require(chunkSize);
    Iterator<? extends T> input = items.iterator();
    ImapResults<R> results = new ImapResults<>(engine.imapWindow(), ordered);
    ImapFeeder feeder =
        new ImapFeeder(engine, options, chunk -> new Call.Map1(function, chunk), input, chunkSize, results);
    feeder.start();
    return results;
  }

  @Override
  public ExecutorService asExecutorService() {
    return new PoolExecutorService(this);
  }

  @Override
  public PoolSnapshot snapshot() {
    return engine.snapshot();
  }

  @Override
  public void shutdown() {
    engine.shutdown();
  }

  @Override
  public void terminate() {
    engine.terminate();
  }

  @Override
  public void join() throws InterruptedException {
    engine.join(FOREVER);
  }

  @Override
  public boolean join(Duration timeout) throws InterruptedException {
    return engine.join(timeout);
  }

  @Override
  public boolean drain(Duration timeout) throws InterruptedException {
    return engine.drain(timeout);
  }

  @Override
  public void close() {
    engine.terminate();
    if (CallbackThread.isCurrent()) {
      return; // waiting for the workers' end here would hold up the callbacks that come before it
    }
    try {
      engine.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "Pool[" + engine.name() + "]";
  }
}
