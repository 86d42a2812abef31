package io.multiprocessing.spring.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.multiprocessing.spring.ProcessPools;
import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
import io.multiprocessing.spring.manager.ManagerViews;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@code multiprocessing.pool.*}, {@code multiprocessing.manager.*}, {@code multiprocessing.task.*} and {@code
 * multiprocessing.worker.*}.
 */
@AutoConfiguration(
    after = ProcessPoolsAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "multiprocessing.enabled", matchIfMissing = true)
public final class PoolMetersAutoConfiguration {

  @Bean
  PoolMeters multiprocessingPoolMeters(
      ObjectProvider<MeterRegistry> registry, ObjectProvider<ProcessPools> pools) {
    return new PoolMeters(registry, pools);
  }

  @Bean
  ManagerMeters multiprocessingManagerMeters(ObjectProvider<ManagerViews> managers) {
    return new ManagerMeters(managers);
  }
}
