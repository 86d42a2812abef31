package io.multiprocessing.spring;

import io.multiprocessing.process.StartMethod;
import io.multiprocessing.spring.KeyScan.Named;
import io.multiprocessing.spring.manager.ManagerPlan;
import io.multiprocessing.spring.manager.ManagerProperties;
import io.multiprocessing.spring.manager.SharedObjectProperties;
import io.multiprocessing.spring.worker.WorkerContext;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

/**
 * Reads {@code multiprocessing.*} into a {@link PoolCatalog}. A pool's settings are bound three times onto one
 * object: from the configuration named {@code default}, from the pool's {@code base-config}, and from the pool's own
 * keys; so what a later one doesn't mention stays as an earlier one said.
 */
final class PropertiesReader {

  private static final String DEFAULT_CONFIG = "default";
  private static final ConfigurationPropertyName ENABLED = ConfigurationPropertyName.of("multiprocessing.enabled");
  private static final ConfigurationPropertyName DEFAULT_POOL =
      ConfigurationPropertyName.of("multiprocessing.default-pool");

  private static final ConfigurationPropertyName START_METHOD =
      ConfigurationPropertyName.of("multiprocessing.start-method");

  private final Iterable<ConfigurationPropertySource> sources;
  private final KeyScan scan;
  private final Binder binder;
  private final PoolRules rules;
  private final ManagerRules managerRules;

  /**
   * @throws InvalidPropertyException if a key is unknown
   */
  PropertiesReader(ConfigurableEnvironment environment, @Nullable ClassLoader classLoader) {
    this.sources = ConfigurationPropertySources.from(environment.getPropertySources());
    this.scan = KeyScan.of(sources);
    this.binder = new Binder(bindable(), new PropertySourcesPlaceholdersResolver(environment));
    this.rules = new PoolRules(this::invalid, classLoader);
    this.managerRules = new ManagerRules(this::invalid);
  }

  /**
   * @throws InvalidPropertyException if a value breaks its rule
   */
  PoolCatalog read() {
    boolean enabled = isEnabled();
    Map<String, Named> configs = scan.section(KeyScan.CONFIGS);
    configs.values().forEach(config -> bindOnto(new PoolProperties(), config));
    Map<String, PoolProperties> pools = new LinkedHashMap<>();
    StartMethod startMethod = bind(START_METHOD, Bindable.of(StartMethod.class));
    scan.section(KeyScan.POOLS).values()
        .forEach(pool -> pools.put(pool.name(), settings(pool, configs, startMethod)));
    return new PoolCatalog(enabled, defaultPool(pools), pools);
  }

  /**
   * The managers, in the order in which they stand.
   *
   * @throws InvalidPropertyException if a value breaks its rule
   */
  List<ManagerPlan> managers() {
    boolean enabled = isEnabled();
    Collection<Named> named = scan.section(KeyScan.MANAGERS).values();
    List<ManagerPlan> plans = new ArrayList<>();
    for (Named manager : named) {
      ManagerProperties settings = new ManagerProperties();
      bind(manager.prefix(), Bindable.ofInstance(settings));
      settings.getObjects().clear(); // bound by themselves, so that each has the name that is written
      managerRules.check(manager.prefix(), settings);
      for (Named object : scan.objects(manager)) {
        SharedObjectProperties shared = new SharedObjectProperties();
        bind(object.prefix(), Bindable.ofInstance(shared));
        managerRules.check(object.prefix(), shared);
        settings.getObjects().put(object.name(), shared);
      }
      plans.add(ManagerPlan.of(manager.name(), named.size() == 1, enabled, settings));
    }
    return plans;
  }

  private boolean isEnabled() {
    return !Boolean.FALSE.equals(bind(ENABLED, Bindable.of(Boolean.class)));
  }

  /** The complaint about a manager or a shared object whose name a bean has that is something else. */
  InvalidPropertyException managerNameTaken(String manager, @Nullable String object, String type) {
    Named named = scan.section(KeyScan.MANAGERS).get(PoolKeys.uniform(manager));
    ConfigurationPropertyName key =
        scan.objects(named).stream()
            .filter(each -> each.name().equals(object))
            .map(Named::prefix)
            .findFirst()
            .orElse(named.prefix());
    return invalid(
        key,
        "a manager and each of its objects becomes a bean of its name, and there is a bean named '"
            + (object == null ? manager : object) + "' already, of " + type,
        "Rename one of them.");
  }

  /**
   * @throws InvalidPropertyException if the default pool is none of the catalog's
   */
  void requireKnownDefault(PoolCatalog catalog) {
    String name = String.valueOf(catalog.defaultPool());
    if (!catalog.pools().containsKey(name)) {
      throw invalid(
          DEFAULT_POOL, "there is no pool named '" + name + "'", mend(name, catalog.pools().keySet(), KeyScan.POOLS));
    }
  }

  /** The complaint about a pool whose name a bean has that is no pool. */
  InvalidPropertyException nameTaken(String pool, String type) {
    ConfigurationPropertyName key = scan.section(KeyScan.POOLS).get(PoolKeys.uniform(pool)).prefix();
    return invalid(
        key,
        "a pool becomes a bean of its name, and there is a bean named '" + pool + "' already, of " + type,
        "Rename the pool, e.g. " + key + "-pool, or the bean.");
  }

  private PoolProperties settings(Named pool, Map<String, Named> configs, @Nullable StartMethod startMethod) {
    PoolProperties settings = new PoolProperties();
    settings.setStartMethod(startMethod);
    Named defaults = configs.get(DEFAULT_CONFIG);
    if (defaults != null) {
      bindOnto(settings, defaults);
    }
    ConfigurationPropertyName baseKey = pool.prefix().append(PoolKeys.BASE_CONFIG);
    String base = bind(baseKey, Bindable.of(String.class));
    if (base != null) {
      Named config = configs.get(PoolKeys.uniform(base));
      if (config == null) {
        throw invalid(
            baseKey,
            "there is no configuration named '" + base + "'",
            mend(base, configs.keySet(), KeyScan.CONFIGS));
      }
      bindOnto(settings, config);
    }
    bindOnto(settings, pool);
    if (settings.effectiveWorkerContext() == WorkerContext.SOURCES && settings.getWorkerSources().isEmpty()) {
      throw invalid(
          pool.prefix().append("worker-context"),
          "worker-context=sources needs to know which configuration classes",
          "Name them in " + pool.prefix().append("worker-sources") + ".");
    }
    return settings;
  }

  private void bindOnto(PoolProperties settings, Named layer) {
    bind(layer.prefix(), Bindable.ofInstance(settings));
    rules.check(layer.prefix(), settings);
  }

  private @Nullable String defaultPool(Map<String, PoolProperties> pools) {
    String name = bind(DEFAULT_POOL, Bindable.of(String.class));
    if (name == null) {
      return pools.size() == 1 ? pools.keySet().iterator().next() : null;
    }
    return name;
  }

  private <T> @Nullable T bind(ConfigurationPropertyName name, Bindable<T> target) {
    try {
      return binder.bind(name, target).orElse(null);
    } catch (BindException e) {
      throw unreadable(e);
    }
  }

  private List<ConfigurationPropertySource> bindable() {
    List<ConfigurationPropertySource> bindable = new ArrayList<>();
    for (ConfigurationPropertySource source : sources) {
      if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource) {
        MapConfigurationPropertySource variables = new MapConfigurationPropertySource();
        scan.variables().forEach((meant, name) -> variables.put(meant, value(source, name)));
        bindable.add(variables);
      }
      bindable.add(source.filter(name -> !KeyScan.isOwner(name)));
    }
    return bindable;
  }

  private static @Nullable Object value(ConfigurationPropertySource source, ConfigurationPropertyName name) {
    ConfigurationProperty property = source.getConfigurationProperty(name);
    return property == null ? null : property.getValue();
  }

  private InvalidPropertyException unreadable(BindException e) {
    ConfigurationProperty property = e.getProperty() != null ? e.getProperty() : find(e.getName());
    Class<?> type = e.getTarget().getType().resolve(Object.class);
    return new InvalidPropertyException(
        e.getName().toString(),
        property == null ? "" : ManagerKeys.shown(e.getName(), property.getValue()),
        property == null ? null : property.getOrigin(),
        "the value can't be read as " + (type.isEnum() ? "one of its choices" : "a " + type.getSimpleName()),
        mend(type),
        e);
  }

  private static String mend(Class<?> type) {
    if (type.isEnum()) {
      return "Use one of: "
          + Arrays.stream(type.getEnumConstants())
              .map(choice -> PoolKeys.dashed((Enum<?>) choice))
              .collect(Collectors.joining(", "))
          + ".";
    }
    if (type == Duration.class) {
      return "Give a number with a unit, such as 500ms, 30s or 5m.";
    }
    if (type == DataSize.class) {
      return "Give a number with a unit, such as 256MB or 2GB.";
    }
    if (type == Integer.class) {
      return "Give a whole number.";
    }
    if (type == Boolean.class) {
      return "Give true or false.";
    }
    return type == File.class ? "Give a path." : "Give a value of type " + type.getSimpleName() + ".";
  }

  private static String mend(String name, Collection<String> known, String section) {
    return PoolKeys.nearest(name, known)
        .map(nearest -> "Did you mean '" + nearest + "'?")
        .orElse(
            "Add multiprocessing." + section + "." + name
                + (known.isEmpty() ? "." : ", or use one of: " + String.join(", ", known) + "."));
  }

  private InvalidPropertyException invalid(ConfigurationPropertyName key, String reason, String mend) {
    if (find(key) == null && key.isLastElementIndexed()) {
      return invalid(key.getParent(), reason, mend);
    }
    ConfigurationProperty property = find(key);
    return new InvalidPropertyException(
        key.toString(),
        property == null ? "" : ManagerKeys.shown(key, property.getValue()),
        property == null ? null : property.getOrigin(),
        reason,
        mend,
        null);
  }

  private @Nullable ConfigurationProperty find(ConfigurationPropertyName key) {
    for (ConfigurationPropertySource source : sources) {
      ConfigurationProperty property = source.getConfigurationProperty(key);
      if (property != null) {
        return property;
      }
    }
    return null;
  }
}
