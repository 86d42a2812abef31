package io.multiprocessing.spring;

import io.multiprocessing.spring.worker.WorkerPlanner;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;

/**
 * Process pools from {@code multiprocessing.pools}: a {@code Pool} bean for each, and {@link ProcessPools} over all.
 */
@AutoConfiguration
@Import(PoolsRegistrar.class)
public final class ProcessPoolsAutoConfiguration {

  /**
   * Read a second time, after the registrar: a definition that held its result would be lost to ahead-of-time
   * processing.
   */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  PoolCatalog multiprocessingPoolCatalog(ConfigurableEnvironment environment, ResourceLoader resources) {
    return new PropertiesReader(environment, resources.getClassLoader()).read();
  }

  @Bean
  @ConditionalOnMissingBean
  ProcessPools processPools(ConfigurableListableBeanFactory factory, PoolCatalog catalog) {
    return new BeanFactoryProcessPools(factory, catalog.defaultPool());
  }

  @Bean
  @ConditionalOnMissingBean
  PoolFactory multiprocessingPoolFactory() {
    return PoolAssembler::createProcessPool;
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  WorkerPlanner multiprocessingWorkerPlanner(
      ConfigurableEnvironment environment, ConfigurableListableBeanFactory factory) {
    return new WorkerPlanner(environment, factory.getSingleton(WorkerPlanner.originBeanName()));
  }

  @Bean(PoolAssembler.BEAN_NAME)
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  PoolAssembler multiprocessingPoolAssembler(
      PoolCatalog catalog,
      WorkerPlanner planner,
      PoolFactory factory,
      ObjectProvider<PoolConfigCustomizer> customizers,
      ObjectProvider<PoolListenerProvider> listeners,
      ObjectProvider<WorkerBeans> workerBeans) {
    return new PoolAssembler(catalog, planner, factory, customizers, listeners, workerBeans);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  DrainPhase multiprocessingDrainPhase(ConfigurableListableBeanFactory factory, PoolCatalog catalog) {
    return new DrainPhase(factory, catalog);
  }
}
