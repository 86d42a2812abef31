package io.multiprocessing.spring;

import java.util.Collection;

/**
 * Says which beans the workers of a pool will certainly be asked for, so that they make them before their first task.
 */
@FunctionalInterface
public interface WorkerBeans {

  Collection<String> namesIn(String pool);
}
