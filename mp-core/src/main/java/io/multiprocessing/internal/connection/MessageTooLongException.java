package io.multiprocessing.internal.connection;

import java.io.IOException;
import java.io.Serial;

/** A message is longer than the receiver allows. Users see an {@link IOException}. */
final class MessageTooLongException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  MessageTooLongException(long length, long maxLength) {
    super("the message is longer than allowed, so this connection can't be read any more: length=" + length
        + ", maxLength=" + maxLength);
  }
}
