package io.multiprocessing.spring.offload;

import io.multiprocessing.api.MultiprocessingException;
import io.multiprocessing.pool.AsyncResult;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.RemoteTaskException;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One method of one bean with everything that its annotation says: ready to be called many times. */
final class OffloadOperation {

  private final String bean;
  private final Method method;
  private final OffloadCall.Signature signature;
  private final Pool pool;
  private final boolean returnsFuture;

  /**
   * @param pool the pool, with the options of the calls
   */
  OffloadOperation(String bean, Method method, Pool pool) {
    this.bean = bean;
    this.method = method;
    this.signature = new OffloadCall.Signature(method);
    this.pool = pool;
    this.returnsFuture = OffloadRules.returnsFuture(method);
  }

  @Nullable Object call(@Nullable Object[] arguments) throws Throwable {
    AsyncResult<@Nullable Object> result = pool.applyAsync(new OffloadCall(bean, signature, arguments));
    return returnsFuture ? new OffloadFuture(result) : await(result);
  }

  private @Nullable Object await(AsyncResult<@Nullable Object> result) throws Throwable {
    try {
      return result.get();
    } catch (RemoteTaskException e) {
      Throwable cause = e.getCause();
      throw cause != null && isDeclared(cause) ? cause : e;
    } catch (InterruptedException e) {
      result.cancel(true);
      if (isDeclared(e)) {
        throw e;
      }
      Thread.currentThread().interrupt();
      throw new MultiprocessingException("interrupted while waiting for a worker; the task was given up: " + this, e);
    }
  }

  private boolean isDeclared(Throwable failure) {
    return Stream.of(method.getExceptionTypes()).anyMatch(declared -> declared.isInstance(failure));
  }

  @Override
  public String toString() {
    return bean + "." + method.getName();
  }
}
