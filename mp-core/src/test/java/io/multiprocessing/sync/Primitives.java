package io.multiprocessing.sync;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.manager.SyncManager;
import io.multiprocessing.process.ChildProcess;
import java.time.Duration;

/** Who makes the objects of a contract: this process in shared memory, or a manager. */
abstract class Primitives {

  static final Primitives IN_SHARED_MEMORY = new InSharedMemory();

  /** How often a scene does what it repeats, given how often it does in shared memory. */
  int times(int inSharedMemory) {
    return inSharedMemory;
  }

  abstract InterProcessLock lock();

  abstract InterProcessReentrantLock reentrantLock();

  abstract InterProcessSemaphore semaphore(int permits);

  abstract InterProcessBoundedSemaphore boundedSemaphore(int permits);

  abstract InterProcessCondition condition();

  abstract InterProcessCondition condition(InterProcessLock lock);

  abstract InterProcessEvent event();

  abstract InterProcessBarrier barrier(int parties);

  abstract InterProcessBarrier barrier(int parties, RemoteRunnable action);

  abstract InterProcessBarrier barrier(int parties, RemoteRunnable action, Duration timeout);

  ChildProcess process(RemoteRunnable target) {
    return Multiprocessing.get().process(target);
  }

  private static final class InSharedMemory extends Primitives {

    @Override
    InterProcessLock lock() {
      return Multiprocessing.get().lock();
    }

    @Override
    InterProcessReentrantLock reentrantLock() {
      return Multiprocessing.get().reentrantLock();
    }

    @Override
    InterProcessSemaphore semaphore(int permits) {
      return Multiprocessing.get().semaphore(permits);
    }

    @Override
    InterProcessBoundedSemaphore boundedSemaphore(int permits) {
      return Multiprocessing.get().boundedSemaphore(permits);
    }

    @Override
    InterProcessCondition condition() {
      return Multiprocessing.get().condition();
    }

    @Override
    InterProcessCondition condition(InterProcessLock lock) {
      return Multiprocessing.get().condition(lock);
    }

    @Override
    InterProcessEvent event() {
      return Multiprocessing.get().event();
    }

    @Override
    InterProcessBarrier barrier(int parties) {
      return Multiprocessing.get().barrier(parties);
    }

    @Override
    InterProcessBarrier barrier(int parties, RemoteRunnable action) {
      return Multiprocessing.get().barrier(parties, action);
    }

    @Override
    InterProcessBarrier barrier(int parties, RemoteRunnable action, Duration timeout) {
      return Multiprocessing.get().barrier(parties, action, timeout);
    }
  }

  static final class InManager extends Primitives {

    private final SyncManager manager;

    InManager(SyncManager manager) {
      this.manager = manager;
    }

    /** Each step is a round trip, or several, instead of some nanoseconds. */
    @Override
    int times(int inSharedMemory) {
      return Math.max(20, inSharedMemory / 20);
    }

    @Override
    InterProcessLock lock() {
      return manager.lock();
    }

    @Override
    InterProcessReentrantLock reentrantLock() {
      return manager.reentrantLock();
    }

    @Override
    InterProcessSemaphore semaphore(int permits) {
      return manager.semaphore(permits);
    }

    @Override
    InterProcessBoundedSemaphore boundedSemaphore(int permits) {
      return manager.boundedSemaphore(permits);
    }

    @Override
    InterProcessCondition condition() {
      return manager.condition();
    }

    @Override
    InterProcessCondition condition(InterProcessLock lock) {
      return manager.condition(lock);
    }

    @Override
    InterProcessEvent event() {
      return manager.event();
    }

    @Override
    InterProcessBarrier barrier(int parties) {
      return manager.barrier(parties);
    }

    @Override
    InterProcessBarrier barrier(int parties, RemoteRunnable action) {
      return manager.barrier(parties, action);
    }

    @Override
    InterProcessBarrier barrier(int parties, RemoteRunnable action, Duration timeout) {
      return manager.barrier(parties, action, timeout);
    }
  }
}
