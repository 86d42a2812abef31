package io.multiprocessing.manager;

import java.util.Collection;

/**
 * The service that a {@link BaseManager} works through; {@code Multiprocessing} is one, so an application gives {@code
 * Multiprocessing.get()}.
 */
public interface ManagerContext {

  /**
   * What a new manager of this context works with.
   *
   * @param name for people, the prefix of its process's name
   * @param builtIns whether the types of a {@link SyncManager} are registered
   */
  ManagerBackend managerBackend(String name, ManagerConfig config, boolean builtIns, Collection<ManagedType<?>> types);
}
