package io.multiprocessing.spring.offload;

import io.multiprocessing.api.MultiprocessingException;
import io.multiprocessing.pool.AsyncResult;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.RemoteTaskException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;

/** One method of one bean with everything that its annotation says: ready to be called many times. */
final class OffloadOperation {

  private final String bean;
  private final Method method;
  private final OffloadCall.Signature signature;
  private final Pool pool;
  private final boolean returnsFuture;
  /**
   * With {@code @Async} the call has a thread for waiting, and advice such as retries sees a failure only if it is
   * thrown.
   */
  private final boolean waitsAnyway;

  /**
   * @param pool the pool, with the options of the calls
   */
  OffloadOperation(String bean, Class<?> type, Method method, Pool pool) {
    this.bean = bean;
    this.method = method;
    this.signature = new OffloadCall.Signature(method);
    this.pool = pool;
    this.returnsFuture = OffloadRules.returnsFuture(method);
    this.waitsAnyway = AnnotatedElementUtils.hasAnnotation(method, Async.class)
        || AnnotatedElementUtils.hasAnnotation(type, Async.class);
  }

  @Nullable Object call(@Nullable Object[] arguments) throws Throwable {
    AsyncResult<@Nullable Object> result = pool.applyAsync(new OffloadCall(bean, signature, arguments));
    if (!returnsFuture) {
      return await(result);
    }
    return waitsAnyway ? CompletableFuture.completedFuture(await(result)) : new OffloadFuture(result);
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
