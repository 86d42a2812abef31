package io.multiprocessing.internal.queue;

import io.multiprocessing.serialization.EncodedMessage;
import org.jspecify.annotations.Nullable;

/** An element that has left the queue and is not decoded yet: its bytes, or the payload that is still to be read. */
record Taken(@Nullable EncodedMessage message, @Nullable Payload payload) {

  /** The bytes; once, and not under a lock, because reading a payload takes long. */
  EncodedMessage read() {
    if (payload != null) {
      return payload.read();
    }
    if (message == null) {
      throw new IllegalStateException("an element without bytes");
    }
    return message;
  }
}
