package io.multiprocessing.internal.connection;

import io.multiprocessing.internal.memory.Watchable;
import io.multiprocessing.internal.sync.WaitBudget;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One wait for several things. How the thread sleeps depends on what is among them:
 *
 * <pre>
 *   something in shared memory    on the bell; channels have a thread that selects and rings
 *   else channels                 in a selector, which the completion of a future wakes
 *   else                          parked
 * </pre>
 *
 * <p>Nothing is set up before the first look has found nothing, except a selector: without one a channel can't be
 * looked at.
 */
public final class WaitSet<T> {

  private final List<T> objects;
  private final List<Watchable> watchables = new ArrayList<>();
  private final List<CompletableFuture<?>> futures = new ArrayList<>();
  private final List<SelectableChannel> channels = new ArrayList<>();
  private final List<Source> sources = new ArrayList<>();

  /** One of the objects. */
  private interface Source {
    boolean isReady(ChannelSet selected);
  }

  private WaitSet(Collection<? extends T> objects) {
    this.objects = new ArrayList<>(objects);
    for (T object : this.objects) {
      sources.add(source(Objects.requireNonNull(object, "an element of objects")));
    }
  }

  /**
   * Waits until one of the objects is ready, or {@code limit} is over; null is no limit.
   *
   * @return all that are ready, in their order
   */
  public static <T> List<T> await(Collection<? extends T> objects, @Nullable Duration limit)
      throws InterruptedException {
    WaitSet<T> set = new WaitSet<>(objects);
    WaitBudget budget = limit == null ? WaitBudget.interruptible() : WaitBudget.interruptible(limit);
    try (ChannelSet selected = new ChannelSet(set.channels)) {
      List<T> ready = set.ready(selected);
      return ready.isEmpty() ? set.await(selected, budget) : ready;
    }
  }

  private List<T> await(ChannelSet selected, WaitBudget budget) throws InterruptedException {
    try (Sleeper sleeper = sleeper(selected)) {
      Completion completion = new Completion(futures, sleeper);
      try {
        while (true) {
          budget.checkInterrupt();
          sleeper.prepare();
          List<T> ready = ready(selected);
          long slice = budget.nextSliceNanos();
          if (!ready.isEmpty() || slice == 0) {
            return ready;
          }
          sleeper.sleep(slice);
        }
      } finally {
        completion.end();
      }
    }
  }

  private Sleeper sleeper(ChannelSet selected) {
    if (!watchables.isEmpty()) {
      return new BellSleeper(watchables, channels);
    }
    return channels.isEmpty() ? new ParkSleeper() : selected;
  }

  private List<T> ready(ChannelSet selected) {
    selected.look();
    List<T> ready = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      if (sources.get(i).isReady(selected)) {
        ready.add(objects.get(i));
      }
    }
    return ready;
  }

  private Source source(Object object) {
    if (object instanceof Watchable watchable) {
      watchables.add(watchable);
      return selected -> watchable.isReadyNow();
    }
    if (object instanceof SelectableSource source) {
      SelectableChannel channel = source.channel();
      channels.add(channel);
      return selected -> source.hasBuffered() || selected.isReady(channel) && source.confirmReadable();
    }
    if (object instanceof SelectableChannel channel) {
      channels.add(channel);
      return selected -> selected.isReady(channel);
    }
    CompletableFuture<?> future = Sentinels.of(object);
    if (future == null) {
      throw new IllegalArgumentException(
          "only connections, queues, selectable channels, processes and completion stages can be waited for: class="
              + object.getClass().getName());
    }
    futures.add(future);
    return selected -> future.isDone();
  }
}
