package io.multiprocessing.spring.actuate;

import io.multiprocessing.spring.ProcessPools;
import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
import io.multiprocessing.spring.manager.ManagerViews;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The {@code multiprocessing} endpoint. */
@AutoConfiguration(after = ProcessPoolsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(PoolsEndpoint.class)
public final class PoolsEndpointAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  PoolsEndpoint multiprocessingEndpoint(ProcessPools pools, ManagerViews managers) {
    return new PoolsEndpoint(pools, managers);
  }
}
