package io.multiprocessing.spring;

import io.multiprocessing.spring.manager.ManagerAssembler;
import io.multiprocessing.spring.manager.ManagerDefinitions;
import io.multiprocessing.spring.manager.ManagerPlan;
import io.multiprocessing.spring.manager.ManagerViews;
import io.multiprocessing.spring.worker.WorkerPlanner;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;

/**
 * Process pools from {@code multiprocessing.pools}: a {@code Pool} bean for each, and {@link ProcessPools} over all.
 * Managers from {@code multiprocessing.managers}: a {@code SyncManager} bean for each, and a bean for each shared
 * object they name.
 */
@AutoConfiguration
@Import({PoolsRegistrar.class, ManagersRegistrar.class})
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
      ConfigurableEnvironment environment,
      ConfigurableListableBeanFactory factory,
      ObjectProvider<ManagerAssembler> managers) {
    return new WorkerPlanner(
        environment,
        factory.getSingleton(WorkerPlanner.originBeanName()),
        () -> managers.stream().flatMap(all -> all.plansForWorkers().stream()).collect(Collectors.toList()));
  }

  /** In a worker, of what the application told it; not of what the properties say there. */
  @Bean(ManagerAssembler.BEAN_NAME)
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  ManagerAssembler multiprocessingManagerAssembler(
      ConfigurableEnvironment environment, ResourceLoader resources, ConfigurableListableBeanFactory factory) {
    List<ManagerPlan> told = ManagerDefinitions.ofApplication((BeanDefinitionRegistry) factory);
    return new ManagerAssembler(
        told != null ? told : new PropertiesReader(environment, resources.getClassLoader()).managers(), factory);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  ManagerViews multiprocessingManagerViews(ConfigurableListableBeanFactory factory) {
    return new ManagerViews(factory);
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
