package io.multiprocessing.internal.queue;

import io.multiprocessing.internal.sync.WaitBudget;
import io.multiprocessing.queue.JoinableQueue;
import io.multiprocessing.queue.UnencodableHandler;
import io.multiprocessing.serialization.Codec;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One view of a joinable queue. */
final class SharedJoinableQueue<E> extends SharedQueue<E> implements JoinableQueue<E> {

  @Serial private static final long serialVersionUID = 1L;

  SharedJoinableQueue(QueueCore core, Codec codec, @Nullable UnencodableHandler handler) {
    super(core, codec, handler);
  }

  @Override
  public void taskDone() {
    requireOpen();
    if (core().tasks().done()) {
      core().joiners().wakeAll();
    }
  }

  @Override
  public void join() throws InterruptedException {
    join(WaitBudget.interruptible());
  }

  @Override
  public boolean join(Duration timeout) throws InterruptedException {
    return join(WaitBudget.interruptible(Objects.requireNonNull(timeout, "timeout")));
  }

  private boolean join(WaitBudget budget) throws InterruptedException {
    Sleepers joiners = core().joiners();
    long looked = System.nanoTime() - WaitBudget.SLICE_NANOS;
    while (true) {
      requireOpen();
      budget.checkInterrupt();
      if (core().tasks().unfinished() == 0) {
        return true;
      }
      if (System.nanoTime() - looked >= WaitBudget.SLICE_NANOS) {
        buryOne();
        looked = System.nanoTime();
      }
      long slice = budget.nextSliceNanos();
      if (slice == 0) {
        return false;
      }
      joiners.announce();
      int done = joiners.count();
      if (core().tasks().unfinished() != 0) {
        joiners.sleep(done, slice);
      }
    }
  }

  /** Looks whether a process has died with elements it took. Asks the operating system while nothing is locked. */
  private void buryOne() {
    Head head = core().head();
    mendHead(head);
    List<Long> dead = core().tasks().deadTakers();
    if (dead.isEmpty()) {
      return;
    }
    head.mutex().lock();
    try {
      head.mend();
      core().tasks().buryOne(dead);
    } finally {
      head.mutex().unlock();
      if (core().tasks().unfinished() == 0) {
        core().joiners().wakeAll();
      }
    }
  }

  /** What a dead process had begun to take is counted as taken then. */
  private static void mendHead(Head head) {
    head.mutex().lock();
    try {
      head.mend();
    } finally {
      head.mutex().unlock();
    }
  }

  @Override
  QueueKind kind() {
    return QueueKind.JOINABLE;
  }
}
