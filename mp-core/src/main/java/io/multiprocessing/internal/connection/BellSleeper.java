package io.multiprocessing.internal.connection;

import io.multiprocessing.internal.memory.Bell;
import io.multiprocessing.internal.memory.Watchable;
import java.nio.channels.SelectableChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sleeps on the bell of the tree of processes. If there are channels to wait for too, a thread selects them and rings.
 */
final class BellSleeper implements Sleeper {

  private final List<Watchable> watchables;
  private final Bell bell = Bell.get();
  private final @Nullable SelectingThread selecting;
  private int seen;

  BellSleeper(List<Watchable> watchables, List<SelectableChannel> channels) {
    this.watchables = watchables;
    this.selecting = channels.isEmpty() ? null : SelectingThread.start(channels, bell);
  }

  @Override
  public void prepare() {
    seen = bell.count(); // in this order: see Bell
    watchables.forEach(Watchable::watch);
    if (selecting != null) {
      selecting.look();
    }
  }

  @Override
  public void sleep(long nanos) {
    bell.await(seen, nanos);
  }

  @Override
  public void wake() {
    bell.ring();
  }

  @Override
  public void close() {
    if (selecting != null) {
      selecting.close();
    }
  }
}
