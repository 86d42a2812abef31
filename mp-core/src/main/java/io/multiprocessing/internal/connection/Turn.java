package io.multiprocessing.internal.connection;

import io.multiprocessing.internal.sync.RobustMutex;
import io.multiprocessing.internal.sync.WaitBudget;
import java.io.IOException;
import java.io.InterruptedIOException;

/** Waiting on behalf of a call on a connection. */
final class Turn {

  private Turn() {}

  /**
   * Takes a side of a lane. What a dead holder has left needs no mending: see {@link PipeDescriptor}.
   *
   * @throws IOException if the connection is closed meanwhile, or the thread interrupted; it is not taken
   */
  static void take(RobustMutex side, PipeConnection caller) throws IOException {
    if (side.tryLock()) {
      return;
    }
    try {
      while (side.lock(WaitBudget.interruptible(WaitBudget.SLICE_NANOS)) == RobustMutex.Outcome.TIMED_OUT) {
        caller.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  /** Takes a side if it is free or its holder dead. */
  static boolean tryTake(RobustMutex side) {
    boolean interrupted = Thread.interrupted(); // it would end the attempt, which doesn't wait
    try {
      return side.tryLock() || side.lock(WaitBudget.interruptible(0)) != RobustMutex.Outcome.TIMED_OUT;
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static InterruptedIOException interrupted() {
    return new InterruptedIOException(
        "the thread was interrupted while it waited for the other side of the connection");
  }
}
