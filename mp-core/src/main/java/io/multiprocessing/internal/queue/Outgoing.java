package io.multiprocessing.internal.queue;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.internal.memory.Transfers;
import io.multiprocessing.serialization.EncodedMessage;
import org.jspecify.annotations.Nullable;

/**
 * An element on its way into a queue, with the segment that a large one gets, and what is counted as on its way with
 * it. Used by one thread.
 */
final class Outgoing {

  /** Shorter ones don't get a file of their own when memory is short: a small ring costs no more. */
  private static final int MIN_OWN_FILE = 1024 * 1024;

  private final EncodedMessage message;
  private final Transfers transfers;
  private final long length;
  private boolean large;
  private boolean published;
  private @Nullable Segment payload;

  Outgoing(Transfers.Encoding encoding) {
    this.message = encoding.message();
    this.transfers = encoding.transfers();
    this.length = Content.length(message);
    this.large = length > Ring.MAX_CONTENT;
  }

  EncodedMessage message() {
    return message;
  }

  Transfers transfers() {
    return transfers;
  }

  int length() {
    return (int) length;
  }

  int units() {
    return Ring.units(isLarge() ? Reference.LENGTH : (int) length);
  }

  boolean isLarge() {
    return large;
  }

  /** When there is no memory for a ring: a file of its own takes less than that. Whether it makes a difference. */
  boolean becomeLarge() {
    boolean becomes = !large && length >= MIN_OWN_FILE;
    large |= becomes;
    return becomes;
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

  /** From now on all of it is the queue's. */
  void published() {
    published = true;
    payload = null;
  }

  /** Gives back what {@link #prepare} took, and what was to travel with it, unless it is the queue's. */
  void abandon(Belongings belongings) {
    if (!published) {
      transfers.cancel();
      if (payload != null) {
        belongings.discard(payload.handle());
      }
    }
  }
}
