package io.multiprocessing.spring;

import io.multiprocessing.pool.PoolListener;

/** Gives each pool of the properties a listener. Every bean of this type is asked, and all listeners are told. */
@FunctionalInterface
public interface PoolListenerProvider {

  PoolListener listenerOf(String pool);
}
