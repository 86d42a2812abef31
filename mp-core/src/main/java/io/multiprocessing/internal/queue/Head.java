package io.multiprocessing.internal.queue;

import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD;
import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD_ENTRY;
import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD_INTENT;
import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD_LOCK;
import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD_NEXT;
import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD_PAYLOAD;
import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD_RING;
import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD_RINGS;
import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD_RING_TARGET;
import static io.multiprocessing.internal.queue.QueueDescriptor.HEAD_TAKEN;
import static io.multiprocessing.internal.queue.QueueDescriptor.SEEN_TAIL;
import static io.multiprocessing.internal.queue.QueueDescriptor.TAIL;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.internal.sync.RobustMutex;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The end of a queue at which elements are taken. Everything but the lock itself is used under the lock.
 *
 * <p><b>Death.</b> An element's bytes are copied out first; one store takes it: before that it is still there for the
 * next one. Where more has to change, a note of all of it is that store, and the next holder of the lock finishes:
 *
 * <pre>
 * plain:     copy | HEAD=next
 * joinable:  copy | NEXT, ENTRY, TAKEN, INTENT=take | HEAD=NEXT | taken count of ENTRY=TAKEN | INTENT=none
 * payload:   open | as joinable, and the reference, INTENT=payload | HEAD=NEXT | ... | remove the name | INTENT=none
 * next ring: attach | reference, target, INTENT=leave | HEAD_RING=target | remove the former ring | INTENT=none
 * </pre>
 */
final class Head {

  private static final int NONE = 0;
  private static final int TAKE = 1;
  private static final int PAYLOAD = 2;
  private static final int LEAVE = 3;

  private final MappedByteBuffer memory;
  private final String boot;
  private final Belongings belongings;
  private final @Nullable Tasks tasks;
  private final RobustMutex mutex;
  private Ring ring; // guarded by mutex; may be an earlier one

  Head(Segment control, Belongings belongings, @Nullable Tasks tasks) {
    this.memory = control.memory();
    this.boot = control.handle().boot();
    this.belongings = belongings;
    this.tasks = tasks;
    this.mutex = new RobustMutex(control, HEAD_LOCK);
    this.ring = Ring.first(control);
  }

  RobustMutex mutex() {
    return mutex;
  }

  /**
   * Takes the oldest element, under the lock.
   *
   * @return null if there is none
   * @throws SharedObjectException if the next ring or a large element can't be attached; the message says whether
   *     it is lost
   */
  @Nullable Taken take() {
    mend();
    long head = Words.getLong(memory, HEAD);
    if (isEmpty(head)) {
      return null;
    }
    int position = Words.position(head);
    Ring current = ringAt(position);
    long header = current.header(position);
    if (Ring.kind(header) == Ring.PADDING) {
      position = Ring.after(position, header);
      header = current.header(position);
    }
    long next = Words.word(Words.count(head) + 1, Ring.after(position, header));
    if (Ring.kind(header) == Ring.PAYLOAD) {
      return takePayload(current.readPayload(position, boot), Ring.attachments(header), next);
    }
    Taken taken = new Taken(current.readElement(position, header), null);
    Step.ELEMENT_COPIED.reached();
    if (tasks == null) {
      Words.set(memory, HEAD, next); // pairs with getLong in Tail.lookAtHead
      Step.TAKE_PUBLISHED.reached();
    } else {
      note(TAKE, next, tasks);
      finishTake(tasks);
      Words.set(memory, HEAD_INTENT, NONE);
      Step.TAKE_FINISHED.reached();
    }
    return taken;
  }

  private Taken takePayload(SegmentHandle handle, int attachments, long next) {
    Payload payload = null;
    SharedObjectException failure = null;
    try {
      payload = Payload.open(handle, attachments);
    } catch (SharedObjectException e) {
      if (Files.exists(Path.of(handle.path()))) {
        throw e; // still there, so this element can be taken when there is room for it
      }
      failure =
          new SharedObjectException("an element was lost, because its memory was removed: path=" + handle.path(), e);
    }
    Step.PAYLOAD_OPENED.reached();
    Reference.write(memory, HEAD_PAYLOAD, handle);
    note(PAYLOAD, next, tasks);
    finishTake(tasks);
    belongings.release(handle);
    Step.PAYLOAD_REMOVED.reached();
    Words.set(memory, HEAD_INTENT, NONE);
    if (failure != null) {
      throw failure;
    }
    return new Taken(null, payload);
  }

  private void note(int intent, long next, @Nullable Tasks counted) {
    Words.set(memory, HEAD_NEXT, next);
    if (counted != null) {
      int entry = counted.entry();
      Words.set(memory, HEAD_ENTRY, entry);
      Words.set(memory, HEAD_TAKEN, counted.taken(entry) + 1);
    }
    Words.set(memory, HEAD_INTENT, intent);
    Step.TAKE_NOTED.reached();
  }

  private void finishTake(@Nullable Tasks counted) {
    Words.set(memory, HEAD, Words.getLong(memory, HEAD_NEXT)); // pairs with getLong in Tail.lookAtHead
    Step.TAKE_PUBLISHED.reached();
    if (counted != null) {
      counted.setTaken(Words.getInt(memory, HEAD_ENTRY), Words.getInt(memory, HEAD_TAKEN));
      Step.TAKE_COUNTED.reached();
    }
  }

  /** Looks at the tail only when all elements known so far are taken; the look is kept for all processes. */
  private boolean isEmpty(long head) {
    if (Words.count(Words.getLong(memory, SEEN_TAIL)) == Words.count(head)) {
      Words.set(memory, SEEN_TAIL, Words.getLong(memory, TAIL)); // pairs with set in Tail.append
    }
    return Words.count(Words.getLong(memory, SEEN_TAIL)) == Words.count(head);
  }

  /** The ring that holds the record at {@code position}; leaves those that end there. */
  private Ring ringAt(int position) {
    Ring current = current();
    while (current.endsAt(position)) {
      current = leave(current);
    }
    return current;
  }

  private Ring current() {
    int number = Words.getInt(memory, HEAD_RING);
    if (ring.number() != number) {
      ring = Ring.attach(noted(number), number);
    }
    return ring;
  }

  private SegmentHandle noted(int number) {
    return Reference.read(
        memory, QueueDescriptor.ringReference(HEAD_RINGS, number), SegmentKind.QUEUE_RING, boot);
  }

  private Ring leave(Ring former) {
    int number = former.number() + 1;
    Ring next;
    try {
      next = Ring.attach(former.successor(boot), number);
    } catch (SharedObjectException e) {
      throw new SharedObjectException(
          "no element was taken, because the next ring can't be attached: ring=" + number, e);
    }
    former.copySuccessor(memory, QueueDescriptor.ringReference(HEAD_RINGS, number));
    Words.set(memory, HEAD_RING_TARGET, number);
    Words.set(memory, HEAD_INTENT, LEAVE);
    Step.RING_LEAVE_NOTED.reached();
    Words.set(memory, HEAD_RING, number);
    Step.RING_LEFT.reached();
    removeRing(former.number());
    Step.RING_REMOVED.reached();
    Words.set(memory, HEAD_INTENT, NONE);
    ring = next;
    return next;
  }

  /** The tail left it before the head did, so nobody looks at it any more. */
  private void removeRing(int number) {
    if (number != 0) {
      belongings.discard(noted(number));
    }
  }

  /** Finishes what a former holder of the lock began. */
  void mend() {
    int intent = Words.getInt(memory, HEAD_INTENT);
    if (intent == NONE) {
      return;
    }
    if (intent == LEAVE) {
      int target = Words.getInt(memory, HEAD_RING_TARGET);
      if (Words.getInt(memory, HEAD_RING) == target) {
        removeRing(target - 1);
      }
    } else {
      finishTake(tasks);
      if (intent == PAYLOAD) {
        belongings.discard(Reference.read(memory, HEAD_PAYLOAD, SegmentKind.QUEUE_PAYLOAD, boot));
      }
    }
    Words.set(memory, HEAD_INTENT, NONE);
  }

  /** Shows every file that elements which are there lie in, under the locks of both ends. */
  void eachFile(Consumer<SegmentHandle> visitor) {
    mend();
    long head = Words.getLong(memory, HEAD);
    int position = Words.position(head);
    Ring current = current();
    int left = Words.count(Words.getLong(memory, TAIL)) - Words.count(head);
    while (true) {
      if (current.number() != 0) {
        visitor.accept(current.segment().handle());
      }
      while (left > 0 && !current.endsAt(position)) {
        long header = current.header(position);
        if (Ring.kind(header) == Ring.PAYLOAD) {
          visitor.accept(current.readPayload(position, boot));
        }
        left -= Ring.kind(header) == Ring.PADDING ? 0 : 1;
        position = Ring.after(position, header);
      }
      if (!current.endsAt(position)) {
        return;
      }
      current = Ring.attach(current.successor(boot), current.number() + 1);
    }
  }
}
