package io.multiprocessing.spring.offload;

import io.multiprocessing.pool.TaskOptions;
import io.multiprocessing.spring.ProcessPools;
import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
import io.multiprocessing.spring.WorkerContexts;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/** {@code @Offload} and {@link Offloader}. */
@AutoConfiguration(after = ProcessPoolsAutoConfiguration.class)
public final class OffloadAutoConfiguration {

  @Bean
  Offloader multiprocessingOffloader(ProcessPools pools) {
    return new Offloader(pools, TaskOptions.NONE);
  }

  /** Absent in workers, where an offloaded method is to run, not to be offloaded again. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBooleanProperty(name = "multiprocessing.enabled", matchIfMissing = true)
  static class Advice {

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static OffloadMethods multiprocessingOffloadMethods() {
      return new OffloadMethods();
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static OffloadBeanPostProcessor multiprocessingOffloadProcessor(
        OffloadMethods methods, ObjectProvider<OffloadOperations> operations) {
      return new OffloadBeanPostProcessor(methods, operations);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    OffloadOperations multiprocessingOffloadOperations(
        ConfigurableListableBeanFactory factory,
        OffloadMethods methods,
        ProcessPools pools,
        WorkerContexts contexts) {
      return new OffloadOperations(factory, methods, pools, contexts);
    }
  }
}
