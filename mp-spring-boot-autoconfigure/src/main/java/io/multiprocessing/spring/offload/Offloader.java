package io.multiprocessing.spring.offload;

import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.pool.AsyncResult;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.TaskOptions;
import io.multiprocessing.spring.ProcessPools;
import org.jspecify.annotations.Nullable;

/**
 * Runs code with a worker's bean, where {@link Offload} doesn't reach: calls within a bean, several calls in one
 * task, or a pool that is chosen at run time.
 *
 * <pre>{@code
 * byte[] image = offloader.call("documents", Thumbnails.class, thumbnails -> thumbnails.render(pdf));
 * }</pre>
 *
 * <p>What the lambda captures travels with it, so it must not capture {@code this} of a bean. The worker's bean is
 * the bean itself, without caching, transactions and other advice. Safe for use by several threads. Immutable.
 */
public final class Offloader {

  private final ProcessPools pools;
  private final TaskOptions options;

  Offloader(ProcessPools pools, TaskOptions options) {
    this.pools = pools;
    this.options = options;
  }

  /** An offloader whose tasks have these options. */
  public Offloader with(TaskOptions newOptions) {
    return new Offloader(pools, newOptions);
  }

  /** As {@link #call(String, Class, RemoteFunction)}, in the default pool. */
  public <B, R extends @Nullable Object> R call(Class<B> bean, RemoteFunction<? super B, ? extends R> work)
      throws InterruptedException {
    return this.<B, R>submit(bean, work).get();
  }

  /**
   * Runs {@code work} with the worker's bean and waits for the result. Errors are those of {@link AsyncResult#get()}.
   *
   * @param pool the pool's name
   * @param bean the type of the bean, of which the worker must have one
   */
  public <B, R extends @Nullable Object> R call(
      String pool, Class<B> bean, RemoteFunction<? super B, ? extends R> work) throws InterruptedException {
    return this.<B, R>submit(pool, bean, work).get();
  }

  /** As {@link #call(Class, RemoteFunction)}; doesn't wait. */
  public <B, R extends @Nullable Object> AsyncResult<R> submit(
      Class<B> bean, RemoteFunction<? super B, ? extends R> work) {
    return submit(pools.defaultName(), bean, work);
  }

  /** As {@link #call(String, Class, RemoteFunction)}; doesn't wait. */
  public <B, R extends @Nullable Object> AsyncResult<R> submit(
      String pool, Class<B> bean, RemoteFunction<? super B, ? extends R> work) {
    Pool target = pools.get(pool).with(options);
    return target.applyAsync(new BeanCall<B, R>(bean.getName(), work));
  }
}
