package io.multiprocessing.spring;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.PoolListener;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.spring.worker.WorkerContext;
import io.multiprocessing.spring.worker.WorkerPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes the pools of the properties: settings, then customizers, then what the workers need for the application's
 * beans.
 */
final class PoolAssembler implements WorkerContexts {

  static final String BEAN_NAME = "multiprocessingPoolAssembler";
  static final String CREATE = "create";
  static final String CREATE_INERT = "createInert";

  private final PoolCatalog catalog;
  private final WorkerPlanner planner;
  private final PoolFactory factory;
  private final ObjectProvider<PoolConfigCustomizer> customizers;
  private final ObjectProvider<PoolListenerProvider> listeners;
  private final ObjectProvider<WorkerBeans> workerBeans;

  PoolAssembler(
      PoolCatalog catalog,
      WorkerPlanner planner,
      PoolFactory factory,
      ObjectProvider<PoolConfigCustomizer> customizers,
      ObjectProvider<PoolListenerProvider> listeners,
      ObjectProvider<WorkerBeans> workerBeans) {
    this.catalog = catalog;
    this.planner = planner;
    this.factory = factory;
    this.customizers = customizers;
    this.listeners = listeners;
    this.workerBeans = workerBeans;
  }

  @Override
  public WorkerContext contextOf(String pool) {
    PoolProperties settings = catalog.pools().get(pool);
    return settings == null ? WorkerContext.NONE : settings.effectiveWorkerContext();
  }

  /** Called by the bean definition of each pool. */
  ManagedPool create(String name) {
    PoolProperties settings = catalog.settings(name);
    return new ManagedPool(
        unstarted(name, settings), settings.effectiveDrainTimeout(), () -> config(name, settings), factory);
  }

  private static PoolSnapshot unstarted(String name, PoolProperties settings) {
    Integer processes = settings.getProcesses();
    Integer capacity = settings.getQueueCapacity();
    return new PoolSnapshot(
        name,
        PoolSnapshot.State.RUNNING,
        processes == null ? Multiprocessing.cpuCount() : processes,
        0,
        capacity == null ? PoolConfig.DEFAULT_QUEUE_CAPACITY : capacity,
        0, 0, 0, 0,
        List.of());
  }

  /** Called instead where no worker processes are made. */
  InertPool createInert(String name) {
    return new InertPool(name);
  }

  /** What pools are made with unless the application defines a factory. */
  static Pool createProcessPool(PoolConfig config) {
    return Multiprocessing.get().pool(config);
  }

  private PoolConfig config(String name, PoolProperties settings) {
    PoolConfig.Builder builder = settings.toConfig(name);
    customizers.orderedStream().forEach(customizer -> customizer.customize(name, builder));
    PoolConfig customized = builder.build();
    WorkerContext context = settings.effectiveWorkerContext();
    WorkerPlanner.Preparation preparation = planner.prepare(context, settings.getWorkerSources(), eagerBeans(name));
    return builder
        .initializer(preparation.initializer(customized.initializer()))
        .launch(preparation.launch(customized.launch()))
        .exitFunction(planner.exitFunction(context, customized.exitFunction()))
        .listener(listener(name, customized.listener()))
        .build();
  }

  private Set<String> eagerBeans(String name) {
    Set<String> beans = new TreeSet<>();
    workerBeans.orderedStream().forEach(wanted -> beans.addAll(wanted.namesIn(name)));
    return beans;
  }

  private PoolListener listener(String name, PoolListener own) {
    List<PoolListener> all = new ArrayList<>();
    all.add(own);
    listeners.orderedStream().forEach(provider -> all.add(provider.listenerOf(name)));
    return all.size() == 1 ? own : new PoolListeners(all);
  }
}
