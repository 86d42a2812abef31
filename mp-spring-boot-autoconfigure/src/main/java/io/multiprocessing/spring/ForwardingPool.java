package io.multiprocessing.spring;

import io.multiprocessing.api.RemoteBiFunction;
import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.pool.AsyncResult;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.ResultIterator;
import io.multiprocessing.pool.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A pool that passes every call on to another, which it looks up each time, because that one may be replaced. */
abstract class ForwardingPool implements Pool {

  /** The pool that does the work now. */
  abstract Pool delegate();

  @Override
  public final Pool with(TaskOptions options) {
    return new View(this, () -> delegate().with(options));
  }

  @Override
  public final <R extends @Nullable Object> R apply(RemoteCallable<? extends R> task) throws InterruptedException {
    return delegate().apply(task);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> R apply(
      RemoteFunction<? super T, ? extends R> function, T argument) throws InterruptedException {
    return delegate().apply(function, argument);
  }

  @Override
  public final <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> R apply(
      RemoteBiFunction<? super T, ? super U, ? extends R> function, T first, U second) throws InterruptedException {
    return delegate().apply(function, first, second);
  }

  @Override
  public final void run(RemoteRunnable task) throws InterruptedException {
    delegate().run(task);
  }

  @Override
  public final AsyncResult<@Nullable Void> runAsync(RemoteRunnable task) {
    return delegate().runAsync(task);
  }

  @Override
  public final <R extends @Nullable Object> AsyncResult<R> applyAsync(RemoteCallable<? extends R> task) {
    return delegate().applyAsync(task);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<R> applyAsync(
      RemoteFunction<? super T, ? extends R> function, T argument) {
    return delegate().applyAsync(function, argument);
  }

  @Override
  public final <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> AsyncResult<R>
      applyAsync(
      RemoteBiFunction<? super T, ? super U, ? extends R> function, T first, U second) {
    return delegate().applyAsync(function, first, second);
  }

  @Override
  public final <R extends @Nullable Object> AsyncResult<R> applyAsync(
      RemoteCallable<? extends R> task,
      @Nullable Consumer<? super R> callback,
      @Nullable Consumer<? super Throwable> errorCallback) {
    return delegate().applyAsync(task, callback, errorCallback);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<R> applyAsync(
      RemoteFunction<? super T, ? extends R> function,
      T argument,
      @Nullable Consumer<? super R> callback,
      @Nullable Consumer<? super Throwable> errorCallback) {
    return delegate().applyAsync(function, argument, callback, errorCallback);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items) throws InterruptedException {
    return delegate().map(function, items);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      RemoteFunction<? super T, ? extends R> function,
      Iterable<? extends T> items,
      int chunkSize) throws InterruptedException {
    return delegate().map(function, items, chunkSize);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items) {
    return delegate().mapAsync(function, items);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
    return delegate().mapAsync(function, items, chunkSize);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
      RemoteFunction<? super T, ? extends R> function,
      Iterable<? extends T> items,
      int chunkSize,
      @Nullable Consumer<? super List<R>> callback,
      @Nullable Consumer<? super Throwable> errorCallback) {
    return delegate().mapAsync(function, items, chunkSize, callback, errorCallback);
  }

  @Override
  public final <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
      RemoteBiFunction<? super T, ? super U, ? extends R> function,
      Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs) throws InterruptedException {
    return delegate().starmap(function, pairs);
  }

  @Override
  public final <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
      RemoteBiFunction<? super T, ? super U, ? extends R> function,
      Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs,
      int chunkSize) throws InterruptedException {
    return delegate().starmap(function, pairs, chunkSize);
  }

  @Override
  public final <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      AsyncResult<List<R>> starmapAsync(
      RemoteBiFunction<? super T, ? super U, ? extends R> function,
      Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs) {
    return delegate().starmapAsync(function, pairs);
  }

  @Override
  public final <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      AsyncResult<List<R>> starmapAsync(
      RemoteBiFunction<? super T, ? super U, ? extends R> function,
      Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs,
      int chunkSize,
      @Nullable Consumer<? super List<R>> callback,
      @Nullable Consumer<? super Throwable> errorCallback) {
    return delegate().starmapAsync(function, pairs, chunkSize, callback, errorCallback);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imap(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items) {
    return delegate().imap(function, items);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imap(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
    return delegate().imap(function, items, chunkSize);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imapUnordered(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items) {
    return delegate().imapUnordered(function, items);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> imapUnordered(
      RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
    return delegate().imapUnordered(function, items, chunkSize);
  }

  @Override
  public final ExecutorService asExecutorService() {
    return delegate().asExecutorService();
  }

  @Override
  public final void shutdown() {
    delegate().shutdown();
  }

  @Override
  public final void terminate() {
    delegate().terminate();
  }

  @Override
  public final void join() throws InterruptedException {
    delegate().join();
  }

  @Override
  public final boolean join(Duration timeout) throws InterruptedException {
    return delegate().join(timeout);
  }

  @Override
  public final boolean drain(Duration timeout) throws InterruptedException {
    return delegate().drain(timeout);
  }

  /** The pool with options. It lives as long as the pool it is a view of. */
  private static final class View extends ForwardingPool {

    private final Pool pool;
    private final Supplier<Pool> view;

    View(Pool pool, Supplier<Pool> view) {
      this.pool = pool;
      this.view = view;
    }

    @Override
    Pool delegate() {
      return view.get();
    }

    @Override
    public String name() {
      return pool.name();
    }

    @Override
    public PoolSnapshot snapshot() {
      return pool.snapshot();
    }

    @Override
    public void close() {
      pool.close();
    }
  }
}
