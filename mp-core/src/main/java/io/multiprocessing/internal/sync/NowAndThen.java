package io.multiprocessing.internal.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Lets one thread of this process through in each slice of time: looking whether others are alive is slow. */
final class NowAndThen {

  private static final VarHandle LAST;

  static {
    try {
      LAST = MethodHandles.lookup().findVarHandle(NowAndThen.class, "lastNanos", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long lastNanos = System.nanoTime() - WaitBudget.SLICE_NANOS;

  boolean due() {
    long last = lastNanos;
    long now = System.nanoTime();
    return now - last >= WaitBudget.SLICE_NANOS && LAST.compareAndSet(this, last, now);
  }
}
