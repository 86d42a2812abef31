package io.multiprocessing.internal.queue;

import static io.multiprocessing.internal.queue.QueueDescriptor.CAPACITY;
import static io.multiprocessing.internal.queue.QueueDescriptor.DONE;
import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD;
import static io.multiprocessing.internal.queue.QueueDescriptor.JOINABLE;
import static io.multiprocessing.internal.queue.QueueDescriptor.JOINERS_SLEEP;
import static io.multiprocessing.internal.queue.QueueDescriptor.PUTTERS_SLEEP;
import static io.multiprocessing.internal.queue.QueueDescriptor.TAIL;
import static io.multiprocessing.internal.queue.QueueDescriptor.TAKERS_SLEEP;
import static io.multiprocessing.internal.queue.QueueDescriptor.UNLINKED;
import static io.multiprocessing.internal.queue.QueueDescriptor.WATCHED;

import io.multiprocessing.internal.memory.Bell;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import java.nio.MappedByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a process has of a queue, once for all of its views: both ends, those who wait at them, and the files. Thread
 * safe.
 */
final class QueueCore {

  private final Segment control;
  private final MappedByteBuffer memory;
  private final Belongings belongings;
  private final Tail tail;
  private final Head head;
  private final @Nullable Tasks tasks;
  private final Sleepers takers;
  private final Sleepers putters;
  private final Sleepers joiners;
  private final int capacity;

  private QueueCore(Segment control, boolean sent) {
    this.control = control;
    this.memory = control.memory();
    this.belongings = new Belongings(sent);
    this.tasks = Words.getInt(memory, JOINABLE) != 0 ? new Tasks(control) : null;
    this.takers = new Sleepers(control, TAKERS_SLEEP, TAIL + Words.COUNT_OFFSET);
    this.putters = new Sleepers(control, PUTTERS_SLEEP, HEAD + Words.COUNT_OFFSET);
    this.tail = new Tail(control, belongings, putters);
    this.head = new Head(control, belongings, tasks);
    this.joiners = new Sleepers(control, JOINERS_SLEEP, DONE);
    this.capacity = Words.getInt(memory, CAPACITY);
  }

  /**
   * @throws io.multiprocessing.api.SharedObjectException if there is no memory for it
   */
  static QueueCore create(int capacity, boolean joinable) {
    Segment control = Segment.create(SegmentKind.QUEUE, QueueDescriptor.payloadLength(joinable));
    Words.set(control.memory(), CAPACITY, capacity);
    Words.set(control.memory(), JOINABLE, joinable ? 1 : 0);
    return control.local(QueueCore.class, () -> new QueueCore(control, false));
  }

  /**
   * @throws io.multiprocessing.api.SharedObjectException if it is gone, or belongs to another machine or user
   */
  static QueueCore attach(SegmentHandle handle) {
    Segment control = Segment.attach(handle);
    return control.local(QueueCore.class, () -> new QueueCore(control, true));
  }

  Tail tail() {
    return tail;
  }

  Head head() {
    return head;
  }

  Tasks tasks() {
    if (tasks == null) {
      throw new IllegalStateException("the queue is not joinable: queue=" + this);
    }
    return tasks;
  }

  /** Before the head is locked to take. */
  void prepareToTake() {
    if (tasks != null) {
      tasks.entry();
    }
  }

  Sleepers takers() {
    return takers;
  }

  Sleepers putters() {
    return putters;
  }

  Sleepers joiners() {
    return joiners;
  }

  Belongings belongings() {
    return belongings;
  }

  int capacity() {
    return capacity;
  }

  boolean isEmpty() {
    return Words.count(Words.getLongVolatile(memory, HEAD)) == Words.count(Words.getLongVolatile(memory, TAIL));
  }

  /** The head is read first, so that there can't be fewer than none. */
  int size() {
    int taken = Words.count(Words.getLongVolatile(memory, HEAD));
    return Math.min(capacity, Words.count(Words.getLongVolatile(memory, TAIL)) - taken);
  }

  boolean isFull() {
    return size() >= capacity;
  }

  /** After an element was put and the lock freed. */
  void elementWasPut() {
    takers.wakeOne();
    Bell.ringIfWatched(control, WATCHED);
  }

  void watch() {
    Bell.watch(control, WATCHED);
  }

  /** From now on the queue and its files stay until they are unlinked or used up. */
  SegmentHandle send() {
    belongings.send();
    return control.send();
  }

  /** When a view was closed: a queue that was never sent has only this one. */
  void release() {
    if (!belongings.isSent()) {
      lockBoth();
      try {
        Words.set(memory, UNLINKED, 1); // before the files lose their memory, so that nobody looks into them any more
        belongings.close(Words.count(Words.getLong(memory, HEAD)));
      } finally {
        unlockBoth();
      }
      control.release();
    }
  }

  /** Removes the names of the queue and of all its files. */
  void unlink() {
    lockBoth();
    try {
      if (Words.getInt(memory, UNLINKED) == 0) {
        tail.mend();
        head.eachFile(belongings::removeName);
        Words.set(memory, UNLINKED, 1);
      }
      control.remove();
    } finally {
      unlockBoth();
    }
  }

  private void lockBoth() {
    tail.mutex().lock();
    head.mutex().lock();
  }

  private void unlockBoth() {
    head.mutex().unlock();
    tail.mutex().unlock();
  }

  @Override
  public String toString() {
    return control.toString();
  }
}
