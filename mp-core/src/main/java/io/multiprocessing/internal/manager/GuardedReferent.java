package io.multiprocessing.internal.manager;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A shared object that is memory under a lock. Under the lock references are copied and set, and keys are found; texts,
 * comparisons and what goes through somebody else's collection come before or after it: they may run a user's methods,
 * or ask another manager, or this one.
 */
abstract class GuardedReferent extends BuiltInReferent {

  private final ReentrantLock lock = new ReentrantLock();

  @Override
  public final boolean tryEnter() {
    return lock.tryLock();
  }

  @Override
  public final void leave() {
    lock.unlock();
  }

  final <T extends @Nullable Object> T locked(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }

  final boolean lockedly(BooleanSupplier step) {
    lock.lock();
    try {
      return step.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }
}
