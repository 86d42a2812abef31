package io.multiprocessing.spring.manager;

import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.SyncManager;
import org.springframework.context.SmartLifecycle;

/**
 * A manager with the life of the application context. It begins before the pools and ends after them, because their
 * workers use its objects. In a worker it is the application's manager, to which the worker connects when it first uses
 * it.
 */
public final class ApplicationManager extends SyncManager implements SmartLifecycle {

  /** Pools, which stop before, have {@code MAX_VALUE / 2 - 1024}. */
  static final int PHASE = Integer.MAX_VALUE / 2 - 2048;

  private final LivingManager living;

  ApplicationManager(LivingManager living) {
    super((name, config, builtIns, types) -> living, ManagerConfig.defaults());
    this.living = living;
  }

  LivingManager living() {
    return living;
  }

  @Override
  public void stop() {
    living.stop();
  }

  @Override
  public boolean isRunning() {
    return living.isStarted();
  }

  /** Pausing a context, as tests do between classes, leaves the objects alone: they would be lost. */
  @Override
  public boolean isPauseable() {
    return false;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
