package io.multiprocessing.spring;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the properties say, read and checked.
 *
 * @param enabled whether worker processes are made
 * @param defaultPool the pool used where none is named, or null if the properties name none and there isn't exactly one
 * @param pools the settings of each pool, by name, in the order in which they stand
 */
record PoolCatalog(boolean enabled, @Nullable String defaultPool, Map<String, PoolProperties> pools) {

  PoolCatalog {
    pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
  }

  PoolProperties settings(String pool) {
    PoolProperties settings = pools.get(pool);
    if (settings == null) {
      throw new UnknownPoolException(pool, pools.keySet());
    }
    return settings;
  }
}
