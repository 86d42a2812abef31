package io.multiprocessing.spring;

import io.multiprocessing.pool.Pool;
import java.util.Set;

/**
 * All pools of the application by name: those of the properties and those that the application defines as beans
 * itself. Safe for use by several threads. Iterating gives every pool once, and makes those that were not made yet;
 * no worker starts from that alone.
 */
public interface ProcessPools extends Iterable<Pool> {

  /** The names of all pools. */
  Set<String> names();

  /**
   * The pool of that name.
   *
   * @throws UnknownPoolException if there is none; the message lists the names there are
   */
  Pool get(String name);

  /**
   * The name of the pool that is used where none is named: the one of {@code multiprocessing.default-pool}, or the
   * only one there is, or the primary one.
   *
   * @throws UnknownPoolException if no pool is the default
   */
  String defaultName();

  /** The pool that is used where none is named; see {@link #defaultName()}. */
  default Pool defaultPool() {
    return get(defaultName());
  }
}
