package io.multiprocessing.spring;

import io.multiprocessing.process.StartMethod;
import io.multiprocessing.spring.manager.ManagerProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Everything under {@code multiprocessing}. Read before beans are defined, by {@link PropertiesReader}, because a
 * pool's name becomes a bean's name; here for tools that complete and explain keys.
 */
@ConfigurationProperties(MultiprocessingProperties.PREFIX)
public class MultiprocessingProperties {

  /** What all keys start with. */
  public static final String PREFIX = "multiprocessing";

  /**
   * Whether worker processes are made. If not, @Offload methods run in the application itself and pools refuse tasks.
   */
  private boolean enabled = true;

  /** Name of the pool that is used where none is named. Not needed with a single pool. */
  private @Nullable String defaultPool;

  /** How the workers of pools are born that don't say it themselves. Defaults to spawn. */
  private @Nullable StartMethod startMethod;

  /** Settings that pools start from, by name: all of them from "default", and each from its base-config. */
  private final Map<String, PoolProperties> configs = new LinkedHashMap<>();

  /** Pools by name. Each becomes a bean of that name. */
  private final Map<String, PoolProperties> pools = new LinkedHashMap<>();

  /** Managers by name, whose objects the application and its workers share. Each becomes a bean of that name. */
  private final Map<String, ManagerProperties> managers = new LinkedHashMap<>();

  public boolean isEnabled() {
    return enabled;
  }

  public void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  public @Nullable String getDefaultPool() {
    return defaultPool;
  }

  public void setDefaultPool(@Nullable String defaultPool) {
    this.defaultPool = defaultPool;
  }

  public @Nullable StartMethod getStartMethod() {
    return startMethod;
  }

  public void setStartMethod(@Nullable StartMethod startMethod) {
    this.startMethod = startMethod;
  }

  public Map<String, PoolProperties> getConfigs() {
    return configs;
  }

  public Map<String, PoolProperties> getPools() {
    return pools;
  }

  public Map<String, ManagerProperties> getManagers() {
    return managers;
  }
}
