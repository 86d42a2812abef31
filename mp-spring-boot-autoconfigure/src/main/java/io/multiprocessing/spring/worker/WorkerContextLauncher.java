package io.multiprocessing.spring.worker;

import io.multiprocessing.spring.manager.ManagerDefinitions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.scheduling.config.TaskManagementConfigUtils;
import org.springframework.util.ClassUtils;

/**
 * Makes the application's context in a worker: runs the application's {@code main} up to the point where the bean
 * definitions are loaded, abandons that run, so that nothing of what follows happens (started events, runners,
 * whatever main does next), and refreshes the context here, quietly.
 */
final class WorkerContextLauncher {

  private final WorkerPlan plan;

  WorkerContextLauncher(WorkerPlan plan) {
    this.plan = plan;
  }

  /**
   * @throws IllegalStateException if main ended without running a Spring application
   */
  ConfigurableApplicationContext launch() {
    plan.systemProperties().forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
    WorkerOverrides.setSystemProperties();
    WorkerRunHook hook = new WorkerRunHook(plan);
    try {
      SpringApplication.withHook(hook, this::run);
    } catch (AbandonedRunException e) {
      return refresh(hook.requireContext());
    }
    ConfigurableApplicationContext context = hook.context();
    if (context == null) {
      throw new IllegalStateException(
          "the main method of " + plan.mainClass() + " ended without running a Spring application in its own thread;"
              + " set worker-context=sources and name the configuration classes in worker-sources");
    }
    return refresh(context);
  }

  private void run() {
    String[] arguments = plan.arguments().toArray(String[]::new);
    String mainClass = plan.mainClass();
    if (mainClass != null) {
      invoke(mainClass, arguments);
      return;
    }
    List<Class<?>> sources = new ArrayList<>();
    Set<String> others = WorkerRunHook.classes(plan.sources(), sources);
    SpringApplication application = new SpringApplication(sources.toArray(Class<?>[]::new));
    application.setSources(others);
    application.run(arguments);
  }

  private static void invoke(String mainClass, String[] arguments) {
    Class<?> type = ClassUtils.resolveClassName(mainClass, null);
    Method main =
        ApplicationOrigin.mainMethod(type)
            .orElseThrow(() -> new IllegalStateException("there is no main method: class=" + mainClass));
    main.setAccessible(true);
    try {
      main.invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      throw rethrown(e.getCause(), mainClass);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("the main method can't be called: class=" + mainClass, e);
    }
  }

  private static RuntimeException rethrown(@Nullable Throwable failure, String mainClass) {
    if (failure instanceof RuntimeException) {
      return (RuntimeException) failure;
    }
    if (failure instanceof Error) {
      throw (Error) failure;
    }
    return new IllegalStateException("the main method failed: class=" + mainClass, failure);
  }

  private ConfigurableApplicationContext refresh(ConfigurableApplicationContext context) {
    context
        .getBeanFactory()
        .registerSingleton(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, new NothingStarts());
    ManagerDefinitions.addToWorker(context, plan.managers());
    context.addBeanFactoryPostProcessor(
        factory -> {
          String processor = TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME;
          if (factory instanceof BeanDefinitionRegistry && factory.containsBeanDefinition(processor)) {
            ((BeanDefinitionRegistry) factory).removeBeanDefinition(processor);
          }
        });
    try {
      context.refresh();
      return context;
    } catch (RuntimeException | Error e) {
      context.close();
      throw e;
    }
  }

  /** Starts no bean: servers, listeners, consumers and schedulers belong to the application. */
  private static final class NothingStarts implements LifecycleProcessor {

    private volatile boolean running;

    @Override
    public void onRefresh() {
      running = true;
    }

    @Override
    public void onClose() {
      running = false;
    }

    @Override
    public void start() {
      running = true;
    }

    @Override
    public void stop() {
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }
  }
}
