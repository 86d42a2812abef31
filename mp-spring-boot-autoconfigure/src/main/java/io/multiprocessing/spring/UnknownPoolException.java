package io.multiprocessing.spring;

import io.multiprocessing.api.MultiprocessingException;
import java.io.Serial;
import java.util.Collection;

/**
 * There is no pool of that name, or none was named and no pool is the default. The message lists the ones there are.
 */
public class UnknownPoolException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  UnknownPoolException(String name, Collection<String> known) {
    super(
        "there is no pool named '" + name + "'; " + known(known)
            + ". Use one of these names or add multiprocessing.pools." + name + " to the properties");
  }

  private UnknownPoolException(String message) {
    super(message);
  }

  static UnknownPoolException noDefault(Collection<String> known) {
    return new UnknownPoolException(
        "no pool was named and there is no default pool; " + known(known)
            + (known.isEmpty()
                ? ". Add one to the properties, e.g. multiprocessing.pools.default.processes=2"
                : ". Name one, or set multiprocessing.default-pool"));
  }

  private static String known(Collection<String> known) {
    return known.isEmpty() ? "no pools are defined" : "defined are " + String.join(", ", known);
  }
}
