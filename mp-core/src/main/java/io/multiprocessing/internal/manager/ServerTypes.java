package io.multiprocessing.internal.manager;

import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import java.util.Collection;

/** The types of one server: those that are registered, and the built-in ones of a {@code SyncManager}. */
final class ServerTypes {

  private ServerTypes() {}

  /**
   * A registered type of a built-in one's name replaces it.
   *
   * @param pools launches worker processes
   */
  static TypeSource of(
      boolean builtIns, Collection<ManagedType<?>> registered, RemoteFunction<PoolConfig, Pool> pools) {
    UserTypes users = new UserTypes(registered);
    return builtIns ? new BuiltInTypes(users, pools) : users;
  }
}
