package io.multiprocessing.spring.offload;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a bean's method in a worker process of a pool, where it may crash, hang or run out of memory without harm to
 * the application. On a class it means every public method of it; on a method it wins over the class. May be used as
 * a meta-annotation.
 *
 * <pre>{@code
 * @Service
 * class Thumbnails {
 *   @Offload(pool = "documents", timeout = "30s")
 *   public byte[] render(byte[] pdf) { ... }
 * }
 * }</pre>
 *
 * <p><b>What happens.</b> A call through the bean's proxy sends the bean's name, the method and the arguments, never
 * the bean, to a worker, which calls the method of its own bean of that name, made from the same configuration. The
 * worker's bean has its own state: fields that one process changes stay as they are in the others. Arguments and the
 * result are copies.
 *
 * <p><b>Other annotations</b> on the method, such as {@code @Cacheable}, {@code @Retryable} or {@code @Async}, act in
 * the application, around the call to the worker. {@code @Transactional} is refused, because a transaction can't
 * follow.
 *
 * <p>As without {@code @Offload}, {@code @Retryable} repeats calls that throw; on a method that returns a future it
 * sees a failure only together with {@code @Async}.
 *
 * <p><b>Results.</b> A method may return a value, nothing, or a {@code CompletableFuture}, {@code CompletionStage} or
 * {@code Future}, and then the call doesn't wait. The future that the worker's method returns is waited for there.
 * Cancelling the caller's future gives the task up; {@code cancel(true)} kills the worker that runs it. A caller that
 * is interrupted while it waits gives its task up in the same way.
 *
 * <p><b>Errors</b> of the method arrive as themselves. A worker that ends fails the call with a {@link
 * io.multiprocessing.pool.WorkerDiedException}, a limit that passes with a {@link
 * io.multiprocessing.pool.TaskTimeoutException}.
 *
 * <p><b>Calls within the bean</b>, by {@code this}, don't go through the proxy and stay in the process: call from
 * another bean, or use {@link Offloader}. In a worker and with {@code multiprocessing.enabled=false} every call stays
 * in the process.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Offload {

  /** The pool's name, placeholders allowed; empty for the default pool. */
  String pool() default "";

  /**
   * How long a call may run before its worker is killed, e.g. {@code 30s}, placeholders allowed; empty for the pool's
   * own limit.
   */
  String timeout() default "";

  /** How often a call that lost its worker is run again; only for methods that may run twice. */
  int retries() default 0;
}
