package io.multiprocessing.internal.queue;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.serialization.EncodedMessage;
import org.jspecify.annotations.Nullable;

/** An element on its way into a queue, with the segment that a large one gets. Used by one thread. */
final class Outgoing {

  private final EncodedMessage message;
  private final long length;
  private @Nullable Segment payload;

  Outgoing(EncodedMessage message) {
    this.message = message;
    this.length = Content.length(message);
  }

  EncodedMessage message() {
    return message;
  }

  int length() {
    return (int) length;
  }

  int units() {
    return Ring.units(isLarge() ? Reference.LENGTH : (int) length);
  }

  boolean isLarge() {
    return length > Ring.MAX_CONTENT;
  }

  /** Copies a large element into its segment, once; before the queue is locked, because it takes long. */
  void prepare() {
    if (isLarge() && payload == null) {
      Segment made = Segment.create(SegmentKind.QUEUE_PAYLOAD, length);
      Content.write(made.memory(), Segment.PAYLOAD, message);
      payload = made;
      Step.PAYLOAD_MADE.reached();
    }
  }

  Segment payload() {
    Segment made = payload;
    if (made == null) {
      throw new IllegalStateException("the element was not prepared: length=" + length);
    }
    return made;
  }

  /** From now on the payload is the queue's. */
  void published() {
    payload = null;
  }

  /** Gives back what {@link #prepare} took, unless it is the queue's. */
  void abandon(Belongings belongings) {
    if (payload != null) {
      belongings.discard(payload.handle());
    }
  }
}
