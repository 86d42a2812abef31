package io.multiprocessing.spring.actuate;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.spring.ProcessPools;
import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health of each pool, as parts of {@code multiprocessing}. */
@AutoConfiguration(
    after = ProcessPoolsAutoConfiguration.class,
    beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(Pool.class)
@ConditionalOnBooleanProperty(name = "multiprocessing.enabled", matchIfMissing = true)
@ConditionalOnEnabledHealthIndicator("multiprocessing")
public final class PoolHealthAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = {"multiprocessingHealthIndicator", "multiprocessingHealthContributor"})
  HealthContributor multiprocessingHealthContributor(ProcessPools pools) {
    Map<String, HealthContributor> byPool = new LinkedHashMap<>();
    for (String name : pools.names()) {
      byPool.put(name, new PoolHealthIndicator(pools.get(name)));
    }
    return CompositeHealthContributor.fromMap(byPool);
  }
}
