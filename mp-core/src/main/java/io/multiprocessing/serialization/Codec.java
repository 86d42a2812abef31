package io.multiprocessing.serialization;

import org.jspecify.annotations.Nullable;

/**
 * Turns objects into messages and back. Implementations are safe for use by several threads, keep no state from one
 * message to the next, and give a usable next message after one that failed.
 */
public interface Codec {

  /**
   * Encodes one object graph. Doesn't block.
   *
   * @throws SerializationException if something in the graph can't travel; the message names its class and field
   */
  EncodedMessage encode(@Nullable Object value);

  /**
   * Decodes one object graph; classes are resolved through the calling thread's context class loader. Doesn't block.
   *
   * @param message the message; byte arrays among its attachments may become part of the result without a copy
   * @throws SerializationException if a class is missing or abstract, or the bytes are not a message of this codec
   */
  @Nullable Object decode(EncodedMessage message);
}
