package io.multiprocessing.connection;

import java.io.IOException;
import java.io.Serial;

/**
 * A message was longer than the buffer it was to be received into. The message is not lost: {@link #message()} is it.
 * Python: {@code BufferTooShort}.
 */
public final class BufferTooShortException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final byte[] message;

  /**
   * @param room how many bytes the buffer had room for
   * @param message the whole message, kept without a copy
   */
  public BufferTooShortException(int room, byte[] message) {
    super("the message is longer than the buffer: length=" + message.length + ", room=" + room
        + "; message() returns it");
    this.message = message;
  }

  /** The whole message; the array is this exception's own. */
  public byte[] message() {
    return message;
  }
}
