package io.multiprocessing.spring.offload;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.spring.worker.WorkerApplication;
import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** A function on its way to a worker's bean. */
final class BeanCall<B, R extends @Nullable Object> implements RemoteCallable<R> {

  @Serial private static final long serialVersionUID = 1L;

  private final String type;
  private final RemoteFunction<? super B, ? extends R> work;

  BeanCall(String type, RemoteFunction<? super B, ? extends R> work) {
    this.type = type;
    this.work = work;
  }

  @Override
  @SuppressWarnings("unchecked")
  public R call() throws Exception {
    return work.apply((B) WorkerApplication.bean(ClassUtils.resolveClassName(type, null)));
  }
}
