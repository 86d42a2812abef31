package io.multiprocessing.spring;

import io.multiprocessing.pool.PoolConfig;
import java.time.Duration;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * Gives the phase in which pools stop as much time as the slowest of them may take. Otherwise {@code
 * spring.lifecycle.timeout-per-shutdown-phase} would cut a longer {@code drain-timeout} short without a word.
 */
final class DrainPhase implements SmartInitializingSingleton {

  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final ConfigurableListableBeanFactory factory;
  private final PoolCatalog catalog;

  DrainPhase(ConfigurableListableBeanFactory factory, PoolCatalog catalog) {
    this.factory = factory;
    this.catalog = catalog;
  }

  @Override
  public void afterSingletonsInstantiated() {
    String name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME;
    if (factory.containsLocalBean(name) && factory.getBean(name) instanceof DefaultLifecycleProcessor) {
      DefaultLifecycleProcessor processor = factory.getBean(name, DefaultLifecycleProcessor.class);
      catalog.pools().values().stream()
          .map(DrainPhase::longestStop)
          .max(Duration::compareTo)
          .ifPresent(longest -> processor.setTimeoutForShutdownPhase(ManagedPool.PHASE, longest.toMillis()));
    }
  }

  private static Duration longestStop(PoolProperties settings) {
    Duration grace = settings.getStopGrace();
    return settings
        .effectiveDrainTimeout()
        .plus(grace == null ? PoolConfig.DEFAULT_STOP_GRACE : grace)
        .plus(MARGIN);
  }
}
