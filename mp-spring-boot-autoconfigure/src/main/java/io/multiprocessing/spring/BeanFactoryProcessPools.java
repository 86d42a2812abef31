package io.multiprocessing.spring;

import io.multiprocessing.pool.Pool;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** The pools that are beans. */
final class BeanFactoryProcessPools implements ProcessPools {

  private final ConfigurableListableBeanFactory factory;
  private final @Nullable String defaultPool;

  BeanFactoryProcessPools(ConfigurableListableBeanFactory factory, @Nullable String defaultPool) {
    this.factory = factory;
    this.defaultPool = defaultPool;
  }

  @Override
  public Set<String> names() {
    String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(factory, Pool.class, true, false);
    return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(names)));
  }

  @Override
  public Pool get(String name) {
    Set<String> names = names();
    if (!names.contains(name)) {
      throw new UnknownPoolException(name, names);
    }
    return factory.getBean(name, Pool.class);
  }

  @Override
  public String defaultName() {
    if (defaultPool != null) {
      return defaultPool;
    }
    Set<String> names = names();
    List<String> candidates =
        names.size() == 1 ? List.copyOf(names) : names.stream().filter(this::isPrimary).collect(Collectors.toList());
    if (candidates.size() != 1) {
      throw UnknownPoolException.noDefault(names);
    }
    return candidates.get(0);
  }

  private boolean isPrimary(String name) {
    if (!factory.containsBeanDefinition(name)) {
      return false;
    }
    BeanDefinition definition = factory.getMergedBeanDefinition(name);
    return definition.isPrimary();
  }

  @Override
  public Iterator<Pool> iterator() {
    return names().stream().map(this::get).collect(Collectors.toList()).iterator();
  }

  @Override
  public String toString() {
    return "ProcessPools" + names();
  }
}
