package io.multiprocessing.spring;

import io.multiprocessing.manager.SyncManager;
import io.multiprocessing.spring.manager.ManagerDefinitions;
import io.multiprocessing.spring.manager.ManagerPlan;
import io.multiprocessing.spring.manager.SharedObjectProperties;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Defines a bean for each manager of the properties and each of its shared objects, under their names. A bean that the
 * application defines under such a name itself stays. In a worker they are those of the application.
 */
final class ManagersRegistrar implements ImportBeanDefinitionRegistrar {

  private final ConfigurableEnvironment environment;
  private final ClassLoader classLoader;

  ManagersRegistrar(Environment environment, ClassLoader classLoader) {
    this.environment = (ConfigurableEnvironment) environment;
    this.classLoader = classLoader;
  }

  @Override
  public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    List<ManagerPlan> told = ManagerDefinitions.ofApplication(registry);
    if (told != null) {
      ManagerDefinitions.register(registry, told);
      return;
    }
    PropertiesReader reader = new PropertiesReader(environment, classLoader);
    List<ManagerPlan> plans = reader.managers();
    Set<String> names = new HashSet<>();
    plans.forEach(plan -> names.add(plan.name()));
    plans.forEach(plan -> requireFree(plan, names, registry, reader));
    ManagerDefinitions.register(registry, plans);
  }

  /**
   * @param taken the names of all managers, and of the objects of those before this one
   */
  private static void requireFree(
      ManagerPlan plan, Set<String> taken, BeanDefinitionRegistry registry, PropertiesReader reader) {
    requireFree(plan.name(), null, SyncManager.class, registry, reader);
    for (Map.Entry<String, SharedObjectProperties> object : plan.settings().getObjects().entrySet()) {
      if (!taken.add(object.getKey())) {
        throw reader.managerNameTaken(plan.name(), object.getKey(), "another manager or object");
      }
      requireFree(plan.name(), object.getKey(), object.getValue().beanType(), registry, reader);
    }
  }

  /**
   * The application's own bean of the same kind stays; anything else means that a name was chosen twice by accident.
   */
  private static void requireFree(
      String manager, @Nullable String object, Class<?> type, BeanDefinitionRegistry registry, PropertiesReader reader) {
    String name = object == null ? manager : object;
    if (registry.containsBeanDefinition(name) && registry instanceof ListableBeanFactory
        && !((ListableBeanFactory) registry).isTypeMatch(name, type)) {
      Class<?> other = ((ListableBeanFactory) registry).getType(name);
      throw reader.managerNameTaken(manager, object, other == null ? "another type" : other.getName());
    }
  }
}
