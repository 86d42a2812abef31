package io.multiprocessing.spring;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;

/** Makes the pools of the properties. An application that defines a bean of this type decides what they are made of. */
@FunctionalInterface
public interface PoolFactory {

  /**
   * Makes a running pool; called when the application context starts, or earlier if a bean uses the pool earlier, and
   * again when the context is started again after a stop.
   */
  Pool create(PoolConfig config);
}
