package io.multiprocessing.internal.queue;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.Transfers;
import io.multiprocessing.internal.memory.Watchable;
import io.multiprocessing.internal.sync.RobustMutex;
import io.multiprocessing.internal.sync.WaitBudget;
import io.multiprocessing.queue.InterProcessQueue;
import io.multiprocessing.queue.UnencodableHandler;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.SerializationException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One view of a queue in shared memory. Elements are encoded before the queue is locked and decoded after; under the
 * lock of an end only bytes are copied.
 */
class SharedQueue<E> implements InterProcessQueue<E>, Watchable {

  @Serial private static final long serialVersionUID = 1L;

  /** How many elements are taken under one lock at most, so that others get their turn. */
  private static final int ROUND = 256;

  private final transient QueueCore core;
  private final transient Codec codec;
  private final transient @Nullable UnencodableHandler handler;
  private transient volatile boolean closed;

  SharedQueue(QueueCore core, Codec codec, @Nullable UnencodableHandler handler) {
    this.core = core;
    this.codec = codec;
    this.handler = handler;
  }

  final QueueCore core() {
    return core;
  }

  // Putting.

  @Override
  public final void put(E element) throws InterruptedException {
    putWithin(element, null);
  }

  @Override
  public final boolean offer(E element, Duration timeout) throws InterruptedException {
    return putWithin(element, WaitBudget.interruptible(Objects.requireNonNull(timeout, "timeout")));
  }

  @Override
  public final boolean offer(E element) {
    requireElement(element);
    requireOpen();
    if (core.isFull()) {
      return false; // before it is encoded, for those who try again and again
    }
    Outgoing outgoing = encode(element);
    if (outgoing == null) {
      return true;
    }
    try {
      outgoing.prepare();
      core.tail().mutex().lock();
      return append(outgoing);
    } finally {
      outgoing.abandon(core.belongings());
    }
  }

  /** Waits without a limit if there is no budget. */
  private boolean putWithin(E element, @Nullable WaitBudget limited) throws InterruptedException {
    requireElement(element);
    requireOpen();
    requireNoInterrupt();
    Outgoing outgoing = encode(element);
    if (outgoing == null) {
      return true;
    }
    WaitBudget budget = limited;
    boolean put = false;
    boolean slept = false;
    try {
      while (!put) {
        if (!core.isFull()) {
          outgoing.prepare();
          if (!lock(core.tail().mutex(), budget)) {
            return false;
          }
          put = append(outgoing);
        } else {
          requireOpen();
          budget = budget == null ? WaitBudget.interruptible() : budget;
          if (!core.putters().await(core::isFull, budget)) {
            return false;
          }
          slept = true;
        }
      }
      return true;
    } finally {
      outgoing.abandon(core.belongings());
      if (slept) {
        core.putters().passOn(!core.isFull());
      }
    }
  }

  /** With the tail locked; frees it. */
  private boolean append(Outgoing outgoing) {
    boolean put;
    try {
      requireOpen();
      put = core.tail().append(outgoing);
    } finally {
      core.tail().mutex().unlock();
    }
    if (put) {
      core.elementWasPut();
    }
    return put;
  }

  private @Nullable Outgoing encode(E element) {
    try {
      return new Outgoing(Transfers.encode(codec, element));
    } catch (SerializationException e) {
      if (handler == null) {
        throw e;
      }
      handler.handle(element, e);
      return null;
    }
  }

  // Taking.

  @Override
  public final E take() throws InterruptedException {
    E element = takeWithin(null);
    if (element == null) {
      throw new AssertionError("a wait without a limit has ended without an element");
    }
    return element;
  }

  @Override
  public final @Nullable E poll(Duration timeout) throws InterruptedException {
    return takeWithin(WaitBudget.interruptible(Objects.requireNonNull(timeout, "timeout")));
  }

  @Override
  public final @Nullable E poll() {
    requireOpen();
    if (core.isEmpty()) {
      return null;
    }
    core.prepareToTake();
    core.head().mutex().lock();
    Taken taken = remove();
    return taken == null ? null : decode(taken);
  }

  /** Waits without a limit if there is no budget. */
  private @Nullable E takeWithin(@Nullable WaitBudget limited) throws InterruptedException {
    requireOpen();
    requireNoInterrupt();
    WaitBudget budget = limited;
    Taken taken = null;
    boolean slept = false;
    try {
      while (taken == null) {
        if (!core.isEmpty()) {
          core.prepareToTake();
          if (!lock(core.head().mutex(), budget)) {
            return null;
          }
          taken = remove();
        } else {
          requireOpen();
          budget = budget == null ? WaitBudget.interruptible() : budget;
          if (!core.takers().await(core::isEmpty, budget)) {
            return null;
          }
          slept = true;
        }
      }
    } finally {
      if (slept) {
        core.takers().passOn(!core.isEmpty());
      }
    }
    return decode(taken);
  }

  /** With the head locked; frees it. */
  private @Nullable Taken remove() {
    Taken taken;
    try {
      requireOpen();
      taken = core.head().take();
    } finally {
      core.head().mutex().unlock();
    }
    if (taken != null) {
      core.putters().wakeOne();
    }
    return taken;
  }

  @SuppressWarnings("unchecked") // what arrives is what was put, and that was an E
  private E decode(Taken taken) {
    return (E) Objects.requireNonNull(codec.decode(taken.read()));
  }

  @Override
  public final int drainTo(Collection<? super E> target, int maxElements) {
    Objects.requireNonNull(target, "target");
    int most = Math.min(maxElements, roomIn(target));
    int drained = 0;
    int round;
    do {
      List<Taken> taken = new ArrayList<>();
      SharedObjectException failure = removeSome(taken, Math.min(ROUND, most - drained));
      round = taken.size();
      addAll(taken, target, failure);
      drained += round;
    } while (round == ROUND && drained < most);
    return drained;
  }

  /** An element that is taken can't be put back, so none is taken for which it is known that there is no room. */
  private static int roomIn(Collection<?> target) {
    return target instanceof BlockingQueue<?> bounded ? bounded.remainingCapacity() : Integer.MAX_VALUE;
  }

  /**
   * Takes at most {@code most} elements.
   *
   * @return why there are not more, if it isn't that there are no more
   */
  private @Nullable SharedObjectException removeSome(List<Taken> taken, int most) {
    requireOpen();
    if (most <= 0 || core.isEmpty()) {
      return null;
    }
    SharedObjectException failure = null;
    core.prepareToTake();
    core.head().mutex().lock();
    try {
      requireOpen();
      Taken next = core.head().take();
      while (next != null) {
        taken.add(next);
        next = taken.size() < most ? core.head().take() : null;
      }
    } catch (SharedObjectException e) {
      failure = e; // those before it are taken already
    } finally {
      core.head().mutex().unlock();
    }
    if (!taken.isEmpty()) {
      core.putters().wakeOne();
      if (taken.size() > 1) {
        core.putters().passOn(!core.isFull());
      }
    }
    return failure;
  }

  /** Every element is decoded, whatever becomes of the others: its file is closed then, and its memory given back. */
  private void addAll(List<Taken> taken, Collection<? super E> target, @Nullable SharedObjectException earlier) {
    Throwable failure = earlier;
    for (Taken element : taken) {
      try {
        target.add(decode(element));
      } catch (RuntimeException | Error e) {
        if (failure == null) {
          failure = e;
        } else if (failure != e) {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }

  // What both directions share.

  /**
   * @return false if the budget ended before the lock was free
   */
  private static boolean lock(RobustMutex mutex, @Nullable WaitBudget budget) throws InterruptedException {
    return mutex.tryLock()
        || mutex.lock(budget == null ? WaitBudget.interruptible() : budget) != RobustMutex.Outcome.TIMED_OUT;
  }

  private static void requireElement(@Nullable Object element) {
    Objects.requireNonNull(element, "element: null is not an element, because poll returns it for an empty queue");
  }

  private static void requireNoInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  final void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this view of the queue is closed: queue=" + core);
    }
  }

  @Override
  public final int size() {
    requireOpen();
    return core.size();
  }

  @Override
  public final boolean isEmpty() {
    requireOpen();
    return core.isEmpty();
  }

  @Override
  public final boolean isFull() {
    requireOpen();
    return core.isFull();
  }

  @Override
  public final int remainingCapacity() {
    requireOpen();
    return core.capacity() == Integer.MAX_VALUE ? Integer.MAX_VALUE : core.capacity() - core.size();
  }

  @Override
  public final boolean isReadyNow() {
    return !isEmpty();
  }

  @Override
  public final void watch() {
    requireOpen();
    core.watch();
  }

  @Serial
  final Object writeReplace() {
    requireOpen();
    return new QueueHandle(core.send(), kind(), handler);
  }

  QueueKind kind() {
    return QueueKind.QUEUE;
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a queue travels as its handle only: class=" + getClass().getName());
  }

  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      core.release();
    }
  }

  @Override
  public final void unlink() {
    core.unlink();
  }

  @Override
  public final String toString() {
    return core.toString();
  }
}
