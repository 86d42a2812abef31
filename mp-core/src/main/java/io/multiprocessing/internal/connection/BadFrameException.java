package io.multiprocessing.internal.connection;

import java.io.IOException;
import java.io.Serial;

/** What arrived can't be a frame, or is a longer one than wanted: where the next one begins is not known any more. */
final class BadFrameException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  BadFrameException(String message) {
    super(message);
  }
}
