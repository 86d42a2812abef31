package io.multiprocessing.spring;

import io.multiprocessing.pool.PoolConfig;

/**
 * Changes the configuration of a pool after its properties were read; for what properties can't say, such as an
 * initializer. Every bean of this type is called for every pool of the properties, in order.
 */
@FunctionalInterface
public interface PoolConfigCustomizer {

  void customize(String pool, PoolConfig.Builder config);
}
