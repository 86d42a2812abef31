package io.multiprocessing.spring;

import io.multiprocessing.spring.worker.WorkerContext;

/** Says which beans the workers of a pool have. */
@FunctionalInterface
public interface WorkerContexts {

  /** {@link WorkerContext#NONE} for a pool that doesn't come from the properties. */
  WorkerContext contextOf(String pool);
}
