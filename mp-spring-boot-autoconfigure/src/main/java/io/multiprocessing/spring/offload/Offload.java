package io.multiprocessing.spring.offload;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a bean's method in a worker process of a pool, where it may crash, hang or run out of memory without harm to the
 * application. On a class it means every public method of it; on a method it wins over the class. May be used as a
 * meta-annotation.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Offload {

  /** The pool's name, placeholders allowed; empty for the default pool. */
  String pool() default "";

  /** How long a call may run before its worker is killed, e.g. {@code 30s}, placeholders allowed; empty for the pool's own limit. */
  String timeout() default "";

  /** How often a call that lost its worker is run again; only for methods that may run twice. */
  int retries() default 0;
}
