package io.multiprocessing.spring.actuate;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.spring.ProcessPools;
import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
import io.multiprocessing.spring.manager.ApplicationManager;
import io.multiprocessing.spring.manager.ManagerViews;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The health of each pool and each manager, as parts of {@code multiprocessing}. */
@AutoConfiguration(
    after = ProcessPoolsAutoConfiguration.class,
    beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@Conditional(PoolHealthAutoConfiguration.SomethingToWatch.class)
@ConditionalOnBooleanProperty(name = "multiprocessing.enabled", matchIfMissing = true)
@ConditionalOnEnabledHealthIndicator("multiprocessing")
public final class PoolHealthAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = {"multiprocessingHealthIndicator", "multiprocessingHealthContributor"})
  HealthContributor multiprocessingHealthContributor(ProcessPools pools, ManagerViews managers) {
    Map<String, HealthContributor> byName = new LinkedHashMap<>();
    for (String name : pools.names()) {
      byName.put(name, new PoolHealthIndicator(pools.get(name)));
    }
    for (String name : managers.names()) {
      byName.put(name, new ManagerHealthIndicator(managers, name));
    }
    return CompositeHealthContributor.fromMap(byName);
  }

  /** A pool or a manager. */
  static final class SomethingToWatch extends AnyNestedCondition {

    SomethingToWatch() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnBean(Pool.class)
    static final class APool {}

    @ConditionalOnBean(ApplicationManager.class)
    static final class AManager {}
  }
}
