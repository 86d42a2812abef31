package io.multiprocessing.internal.connection;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One entry of this process in an end's table, given back once: at close, or when nobody can reach the connection any
 * more.
 */
final class Hold implements Runnable {

  private final PipeMemory memory;
  private final int end;
  private final AtomicBoolean released = new AtomicBoolean();

  Hold(PipeMemory memory, int end) {
    this.memory = memory;
    this.end = end;
    memory.open(end);
  }

  @Override
  public void run() {
    if (released.compareAndSet(false, true)) {
      memory.close(end);
    }
  }
}
