package io.multiprocessing.spring.manager;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The bean definitions of managers and their shared objects: a bean of each name. A bean that is there already stays.
 */
public final class ManagerDefinitions {

  /** The managers of the application, in a worker. */
  private static final String OF_APPLICATION = "multiprocessingManagersOfApplication";

  private ManagerDefinitions() {}

  /** What a worker was told of its application's managers; null in the application itself. */
  public static @Nullable List<ManagerPlan> ofApplication(BeanDefinitionRegistry registry) {
    Object known =
        registry instanceof SingletonBeanRegistry ? ((SingletonBeanRegistry) registry).getSingleton(OF_APPLICATION) : null;
    return known instanceof Told ? ((Told) known).plans() : null;
  }

  /**
   * Gives the context of a worker, which isn't refreshed yet, the managers of its application. With auto-configuration
   * they are defined by that, as in the application; else after all other beans.
   */
  public static void addToWorker(ConfigurableApplicationContext context, List<ManagerPlan> plans) {
    context.getBeanFactory().registerSingleton(OF_APPLICATION, new Told(plans));
    ((BeanDefinitionRegistry) context)
        .registerBeanDefinition(LateDefinitions.class.getName(), new RootBeanDefinition(LateDefinitions.class));
  }

  private record Told(List<ManagerPlan> plans) {}

  /** Defines what nobody has defined, after those that define by a rule. */
  static final class LateDefinitions implements BeanDefinitionRegistryPostProcessor {

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
      List<ManagerPlan> plans = ofApplication(registry);
      if (plans != null && !registry.containsBeanDefinition(ManagerAssembler.BEAN_NAME)) {
        ConfigurableListableBeanFactory factory = (ConfigurableListableBeanFactory) registry;
        RootBeanDefinition assembler =
            new RootBeanDefinition(ManagerAssembler.class, () -> new ManagerAssembler(plans, factory));
        assembler.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
        registry.registerBeanDefinition(ManagerAssembler.BEAN_NAME, assembler);
        register(registry, plans);
      }
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory factory) {
      // The definitions are all.
    }
  }

  /** Defines the managers and objects whose names are free. */
  public static void register(BeanDefinitionRegistry registry, List<ManagerPlan> plans) {
    for (ManagerPlan plan : plans) {
      String resource = "multiprocessing.managers." + plan.name();
      if (!registry.containsBeanDefinition(plan.name())) {
        RootBeanDefinition manager = definition(plan.name(), ApplicationManager.class, ManagerAssembler.CREATE, resource);
        manager.getConstructorArgumentValues().addIndexedArgumentValue(0, plan.name());
        manager.setDestroyMethodName("close");
        manager.setPrimary(plan.primary());
        registry.registerBeanDefinition(plan.name(), manager);
      }
      for (Map.Entry<String, SharedObjectProperties> object : plan.settings().getObjects().entrySet()) {
        String name = object.getKey();
        if (!registry.containsBeanDefinition(name)) {
          Class<?> type = object.getValue().requiredType().beanType();
          RootBeanDefinition shared =
              definition(name, type, ManagerAssembler.CREATE_OBJECT, resource + ".objects." + name);
          shared.getConstructorArgumentValues().addIndexedArgumentValue(0, plan.name());
          shared.getConstructorArgumentValues().addIndexedArgumentValue(1, name);
          registry.registerBeanDefinition(name, shared);
        }
      }
    }
  }

  private static RootBeanDefinition definition(String name, Class<?> type, String factoryMethod, String resource) {
    RootBeanDefinition definition = new RootBeanDefinition();
    definition.setTargetType(type);
    definition.setFactoryBeanName(ManagerAssembler.BEAN_NAME);
    definition.setUniqueFactoryMethodName(factoryMethod);
    definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
    definition.setResourceDescription(resource);
    return definition;
  }
}
