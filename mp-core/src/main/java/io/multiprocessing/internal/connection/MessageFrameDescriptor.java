package io.multiprocessing.internal.connection;

import java.nio.ByteBuffer;

/**
 * The layout of a message on a socket, which is that of CPython's {@code multiprocessing.connection}. All numbers are
 * big endian.
 *
 * <pre>
 *   at most 0x7fffffff bytes:          more:
 *   0             4                    0             4                          12
 *  +-------------+----------          +-------------+---------------------------+----------
 *  | length      | body ...           | -1          | length                    | body ...
 *  +-------------+----------          +-------------+---------------------------+----------
 * </pre>
 *
 * Every other negative number is an error.
 */
final class MessageFrameDescriptor {

  static final int LENGTH_OFFSET = 0;
  static final int HEADER_LENGTH = LENGTH_OFFSET + Integer.BYTES;

  /** Stands in place of a length that doesn't fit. */
  static final int LONG_MARK = -1;

  static final int LONG_LENGTH_OFFSET = LENGTH_OFFSET + Integer.BYTES;
  static final int LONG_HEADER_LENGTH = LONG_LENGTH_OFFSET + Long.BYTES;

  private MessageFrameDescriptor() {}

  /** Puts the header of a message of {@code length} bytes. */
  static void putHeader(ByteBuffer target, long length) {
    if (length > Integer.MAX_VALUE) {
      target.putInt(LONG_MARK).putLong(length);
    } else {
      target.putInt((int) length);
    }
  }
}
