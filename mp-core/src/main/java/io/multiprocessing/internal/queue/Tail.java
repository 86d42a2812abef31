package io.multiprocessing.internal.queue;

import static io.multiprocessing.internal.queue.QueueDescriptor.CAPACITY;
import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD;
import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD_RING;
import static io.multiprocessing.internal.queue.QueueDescriptor.SEEN_HEAD;
import static io.multiprocessing.internal.queue.QueueDescriptor.SEEN_HEAD_RING;
import static io.multiprocessing.internal.queue.QueueDescriptor.TAIL;
import static io.multiprocessing.internal.queue.QueueDescriptor.TAIL_INTENT;
import static io.multiprocessing.internal.queue.QueueDescriptor.TAIL_LOCK;
import static io.multiprocessing.internal.queue.QueueDescriptor.TAIL_NEXT;
import static io.multiprocessing.internal.queue.QueueDescriptor.TAIL_PAYLOAD;
import static io.multiprocessing.internal.queue.QueueDescriptor.TAIL_RING;
import static io.multiprocessing.internal.queue.QueueDescriptor.TAIL_RINGS;
import static io.multiprocessing.internal.queue.QueueDescriptor.TAIL_RING_TARGET;
import static io.multiprocessing.internal.queue.QueueDescriptor.UNLINKED;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.internal.sync.RobustMutex;
import java.nio.MappedByteBuffer;

/**
 * The end of a queue at which elements are put. Everything but the lock itself is used under the lock.
 *
 * <p><b>Death.</b> One store of the tail's word puts an element: before it there is nothing to see, after it
 * everything. What makes files is noted first, so that the next holder of the lock can remove a file that was not
 * published:
 *
 * <pre>
 * new ring:  reference, target, INTENT=ring | keep | link the former ring | TAIL_RING=target | INTENT=none
 *            if TAIL_RING isn't the target: unlink the former ring, remove the file
 * payload:   reference, NEXT, INTENT=payload | keep | record | TAIL=NEXT | INTENT=none
 *            if TAIL isn't NEXT: remove the file
 * </pre>
 */
final class Tail {

  private static final int NONE = 0;
  private static final int RING = 1;
  private static final int PAYLOAD = 2;

  /** How long the head of a full ring may stand still before there is a new one: an eighth of what making it takes. */
  private static final long STANDSTILL_NANOS_PER_MEBIBYTE = 125_000;

  /** How many times as long a new ring is put off at most, although the head moves. */
  private static final int PATIENCE = 4;

  private final MappedByteBuffer memory;
  private final String boot;
  private final Belongings belongings;
  private final Sleepers putters;
  private final RobustMutex mutex;
  private final int capacity;
  private Ring ring; // guarded by mutex; may be an earlier one

  Tail(Segment control, Belongings belongings, Sleepers putters) {
    this.memory = control.memory();
    this.boot = control.handle().boot();
    this.belongings = belongings;
    this.putters = putters;
    this.mutex = new RobustMutex(control, TAIL_LOCK);
    this.capacity = Words.getInt(memory, CAPACITY);
    this.ring = Ring.first(control);
  }

  RobustMutex mutex() {
    return mutex;
  }

  /**
   * Puts an element, under the lock.
   *
   * @return false if the queue is full
   * @throws SharedObjectException if there is no memory for it; nothing was put
   */
  boolean append(Outgoing element) {
    mend();
    long tail = Words.getLong(memory, TAIL);
    if (isFull(tail)) {
      return false;
    }
    Ring target;
    try {
      target = roomFor(Words.position(tail), element.units());
    } catch (SharedObjectException e) {
      if (!element.becomeLarge()) {
        throw e;
      }
      element.prepare(); // under the lock, though it takes long: memory is short, and this is rare
      target = roomFor(Words.position(tail), element.units());
    }
    int units = element.units();
    int position = target.place(Words.position(tail), units);
    long next = Words.word(Words.count(tail) + 1, position + units);
    if (element.isLarge()) {
      appendPayload(target, position, next, element);
    } else {
      target.writeElement(position, element.length(), element.message());
      Step.RECORD_WRITTEN.reached();
      Words.set(memory, TAIL, next); // pairs with getLong in Head.isEmpty
      element.published();
      Step.RECORD_PUBLISHED.reached();
    }
    belongings.keep(element.transfers(), Words.count(next), Words.count(Words.getLong(memory, HEAD)));
    return true;
  }

  private void appendPayload(Ring target, int position, long next, Outgoing element) {
    requireLinked();
    Segment payload = element.payload();
    Reference.write(memory, TAIL_PAYLOAD, payload.handle());
    Words.set(memory, TAIL_NEXT, next);
    Words.set(memory, TAIL_INTENT, PAYLOAD);
    Step.PAYLOAD_NOTED.reached();
    belongings.keep(payload);
    Step.PAYLOAD_KEPT.reached();
    target.writePayload(position, payload.handle(), element.message());
    Step.PAYLOAD_RECORD_WRITTEN.reached();
    Words.set(memory, TAIL, next); // pairs with getLong in Head.isEmpty
    element.published();
    Step.PAYLOAD_PUBLISHED.reached();
    Words.set(memory, TAIL_INTENT, NONE);
  }

  private boolean isFull(long tail) {
    if (Words.count(tail) - Words.count(Words.getLong(memory, SEEN_HEAD)) >= capacity) {
      lookAtHead();
    }
    return Words.count(tail) - Words.count(Words.getLong(memory, SEEN_HEAD)) >= capacity;
  }

  /** The ring into which a record of {@code units} goes; a new one if there is no room in the present one. */
  private Ring roomFor(int position, int units) {
    Ring current = current();
    if (current.fits(position, used(current, position), units)) {
      return current;
    }
    lookAtHead();
    if (current.fits(position, used(current, position), units) || roomAppears(current, position, units)) {
      return current;
    }
    return enterNext(current, position, units);
  }

  /**
   * Waits some milliseconds while somebody takes from this ring: a new one takes longer to make, and one that stays in
   * use is in the processor's cache. If nobody takes, or the head is rings behind, it is not waited for.
   */
  private boolean roomAppears(Ring current, int position, int units) {
    if (!current.isFullyGrown()) {
      return false;
    }
    long standstill = STANDSTILL_NANOS_PER_MEBIBYTE * current.mebibytes();
    long start = System.nanoTime();
    long moved = start;
    long now = start;
    int seen = putters.count();
    while (Words.getInt(memory, SEEN_HEAD_RING) == current.number()
        && now - moved < standstill && now - start < PATIENCE * standstill) {
      putters.announce();
      putters.sleep(seen, standstill);
      lookAtHead();
      if (current.fits(position, used(current, position), units)) {
        return true;
      }
      now = System.nanoTime();
      if (putters.count() != seen) {
        seen = putters.count();
        moved = now;
      }
    }
    return false;
  }

  /**
   * What is taken of the ring, and maybe a little more: how far the head has come is known from the last look at it.
   */
  private int used(Ring current, int position) {
    boolean headIsHere = Words.getInt(memory, SEEN_HEAD_RING) == current.number();
    return position - (headIsHere ? Words.position(Words.getLong(memory, SEEN_HEAD)) : current.start());
  }

  /**
   * The look is kept in shared memory, because a process that looked long ago would miss that positions have wrapped
   * around. The ring is read first and written last: a head that seems to be in an earlier ring only makes the ring
   * seem fuller.
   */
  private void lookAtHead() {
    int headRing = Words.getInt(memory, HEAD_RING);
    Words.set(memory, SEEN_HEAD, Words.getLong(memory, HEAD));
    Words.set(memory, SEEN_HEAD_RING, headRing);
  }

  private Ring current() {
    int number = Words.getInt(memory, TAIL_RING);
    if (ring.number() != number) {
      ring = Ring.attach(noted(number), number);
    }
    return ring;
  }

  private SegmentHandle noted(int number) {
    return Reference.read(
        memory, QueueDescriptor.ringReference(TAIL_RINGS, number), SegmentKind.QUEUE_RING, boot);
  }

  private Ring enterNext(Ring former, int position, int units) {
    requireLinked();
    Ring next = Ring.create(former, units, position);
    Step.RING_MADE.reached();
    SegmentHandle handle = next.segment().handle();
    try {
      Reference.write(memory, QueueDescriptor.ringReference(TAIL_RINGS, next.number()), handle);
    } catch (SharedObjectException e) {
      belongings.discard(handle);
      throw e;
    }
    Words.set(memory, TAIL_RING_TARGET, next.number());
    Words.set(memory, TAIL_INTENT, RING);
    Step.RING_NOTED.reached();
    belongings.keep(next.segment());
    Step.RING_KEPT.reached();
    former.link(handle, position);
    Step.RING_LINKED.reached();
    Words.set(memory, TAIL_RING, next.number());
    Step.RING_ENTERED.reached();
    Words.set(memory, TAIL_INTENT, NONE);
    ring = next;
    return next;
  }

  private void requireLinked() {
    if (Words.getInt(memory, UNLINKED) != 0) {
      throw new SharedObjectException(
          "the queue was unlinked, so it can't get more memory: capacity=" + capacity + "; make a new queue");
    }
  }

  /** Finishes or undoes what a former holder of the lock began. */
  void mend() {
    int intent = Words.getInt(memory, TAIL_INTENT);
    if (intent == NONE) {
      return;
    }
    if (intent == RING) {
      int target = Words.getInt(memory, TAIL_RING_TARGET);
      if (Words.getInt(memory, TAIL_RING) != target) {
        current().unlink();
        belongings.discard(noted(target));
      }
    } else if (Words.getLong(memory, TAIL) != Words.getLong(memory, TAIL_NEXT)) {
      belongings.discard(Reference.read(memory, TAIL_PAYLOAD, SegmentKind.QUEUE_PAYLOAD, boot));
    }
    Words.set(memory, TAIL_INTENT, NONE);
  }
}
