package io.multiprocessing.spring;

import io.multiprocessing.pool.Pool;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Defines a bean for each pool of the properties, under the pool's name. A bean that the application defines under
 * that name itself stays.
 */
final class PoolsRegistrar implements ImportBeanDefinitionRegistrar {

  private final ConfigurableEnvironment environment;
  private final ClassLoader classLoader;

  PoolsRegistrar(Environment environment, ClassLoader classLoader) {
    this.environment = (ConfigurableEnvironment) environment;
    this.classLoader = classLoader;
  }

  @Override
  public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    PropertiesReader reader = new PropertiesReader(environment, classLoader);
    PoolCatalog catalog = reader.read();
    String defaultPool = catalog.defaultPool();
    if (defaultPool != null && !registry.containsBeanDefinition(defaultPool)) {
      reader.requireKnownDefault(catalog);
    }
    for (Map.Entry<String, PoolProperties> pool : catalog.pools().entrySet()) {
      if (registry.containsBeanDefinition(pool.getKey())) {
        requirePool(pool.getKey(), registry, reader);
      } else {
        registry.registerBeanDefinition(pool.getKey(), definition(pool.getKey(), catalog));
      }
    }
  }

  /**
   * The application's own pool of that name stays; anything else there means that a name was chosen twice by
   * accident.
   */
  private static void requirePool(String name, BeanDefinitionRegistry registry, PropertiesReader reader) {
    if (registry instanceof ListableBeanFactory && !((ListableBeanFactory) registry).isTypeMatch(name, Pool.class)) {
      Class<?> other = ((ListableBeanFactory) registry).getType(name);
      throw reader.nameTaken(name, other == null ? "another type" : other.getName());
    }
  }

  private static BeanDefinition definition(String name, PoolCatalog catalog) {
    RootBeanDefinition definition = new RootBeanDefinition();
    definition.setTargetType(catalog.enabled() ? ManagedPool.class : InertPool.class);
    definition.setFactoryBeanName(PoolAssembler.BEAN_NAME);
    definition.setUniqueFactoryMethodName(catalog.enabled() ? PoolAssembler.CREATE : PoolAssembler.CREATE_INERT);
    definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
    definition.setDestroyMethodName("close");
    definition.setPrimary(name.equals(catalog.defaultPool()));
    definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
    definition.setResourceDescription("multiprocessing.pools." + name);
    return definition;
  }
}
