package io.multiprocessing.internal.manager;

import io.multiprocessing.internal.pool.RemotePool;
import io.multiprocessing.internal.pool.RemotePoolLink;
import io.multiprocessing.internal.pool.TaskEnd;
import io.multiprocessing.internal.pool.TaskRequest;
import io.multiprocessing.manager.ManagerUnreachableException;
import io.multiprocessing.manager.RemoteObject;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolSnapshot;
import java.io.Serial;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A proxy of a pool: the handler of a dynamic proxy. The methods of {@link Pool} are those of a {@link RemotePool},
 * whose way to the manager this is; its results, callbacks and iterators are objects of this process.
 */
final class PoolProxy extends BaseProxy implements InvocationHandler {

  @Serial private static final long serialVersionUID = 1L;

  private static final Logger log = LoggerFactory.getLogger(PoolProxy.class);

  private final transient RemotePoolLink way = new Way();
  private final transient long client = ThreadLocalRandom.current().nextLong();
  private transient volatile @Nullable Pool pool;

  private PoolProxy(Handle handle, Link link) {
    super(handle, link);
  }

  static Pool create(Handle handle, Link link) {
    return (Pool)
        Proxy.newProxyInstance(
            PoolProxy.class.getClassLoader(),
            new Class<?>[] {Pool.class, RemoteObject.class, TravelsAsHandle.class},
            new PoolProxy(handle, link));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    if (method.getName().equals("close")) {
      closePool();
      return null;
    }
    if (method.getDeclaringClass() == TravelsAsHandle.class) {
      return writeReplace();
    }
    try {
      return method.invoke(method.getDeclaringClass() == Pool.class ? pool() : this, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Pool pool() {
    requireOpen();
    Pool known = pool;
    if (known == null) {
      synchronized (this) {
        known = pool;
        if (known == null) {
          known = RemotePool.over(way);
          pool = known;
        }
      }
    }
    return known;
  }

  /**
   * Terminates the pool for all. The reference stays until this is collected: a pool that has ended still answers. If
   * the manager is gone, so is the pool.
   */
  private void closePool() {
    try {
      pool().close();
    } catch (ManagerUnreachableException e) {
      log.debug("a pool had ended with its manager: proxy={}", describe(), e);
    }
  }

  @Override
  String kind() {
    return "PoolProxy";
  }

  private final class Way implements RemotePoolLink {

    @Override
    public Facts facts() {
      return PoolProxy.this.<Facts>invoke("#facts");
    }

    @Override
    public void submit(List<TaskRequest> tasks, boolean ofImap) {
      PoolProxy.this.<@Nullable Object>invoke("#submit", client, tasks, ofImap);
    }

    @Override
    public boolean cancel(long number, boolean killIfRunning) {
      return PoolProxy.this.<Boolean>invoke("#cancel", client, number, killIfRunning);
    }

    @Override
    public List<TaskEnd> next(int received, int most, long oldest) {
      List<TaskEnd> ends =
          PoolProxy.this.<@Nullable List<TaskEnd>>invoke("#next", client, received, most, oldest);
      if (ends == null) {
        throw new ManagerUnreachableException(
            "the connection to the manager was lost, and with it this process's tasks, which may have run: proxy="
                + describe(),
            true,
            null);
      }
      return ends;
    }

    @Override
    public boolean isLost(Throwable failure) {
      return failure instanceof ManagerUnreachableException;
    }

    @Override
    public long skip() {
      return PoolProxy.this.<Long>invoke("#skip", client);
    }

    @Override
    public void imapBegins() {
      PoolProxy.this.<@Nullable Object>invoke("#imapBegins", client);
    }

    @Override
    public void imapEnded() {
      PoolProxy.this.<@Nullable Object>invoke("#imapEnded", client);
    }

    @Override
    public PoolSnapshot snapshot() {
      return PoolProxy.this.<PoolSnapshot>invoke("snapshot");
    }

    @Override
    public void shutdown() {
      PoolProxy.this.<@Nullable Object>invoke("shutdown");
    }

    @Override
    public void terminate() {
      PoolProxy.this.<@Nullable Object>invoke("terminate");
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
      return PoolProxy.this.<Boolean>invokeInterruptibly("join", timeout);
    }

    @Override
    public boolean drain(Duration timeout) throws InterruptedException {
      return PoolProxy.this.<Boolean>invokeInterruptibly("drain", timeout);
    }
  }
}
