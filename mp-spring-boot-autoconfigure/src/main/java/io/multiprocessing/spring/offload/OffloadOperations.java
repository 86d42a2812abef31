package io.multiprocessing.spring.offload;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.TaskOptions;
import io.multiprocessing.spring.ProcessPools;
import io.multiprocessing.spring.UnknownPoolException;
import io.multiprocessing.spring.WorkerBeans;
import io.multiprocessing.spring.WorkerContexts;
import io.multiprocessing.spring.worker.WorkerContext;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.ClassUtils;

/**
 * All offloaded methods of the application's beans. When the singletons are made, every bean definition is looked
 * through, lazy ones too, so that what can't work stops the start, and so that a pool knows which beans its workers
 * will be asked for.
 */
final class OffloadOperations implements SmartInitializingSingleton, WorkerBeans {

  private static final Set<String> WEB_SCOPES = Set.of("request", "session", "application", "websocket");

  private final ConfigurableListableBeanFactory factory;
  private final OffloadMethods methods;
  private final ProcessPools pools;
  private final WorkerContexts contexts;
  private final Map<Key, OffloadOperation> operations = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> beansByPool = new ConcurrentHashMap<>();

  private record Key(String bean, Method method) {}

  OffloadOperations(
      ConfigurableListableBeanFactory factory, OffloadMethods methods, ProcessPools pools, WorkerContexts contexts) {
    this.factory = factory;
    this.methods = methods;
    this.pools = pools;
    this.contexts = contexts;
  }

  @Override
  public void afterSingletonsInstantiated() {
    for (String bean : factory.getBeanDefinitionNames()) {
      Class<?> type = AutoProxyUtils.determineTargetClass(factory, bean);
      Map<Method, Offload> found = type == null ? Map.of() : methods.of(type);
      if (type != null && !found.isEmpty()) {
        checkScope(bean, type);
        Class<?> userClass = ClassUtils.getUserClass(type);
        OffloadRules.check(userClass, found.keySet());
        found.forEach((method, offload) -> note(bean, userClass, method, offload));
      }
    }
  }

  private void note(String bean, Class<?> type, Method method, Offload offload) {
    String pool = poolName(type, method, offload);
    options(type, method, offload);
    beansByPool.computeIfAbsent(pool, name -> new TreeSet<>()).add(bean);
  }

  @Override
  public Collection<String> namesIn(String pool) {
    return beansByPool.getOrDefault(pool, Set.of());
  }

  /** The operation for a call of {@code method} on the bean. */
  OffloadOperation get(String bean, Class<?> type, Method method, Offload offload) {
    return operations.computeIfAbsent(
        new Key(bean, method), key -> new OffloadOperation(bean, type, method, pool(type, method, offload)));
  }

  private Pool pool(Class<?> type, Method method, Offload offload) {
    return pools.get(poolName(type, method, offload)).with(options(type, method, offload));
  }

  private String poolName(Class<?> type, Method method, Offload offload) {
    String written = resolve(type, method, "pool", offload.pool());
    try {
      String name = written.isEmpty() ? pools.defaultName() : written;
      if (!pools.names().contains(name)) {
        pools.get(name);
      }
      if (contexts.contextOf(name) == WorkerContext.NONE) {
        throw new OffloadDefinitionException(
            OffloadDefinitionException.place(type, method),
            "the workers of pool '" + name + "' have no beans",
            "Use a pool under multiprocessing.pools whose worker-context is not none.",
            null);
      }
      return name;
    } catch (UnknownPoolException e) {
      throw new OffloadDefinitionException(
          OffloadDefinitionException.place(type, method), String.valueOf(e.getMessage()),
          "Name a pool there is, in @Offload(pool = ...) or as multiprocessing.default-pool, or define this one.", e);
    }
  }

  private TaskOptions options(Class<?> type, Method method, Offload offload) {
    String timeout = resolve(type, method, "timeout", offload.timeout());
    try {
      Duration limit = timeout.isEmpty() ? null : DurationStyle.detectAndParse(timeout);
      return new TaskOptions(type.getSimpleName() + "." + method.getName(), limit, null, offload.retries());
    } catch (IllegalArgumentException e) {
      throw new OffloadDefinitionException(
          OffloadDefinitionException.place(type, method),
          "timeout = \"" + timeout + "\", retries = " + offload.retries() + ": " + e.getMessage(),
          "Give a timeout longer than zero, such as 30s, and 0 or more retries.", e);
    }
  }

  private String resolve(Class<?> type, Method method, String attribute, String written) {
    try {
      String resolved = factory.resolveEmbeddedValue(written);
      if (resolved == null || !resolved.contains("${")) {
        return resolved == null ? "" : resolved.trim();
      }
      throw noValue(type, method, attribute, written, null);
    } catch (IllegalArgumentException e) {
      throw noValue(type, method, attribute, written, e);
    }
  }

  private static OffloadDefinitionException noValue(
      Class<?> type, Method method, String attribute, String written, @Nullable Exception cause) {
    return new OffloadDefinitionException(
        OffloadDefinitionException.place(type, method),
        attribute + " = \"" + written + "\" has a placeholder without a value",
        "Set the property, or give the placeholder a default: ${key:default}.", cause);
  }

  private void checkScope(String bean, Class<?> type) {
    String scope = factory.getMergedBeanDefinition(bean).getScope();
    if (scope != null && WEB_SCOPES.contains(scope)) {
      throw new OffloadDefinitionException(
          type.getName(), "a worker has no scope '" + scope + "'",
          "Make the bean a singleton and pass what it needs as arguments.", null);
    }
  }
}
